"""The world of schedules with a Google hub: the same users, races and faults, the same oracle; everything else is real.

Every sync is a whole run over a configuration: the real gspread signs in to the stand-in over HTTP, workbooks are real
files, the memory is real SQLite. Points lie before and after each request and at each step on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from typing import ClassVar

from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from requests import Response
from sheets_service.cell import EMPTY
from sheets_service.cell import Cell
from sheets_service.cell import Formula
from sheets_service.faults import Again
from sheets_service.faults import DropAfter
from sheets_service.faults import DropBefore
from sheets_service.faults import Event
from sheets_service.faults import Late
from sheets_service.server import SheetsService
from sheets_service.sheet import Sheet
from sheets_service.typist import Typist

from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.errors import Locked
from sheetcrm.errors import WorkbookError
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.credentials import SCOPES
from tests.sync.oracle import Violation
from tests.sync.replicas import COLUMNS
from tests.sync.replicas import Row
from tests.sync.users import ERROR
from tests.sync.world import Setting
from tests.sync_files.disk import REAL
from tests.sync_files.disk import Spelling
from tests.sync_files.disk_world import Life
from tests.sync_files.disk_world import WatchedFile
from tests.sync_files.whole_world import WholeWorld
from tests.sync_google.google_teams import lean_hub

HEAD = 2
BROKEN = Formula("=#REF!")
SPARE_ROWS = 20
FAULTS: dict[str, Callable[[], Event]] = {
    "lost": DropBefore,
    "late": lambda: Late(after=2),
    "answer lost": DropAfter,
    "twice": lambda: Again(after=1),
    "taken by itself": DropAfter,
}
Cells = tuple[Cell, ...]


@dataclass
class HubOnGoogle:
    """The spreadsheet as its users see it in the browser, and which customer each row is about."""

    service: SheetsService
    typist: Typist
    spelling: Spelling
    soul_of: Callable[[dict[str, Raw]], int | None]
    known: list[Row] = field(default_factory=list)
    ever: set[object] = field(default_factory=set)
    looking: bool = False
    reads: int = 0
    writes: int = 0

    @property
    def sheet(self) -> Sheet:
        sheets = self.service.world.files[self.typist.book_id].book.sheets
        return next(one for one in sheets if str(one.grid.cell(0, 0).value) == "leads.id")

    @property
    def places(self) -> dict[str, int]:
        """The model's columns → places in a row."""
        grid = self.sheet.grid
        keys = {str(cell.value).rpartition(".")[2]: at for at, cell in enumerate(grid.row(0))}
        return {column: keys[real] for column, real in REAL.items()}

    @property
    def rows(self) -> list[Row]:
        """All rows as they stand, up to the last filled one."""
        if self.looking:
            return self.known
        found = [Row(self._read(cells)) for cells in self._filled()]
        left = list(self.known)
        for row in found:
            row_id = row.cells["id"]
            old = next((one for one in left if row_id is not None and one.cells["id"] == row_id), None)
            old = old or next((one for one in left if one.cells == row.cells), None)
            if old is not None:
                left = [one for one in left if one is not old]
                row.soul, row.touched, row.shadows = old.soul, old.touched, old.shadows
        self.known, self.looking = found, True
        for row in found:
            if row.soul is None and any(cell is not None for cell in row.cells.values()):
                row.soul = self.soul_of(row.cells)
        self.looking = False
        return found

    @contextmanager
    def at_hand(self) -> Iterator[list[Row]]:
        """Let a user change, sort, insert and delete rows; what else stands in a row goes with it."""
        rows = self.rows
        whole = {id(row): cells for row, cells in zip(rows, self._filled(), strict=True)}
        places = self.places
        yield rows
        width = len(self.sheet.grid.row(0))
        wanted: list[Cells] = []
        for row in rows:
            cells = list(whole.get(id(row), ()))
            cells += [EMPTY] * (width - len(cells))
            for column, at in places.items():
                said = self.spelling.written(column, row.cells[column])
                cells[at] = cells[at].with_value(BROKEN if isinstance(said, CellError) else said)
            wanted.append(tuple(cells))
        self._put(wanted)
        self.known = list(rows)

    def written(self) -> None:
        """Hear that a request may have changed something."""
        self.writes += 1
        self.ever |= {cell for row in self.rows for cell in row.cells.values()}

    def deliver(self) -> None:
        """Let every request arrive that the network still holds."""
        self.service.deliver_rest()
        self.ever |= {cell for row in self.rows for cell in row.cells.values()}

    def _filled(self) -> list[Cells]:
        rows = list(self.sheet.grid.rows[HEAD:])
        while rows and all(cell.value is None for cell in rows[-1]):
            rows.pop()
        return rows

    def _put(self, rows: Sequence[Cells]) -> None:
        grid = self.sheet.grid
        missing = HEAD + len(rows) - self.sheet.row_count
        if missing > 0:
            size = {"sheetId": self.sheet.id, "dimension": "ROWS", "length": missing + SPARE_ROWS}
            self.typist.change({"appendDimension": size})
            grid = self.sheet.grid
        grid.rows[HEAD:] = list(rows)

    def _read(self, cells: Cells) -> dict[str, Raw]:
        said = {column: self._said(cells[at]) if at < len(cells) else None for column, at in self.places.items()}
        return {column: self.spelling.read(column, said[column]) for column in COLUMNS}

    @staticmethod
    def _said(cell: Cell) -> Raw:
        return ERROR if cell.value == BROKEN else cell.value or None


class WatchedSession(AuthorizedSession):
    """A connection on which something may happen before and after each request."""

    def __init__(self, credentials: Credentials, life: Life, hub: HubOnGoogle) -> None:
        super().__init__(credentials)
        self._life, self._hub = life, hub

    def request(self, method: str, url: str, *given: Any, **more: Any) -> Response:
        """One request: a point before it, at which it may be given a fault, and a point after it."""
        fault = self._life.passes(f"hub.{method}")
        if fault:
            gate = self._hub.service.gate
            gate.events.setdefault(gate.number + 1, []).append(FAULTS[fault]())
        if method == "get":
            self._hub.reads += 1
        try:
            return super().request(method, url, *given, **more)
        finally:
            if method != "get":
                self._hub.written()
                self._life.passes("hub.answered")


class GoogleWorld(WholeWorld):
    """Every sync is a whole run of `sheetcrm sync` with a Google hub, in this process."""

    service: ClassVar[SheetsService]
    points = 40
    reports = False
    hub: HubOnGoogle

    def __init__(self, setting: Setting, seed: int = 0) -> None:
        super().__init__(setting, seed)
        self.recomputes = seed % 3 == 0
        for machine in self.folder.glob("machine*.toml"):
            said = machine.read_text(encoding="utf-8")
            machine.write_text(said.replace('"team.xlsx"', f'"gsheet:{self.hub.typist.book_id}"'), encoding="utf-8")
        service = self.service
        self.credentials = Credentials.from_service_account_info(service.credentials("sync"), scopes=list(SCOPES))

    def make_hub(self) -> HubOnGoogle:
        return HubOnGoogle(self.service, lean_hub(self.service), Spelling(self.oracle), self._soul_of)

    def close(self) -> None:
        super().close()
        del self.service.world.files[self.hub.typist.book_id]

    def synchronise(self, store: int) -> None:
        store %= len(self.databases)
        self.now += self.tick
        life, database = Life(self), self.make_database(store)
        self.opened.append(database)

        def watched(path: Path) -> WatchedFile:
            book = next(one for one in self.books if one.disk.path == path)
            return WatchedFile(path, life, book.exchanged, book.disk)

        def connected(place: str, _key: Path | None) -> PatientClient:
            session = WatchedSession(self.credentials, life, self.hub)
            return PatientClient(
                self.credentials,
                session,
                place=place,
                base=self.service.base,
                sleep=self.service.clock.advance,
                chance=lambda: 0.5,
            )

        desk = SyncDesk(read_configuration(self.folder / f"machine{store}.toml"), database)
        wish = SyncWish(clock=self._clock, replica=watched, connect=connected, recompute=self.recomputes)
        report = synchronise(desk, wish)
        if report.hub_failure:
            raise report.hub_failure
        for one in report.workbooks:
            if isinstance(one.failure, WorkbookError) and not isinstance(one.failure, Locked):
                raise one.failure  # a copied file that is open cannot be given an id of its own yet

    def prove_quiet(self, store: int) -> None:
        asked = self.hub.reads, self.hub.writes
        super().prove_quiet(store)
        if (self.hub.reads - 1, self.hub.writes) != asked:
            raise Violation("not quiet: a sync without changes wrote something, or asked more than once")
