"""A Google spreadsheet as a company's hub (implements `sheetcrm.app.sync_hub.SyncHub`).

What follows from a merge (accepted stages, engine columns, reports) travels in the very transaction that carries the
merge; what is read once serves until something is written.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from sheetcrm.app.applied import applied
from sheetcrm.app.google_hub import receipt_of
from sheetcrm.app.google_hub import step_of
from sheetcrm.app.hub_cells import HubCells
from sheetcrm.app.hub_figures import Following
from sheetcrm.app.hub_figures import HubFigures
from sheetcrm.app.hub_luggage import Luggage
from sheetcrm.app.hub_memory import HUB_CONTENT
from sheetcrm.app.hub_memory import prove_hub
from sheetcrm.app.hub_memory import remember_state
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
from sheetcrm.errors import NotAllowed
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
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import SyncTable
from sheetcrm.templates.template import LISTS
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.google.carrying import NOTHING
from sheetcrm.workbooks.google.carrying import Carried
from sheetcrm.workbooks.google.carrying import carried
from sheetcrm.workbooks.google.figures import blocks_differ
from sheetcrm.workbooks.google.hub_settings import last_tokens
from sheetcrm.workbooks.google.reading import formulas
from sheetcrm.workbooks.google.reading import table_data
from sheetcrm.workbooks.google.sure_writing import write_surely
from sheetcrm.workbooks.google.tracing import Trace
from sheetcrm.workbooks.google.transacting import HubSheets
from sheetcrm.workbooks.google.transacting import NumberUsed
from sheetcrm.workbooks.google.transacting import Step


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
    found: str | None = None
    """What was read first."""
    left: str | None = None
    """What was read last, unless something was written since."""
    _digest: str = ""
    carries_own: ClassVar[bool] = True
    _own: Carried = NOTHING
    """Rows of a sheet of its own that the next transaction takes along."""
    _sent: tuple[int, Carried] = (0, NOTHING)
    """The number of the last transaction, and what it took along."""

    def __post_init__(self) -> None:
        """Owe nothing."""
        self._luggage = Luggage(self.sheets, self.roster)

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
        self.left = self._digest = read.seen.digest
        self.found = self.found or self._digest
        self._luggage.owed = Following()
        self.read_tables = {key: table_data(tab) for key, tab in read.seen.tables.items()}
        self._language = language_of(self.read_tables, file, self.templates)
        self._tables = sync_tables(self._language.template)
        prove_hub(self.roster, f"{self.name} {self.spreadsheet}", read.number, read.tokens, file)
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
        self._luggage.owed, now = Following(), self.clock()
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
        self._luggage.owed = found
        return found.edits

    def weigh(self, edit: HubEdit) -> float:
        """Give which share of one request an edit takes."""
        return self._luggage.weigh(edit)

    def owes(self) -> bool:
        """Say whether figures are left for which the last transaction had no room."""
        return self._luggage.is_left

    def transact(self, transaction: Transaction) -> Receipt:
        """Apply a transaction with one request, and as many figures as there is room for.

        Raises: NumberTaken, Unanswered; WorkbookError.
        """
        self._seen = self.left = None
        cells = self._cells()
        said_edits, marks = cells.edits(transaction.edits, self._luggage.owed.new_cells)
        watched, more_marks = cells.watched(transaction.watched)
        step = step_of(replace(transaction, edits=said_edits, watched=watched))
        step = replace(step, marks={**marks, **more_marks}, figures=self._luggage.pack(transaction.edits))
        self._sent, self._own = (step.number, self._own), NOTHING
        try:
            trace = self._send(step)
        except NumberUsed as error:
            raise NumberTaken from error
        except WriteUncertain as error:
            raise Unanswered from error
        self._remember()
        self._luggage.arrived(step.figures)
        self._own_rows(step.number).make_good(trace, self.sheets)
        return receipt_of(trace, cells.image)

    def fence(self, number: int, token: str) -> Receipt | None:
        """Make sure that a transaction which was not applied never will be; give its receipt if it was.

        Raises: Unanswered; WorkbookError.
        """
        self._seen = self.left = None
        try:
            trace = self.sheets.fence(number, token)
        except WriteUncertain as error:
            raise Unanswered from error
        if trace is None:
            return None
        self._own_rows(number).make_good(trace, self.sheets)
        return receipt_of(trace, self._cells().image)

    def renew(self, _recomputing: Recomputing) -> Recomputed:
        """Tell how computing ended: its figures were written along with the merge."""
        return Recomputed(failure=self.failure)

    def carry_own(self, plan: PlanOwn) -> None:
        """Let the next transaction take a sheet of the hub's own along. Raises: WorkbookError."""
        self._own = carried(self._own_edits(plan), self.sheets.seen, self.title)

    def write_own(self, plan: PlanOwn) -> bool:
        """Write a sheet of the hub's own. Raises: WorkbookError."""
        edits = self._own_edits(plan)
        if edits:
            self._seen = self.left = None
            write_surely(self.sheets, edits, self.title)
            self._remember()
        return True

    def _remember(self) -> None:
        """Remember what was written last: a version that is restored after it is older."""
        remember_state(self.roster, self.sheets.number, last_tokens(self.sheets.seen))

    def _send(self, step: Step) -> Trace:
        """Send a transaction; where the sheet of its own is protected, that must not keep the rest back."""
        own = self._own_rows(step.number)
        try:
            return self.sheets.transact(own.joined_to(step))
        except NotAllowed:
            if own is NOTHING:
                raise
            self._sent = (step.number, NOTHING)
            return self.sheets.transact(step)

    def _own_edits(self, plan: PlanOwn) -> Sequence[RowEdit]:
        return plan({key: table_data(tab) for key, tab in self.sheets.seen.tables.items()})

    def _own_rows(self, number: int) -> Carried:
        """Give what the transaction of this number took along, if it was sent by this process."""
        return self._sent[1] if self._sent[0] == number else NOTHING

    def _cells(self) -> HubCells:
        lists = self.sheets.seen.tables[LISTS]
        return HubCells(self.language, table_data(lists), lists.height)
