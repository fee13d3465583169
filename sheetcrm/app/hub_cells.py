"""Edits of a hub as cells of its spreadsheet: in its language, entries of lists where they stand on their sheet."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import cast

from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_lists import CURRENCY
from sheetcrm.app.sync_lists import entry_shown
from sheetcrm.app.sync_lists import list_gaps
from sheetcrm.app.sync_lists import list_label
from sheetcrm.app.sync_lists import list_names
from sheetcrm.app.sync_lists import place_of
from sheetcrm.app.sync_tables import ENTRY
from sheetcrm.app.sync_tables import LIST
from sheetcrm.app.sync_tables import RATE
from sheetcrm.sync.ports import Place
from sheetcrm.sync.repair import Image
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Revive
from sheetcrm.sync.sheet import Update
from sheetcrm.templates.template import LISTS
from sheetcrm.values import Value
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.google import tracing

NewCells = Mapping[tuple[str, str], Mapping[str, Value]]
"""Table and row id → engine cells that a new row gets along."""


@dataclass(frozen=True, slots=True)
class HubCells:
    """How edits are said on a hub that was read."""

    language: SideLanguage
    lists: TableData
    height: int
    """Rows of the lists sheet's grid: what stands below it has no place yet."""

    def edits(self, edits: Sequence[HubEdit], new_cells: NewCells) -> tuple[list[HubEdit], Mapping[int, str]]:
        """Give the edits with cells as they are written, and which of them (by number) are of which list."""
        gaps = {key: list_gaps(self.lists, key) for key in list_names(self.lists)}
        found: list[HubEdit] = []
        marks: dict[int, str] = {}
        for number, edit in enumerate(edits):
            if edit.table == LISTS:
                said, marks[number] = self._entry(edit, gaps)
                found.append(said)
            else:
                found.append(self._row(edit, new_cells))
        return found, marks

    def watched(self, places: Sequence[Place]) -> tuple[list[Place], Mapping[int, str]]:
        """Give the sheet rows of places, and which of them (numbered from -1 down) are entries of which list."""
        found: list[Place] = []
        marks: dict[int, str] = {}
        for number, (table, at) in enumerate(places, start=1):
            row = at
            if table == LISTS:
                row, marks[-number] = place_of(at, self.lists)
            found.append((table, row))
        return found, marks

    def image(self, image: tracing.Image) -> Image:
        """Give how a row, or an entry of a list, stood."""
        if not image.mark:
            return Image(image.before, image.after)
        before, after = (entry_shown(row, image.mark, self.language) for row in (image.before, image.after))
        return Image(before, after)

    def _row(self, edit: HubEdit, new_cells: NewCells) -> HubEdit:
        if isinstance(edit, Update):
            return replace(edit, cells=self.language.encode(edit.table, edit.cells))
        if isinstance(edit, Insert):
            more = new_cells.get((edit.table, edit.row_id), {})
            return replace(edit, cells={**more, **self.language.encode(edit.table, edit.cells)})
        return edit

    def _entry(self, edit: HubEdit, gaps: Mapping[str, Iterator[int]]) -> tuple[HubEdit, str]:
        if isinstance(edit, Insert | Revive):
            return self._new_entry(edit, gaps)
        row, key = place_of(edit.at or 0, self.lists)
        cells: dict[str, Value] = {}
        if isinstance(edit, Delete):
            cells = {key: None, **({RATE: None} if key == CURRENCY else {})}
        if isinstance(edit, Restore) and ENTRY in edit.cells:
            cells[key] = cast("Value", edit.cells[ENTRY])
        if isinstance(edit, Update | Restore) and RATE in edit.cells and key == CURRENCY:
            cells[RATE] = cast("Value", edit.cells[RATE])
        return Update(LISTS, edit.row_id, row, cells, {}), key

    def _new_entry(self, edit: Insert | Revive, gaps: Mapping[str, Iterator[int]]) -> tuple[HubEdit, str]:
        """Put an entry into the first gap of its list; whoever types there just now is seen in the image."""
        key = str(edit.cells.get(LIST))
        if key not in gaps:
            return Update(LISTS, edit.row_id, None, {}, {}), ""
        cells = {key: list_label(self.language, key, cast("Value", edit.cells.get(ENTRY)))}
        if key == CURRENCY:
            cells[RATE] = cast("Value", edit.cells.get(RATE))
        row = next(gaps[key])
        if row > self.height:
            return Insert(LISTS, edit.row_id, cells), key
        return Update(LISTS, edit.row_id, row, cells, {}), key
