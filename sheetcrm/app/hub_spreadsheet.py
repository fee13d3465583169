"""A Google spreadsheet as a company's hub (implements `sheetcrm.app.sync_hub.SyncHub`).

What follows from a merge (accepted stages, engine columns, reports) travels in the very transaction that carries the
merge; what is read once serves until something is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sheetcrm.app.applied import applied
from sheetcrm.app.google_hub import receipt_of
from sheetcrm.app.google_hub import step_of
from sheetcrm.app.hub_cells import HubCells
from sheetcrm.app.hub_figures import Following
from sheetcrm.app.hub_figures import HubFigures
from sheetcrm.app.hub_memory import HUB_CONTENT
from sheetcrm.app.hub_memory import prove_hub
from sheetcrm.app.looks_memory import remember_looks
from sheetcrm.app.looks_memory import remembered_looks
from sheetcrm.app.own_sheets import PlanOwn
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_language import language_of
from sheetcrm.app.sync_recompute import Recomputed
from sheetcrm.app.sync_recompute import Recomputing
from sheetcrm.app.sync_settings import WORKBOOK_ID
from sheetcrm.app.sync_settings import said
from sheetcrm.app.sync_sheets import as_row_edits
from sheetcrm.app.sync_sheets import as_sheets
from sheetcrm.app.sync_tables import sync_tables
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import WriteUncertain
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import Unanswered
from sheetcrm.sync.roster import Roster
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import SyncTable
from sheetcrm.templates.template import LISTS
from sheetcrm.values import Value
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.google.figures import Figures
from sheetcrm.workbooks.google.figures import blocks_differ
from sheetcrm.workbooks.google.reading import formulas
from sheetcrm.workbooks.google.reading import table_data
from sheetcrm.workbooks.google.sure_writing import write_surely
from sheetcrm.workbooks.google.swatches import Looks
from sheetcrm.workbooks.google.transacting import DRAWN
from sheetcrm.workbooks.google.transacting import HubSheets
from sheetcrm.workbooks.google.transacting import NumberUsed

ROOM = 1_400_000
"""Bytes for edits and figures in one transaction: with what frames them a request stays below two million."""
_A_CELL, _A_ROW = 48, 420
"""Bytes around a cell's value, and around a row with its images."""
_LOOK = 90


@dataclass
class SpreadsheetHub:
    """One shared spreadsheet."""

    sheets: HubSheets
    spreadsheet: str
    templates: Path | None
    clock: Callable[[], datetime]
    roster: Roster
    recompute: bool = True
    """Whether engine columns and reports are kept up to date, too."""
    read_tables: Mapping[str, TableData] = field(default_factory=dict)
    failure: SheetCrmError | None = None
    """Why its figures could not be computed."""
    _language: SideLanguage | None = None
    _tables: Sequence[SyncTable] = ()
    _seen: HubSeen | None = None
    """As read, until it is given away or something is written."""
    _digest: str = ""
    _owed: Following = field(default_factory=Following)

    @property
    def name(self) -> str:
        """What logs and bases know it by."""
        return said(self.read_tables)[WORKBOOK_ID]

    @property
    def title(self) -> str:
        """Give what people call it."""
        return self.sheets.seen.title

    @property
    def tables(self) -> Sequence[SyncTable]:
        """Give the tables that are kept in step."""
        return self._tables

    @property
    def language(self) -> SideLanguage:
        """Give how the hub is written, as last read."""
        assert self._language is not None, "look first"
        return self._language

    def look(self) -> None:
        """Read all with one request; the next `read` gives it. Raises: WorkbookError, WrongHub, HubOutdated."""
        file = f"gsheet:{self.spreadsheet}"
        read = self.sheets.read()
        self._digest, self._owed = read.seen.digest, Following()
        self.read_tables = {key: table_data(tab) for key, tab in read.seen.tables.items()}
        self._language = language_of(self.read_tables, file, self.templates)
        self._tables = sync_tables(self._language.template)
        prove_hub(self.roster, f"{self.name} {self.spreadsheet}", read.number, file)
        found = {key: frozenset(formulas(tab)) for key, tab in read.seen.tables.items()}
        sheets: Mapping[str, Sheet] = as_sheets(self._tables, self.read_tables, found, self._language, file)
        self._seen = HubSeen(read.number, sheets)

    def read(self) -> HubSeen:
        """Read all tables. Raises: WorkbookError, WrongHub, HubOutdated."""
        if self._seen is None:
            self.look()
        assert self._seen is not None
        seen, self._seen = self._seen, None
        return seen

    def conclude(self, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Work out what follows from edits on the hub; what does not travel is kept to be written along with them."""
        self._owed, now = Following(), self.clock()
        state = f"{self._digest} {now:%Y-%m-%d}"
        if not self.recompute or (not edits and self.roster.fact(HUB_CONTENT) == state):
            return ()
        merged = applied(self.read_tables, as_row_edits(edits, self.read_tables, self.language))

        def is_needed(found: Following) -> bool:
            return bool(edits) or found.is_new or blocks_differ(found.blocks, self.sheets.seen)

        try:
            figures = HubFigures(self._tables, self.templates, now)
            found = figures.following(merged, self.language, self.title, is_needed)
        except SheetCrmError as error:
            self.failure = error
            return ()
        if found is None:
            self.roster.learn(HUB_CONTENT, state)
            return ()
        self._owed = found
        return found.edits

    def weigh(self, edit: HubEdit) -> float:
        """Give which share of one request an edit takes."""
        more = self._owed.new_cells.get((edit.table, edit.row_id), {}) if isinstance(edit, Insert) else {}
        cells = [*edit.cells.values(), *more.values()] if isinstance(edit, Insert | Update) else []
        return (_A_ROW + sum(_bytes(cell) for cell in cells)) / ROOM

    def owes(self) -> bool:
        """Say whether figures are left for which the last transaction had no room."""
        return bool(self._owed.cells or self._owed.blocks or self._owed.settings)

    def transact(self, transaction: Transaction) -> Receipt:
        """Apply a transaction with one request, and as many figures as there is room for.

        Raises: NumberTaken, Unanswered; WorkbookError.
        """
        self._seen = None
        cells = self._cells()
        said_edits, marks = cells.edits(transaction.edits, self._owed.new_cells)
        watched, more_marks = cells.watched(transaction.watched)
        figures = self._take(1 - sum(map(self.weigh, transaction.edits)))
        step = step_of(replace(transaction, edits=said_edits, watched=watched))
        step = replace(step, marks={**marks, **more_marks}, figures=figures)
        try:
            trace = self.sheets.transact(step)
        except NumberUsed as error:
            raise NumberTaken from error
        except WriteUncertain as error:
            raise Unanswered from error
        if figures.blocks:
            remember_looks(self.roster, self._drawn(), self.sheets.looks)
        return receipt_of(trace, cells.image)

    def fence(self, number: int, token: str) -> Receipt | None:
        """Make sure that a transaction which was not applied never will be; give its receipt if it was.

        Raises: Unanswered; WorkbookError.
        """
        self._seen = None
        try:
            trace = self.sheets.fence(number, token)
        except WriteUncertain as error:
            raise Unanswered from error
        return receipt_of(trace, self._cells().image) if trace else None

    def renew(self, _recomputing: Recomputing) -> Recomputed:
        """Tell how computing ended: its figures were written along with the merge."""
        return Recomputed(failure=self.failure)

    def write_own(self, plan: PlanOwn) -> None:
        """Write a sheet of the hub's own. Raises: WorkbookError."""
        edits: Sequence[RowEdit] = plan({key: table_data(tab) for key, tab in self.sheets.seen.tables.items()})
        if edits:
            self._seen = None
            write_surely(self.sheets, edits, self.title)

    def _cells(self) -> HubCells:
        lists = self.sheets.seen.tables[LISTS]
        return HubCells(self.language, table_data(lists), lists.height)

    def _drawn(self) -> str:
        """Give the hub's mark of who drew its reports last."""
        return said({"settings": table_data(self.sheets.seen.tables["settings"])}).get(DRAWN, "")

    def _take(self, room: float) -> Figures:
        """Take from what is owed as much as there is room for: engine columns first, reports in their order."""
        owed, left = self._owed, room * ROOM
        count = 0
        for _, cells in owed.cells:
            left -= _A_ROW / 2 + sum(map(_bytes, cells.values()))
            if left < 0:
                break
            count += 1
        taken, owed.cells = owed.cells[:count], owed.cells[count:]
        if owed.cells:
            return Figures(taken)
        number = 0
        for block in owed.blocks:
            left -= sum(_bytes(cell.value) + _LOOK for row in block.rows for cell in row)
            if left < 0 and number:
                break
            number += 1
        blocks, owed.blocks = owed.blocks[:number], owed.blocks[number:]
        settings = {} if owed.blocks else owed.settings
        owed.settings = owed.settings if owed.blocks else {}
        return Figures(taken, settings, blocks, *([self._looks(blocks)] if blocks else []))

    def _looks(self, blocks: Sequence[ReplaceBlock]) -> Looks:
        """Give how reports look: as remembered, or with one more request when somebody else has drawn there."""
        reports = self.sheets.seen.reports
        wanted = frozenset(tab.id for block in self._all_blocks(blocks) if (tab := reports.get(block.report)))
        known = remembered_looks(self.roster, self._drawn(), wanted)
        return known or self.sheets.read_looks(self._all_blocks(blocks))

    def _all_blocks(self, blocks: Sequence[ReplaceBlock]) -> Sequence[ReplaceBlock]:
        return [*blocks, *self._owed.blocks]


def _bytes(value: Value) -> int:
    return _A_CELL + (len(json.dumps(value).encode()) if isinstance(value, str) else 8)
