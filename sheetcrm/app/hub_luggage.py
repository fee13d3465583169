"""What travels along with the transactions of a merge on a Google hub: figures, and how reports look.

Where somebody else has drawn since, how the reports look now is not known. Then a transaction takes their values along,
and its answer tells their looks, which the next one puts right: nothing is asked only to look.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.app.hub_figures import DATA_UNTIL
from sheetcrm.app.hub_figures import Following
from sheetcrm.app.looks_memory import remember_looks
from sheetcrm.app.looks_memory import remembered_looks
from sheetcrm.app.sync_settings import said
from sheetcrm.sync.roster import Roster
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Update
from sheetcrm.values import Value
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.google.figures import NO_LOOKS
from sheetcrm.workbooks.google.figures import Figures
from sheetcrm.workbooks.google.figures import bytes_of
from sheetcrm.workbooks.google.hub_settings import DRAWN
from sheetcrm.workbooks.google.hub_settings import SETTINGS
from sheetcrm.workbooks.google.reading import table_data
from sheetcrm.workbooks.google.swatches import Looks
from sheetcrm.workbooks.google.transacting import HubSheets

ROOM = 1_400_000
"""Bytes for edits and figures in one transaction: with what frames them a request stays below two million."""
_A_CELL, _A_ROW = 48, 420
"""Bytes around a cell's value, and around a row with its images."""
_LOOK = 90


@dataclass
class Luggage:
    """What is owed to a hub since it was last read."""

    sheets: HubSheets
    roster: Roster
    owed: Following = field(default_factory=Following)

    def weigh(self, edit: HubEdit) -> float:
        """Give which share of one request an edit takes."""
        more = self.owed.new_cells.get((edit.table, edit.row_id), {}) if isinstance(edit, Insert) else {}
        cells = [*edit.cells.values(), *more.values()] if isinstance(edit, Insert | Update) else []
        return (_A_ROW + sum(_bytes(cell) for cell in cells)) / ROOM

    @property
    def is_left(self) -> bool:
        """Say whether figures are left for which the last transaction had no room, or no looks."""
        return bool(self.owed.cells or self.owed.blocks or self.owed.settings)

    def pack(self, edits: Sequence[HubEdit]) -> Figures:
        """Take as much as there is room for beside edits: engine columns first, reports in their order."""
        left = (1 - sum(map(self.weigh, edits))) * ROOM
        cells, left = self._cells(left)
        if self.owed.cells:
            return Figures(cells)
        looks = self._looks()
        blocks = self._blocks(left, NO_LOOKS if looks is None else looks)
        if not blocks:
            return Figures(cells, self._settings())
        if looks is None:  # the blocks stay owed, for how they are to look; so does the day until which they hold
            unfinished = {DATA_UNTIL: ""} if self.owed.settings else {}
            return Figures(cells, unfinished, blocks, look_at=self.owed.blocks)
        self.owed.blocks = self.owed.blocks[len(blocks) :]
        return Figures(cells, self._settings(), blocks, looks)

    def arrived(self, figures: Figures) -> None:
        """Remember how the reports look once a transaction has taken figures along."""
        if figures.blocks:
            remember_looks(self.roster, self._drawn(), self.sheets.looks)

    def _cells(self, left: float) -> tuple[Sequence[tuple[tuple[str, int], dict[str, Value]]], float]:
        count = 0
        for _, cells in self.owed.cells:
            left -= _A_ROW / 2 + sum(map(_bytes, cells.values()))
            if left < 0:
                break
            count += 1
        taken, self.owed.cells = self.owed.cells[:count], self.owed.cells[count:]
        return [(place, dict(cells)) for place, cells in taken], left

    def _blocks(self, left: float, looks: Looks) -> Sequence[ReplaceBlock]:
        """Take blocks for which there is room. What stands already needs none, but finding that out takes a while."""
        blocks = self.owed.blocks
        if sum(map(_at_most, blocks)) <= left:
            return blocks
        for number, block in enumerate(blocks):
            left -= bytes_of(block, looks, self.sheets.seen)
            if left < 0 and number:
                return blocks[:number]
        return blocks

    def _settings(self) -> dict[str, str]:
        """Take the settings along with the last report."""
        if self.owed.blocks:
            return {}
        settings, self.owed.settings = self.owed.settings, {}
        return settings

    def _looks(self) -> Looks | None:
        """Give how the reports look; None when somebody else has drawn there, and it is to be asked."""
        reports = self.sheets.seen.reports
        wanted = frozenset(tab.id for block in self.owed.blocks if (tab := reports.get(block.report)))
        return remembered_looks(self.roster, self._drawn(), wanted) if wanted else NO_LOOKS

    def _drawn(self) -> str:
        """Give the hub's mark of who drew its reports last."""
        return said({SETTINGS: table_data(self.sheets.seen.tables[SETTINGS])}).get(DRAWN, "")


def _at_most(block: ReplaceBlock) -> int:
    """Give how much room a block takes if all of it is new."""
    return sum(_bytes(cell.value) + _LOOK for row in block.rows for cell in row)


def _bytes(value: Value) -> int:
    return _A_CELL + (len(json.dumps(value).encode()) if isinstance(value, str) else 8)
