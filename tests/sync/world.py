"""Users, sync processes, and the network between them: one world a schedule, stepped from outside.

A *schedule* is a list of steps. A sync takes *events*: (point, event) pairs, which happen when the process comes to
that point: a user acts, a request is lost, another process runs, this one is parked or killed. So a race is data: it
repeats, and it shrinks.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime

from greenlet import greenlet

from sheetcrm.errors import SyncError
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import RULES
from sheetcrm.sync.decisions import Prefer
from sheetcrm.sync.decisions import Rules
from sheetcrm.sync.decisions import prefer_hub
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.execute import Run
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.job import Job
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.opening import Member
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import ShownBy
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import decode_text
from tests.sync.oracle import TOKEN_COLUMNS
from tests.sync.oracle import Held
from tests.sync.oracle import Oracle
from tests.sync.oracle import Violation
from tests.sync.replicas import TABLE
from tests.sync.replicas import TYPED
from tests.sync.replicas import ModelBook
from tests.sync.replicas import ModelHub
from tests.sync.replicas import Row
from tests.sync.users import ERROR
from tests.sync.users import OWNERS
from tests.sync.users import act_on_row
from tests.sync.users import insert

LEADS = SyncTable(TABLE, tuple(SyncColumn(key, required=key == "a", text=True, shared=key == "owner") for key in TYPED))
FAULTS = ("lost", "answer lost", "late", "twice", "taken by itself")

Action = tuple[str, int, int, int]
"""(what a user does, on which replica: 0 the hub, row, column or amount)."""
Event = tuple[str, object]
Events = Sequence[tuple[int, Event]]


class Killed(BaseException):
    """The process is no more."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What kind of company this is."""

    filters: tuple[str | None, ...] = (None, None)
    """One a workbook: whose rows it shows."""
    stores: tuple[tuple[int, ...], ...] = ((0, 1),)
    """Which workbooks each machine synchronises, with a memory of its own."""
    prefer: Prefer = prefer_hub
    rules: Rules = RULES
    run: type[Run] = Run
    hub: type[ModelHub] = ModelHub
    book: type[ModelBook] = ModelBook
    reader: type[Reader] = Reader
    table: SyncTable = LEADS


@dataclass(slots=True)
class Process:
    """One sync process on its way."""

    greenlet: greenlet
    events: dict[int, list[Event]]
    points: int = 0


def decode(_column: str, raw: Raw) -> str | Undecodable | None:
    return decode_text(raw)


class World:
    """One hub, some workbooks, their users, and the processes between them."""

    points = 16
    """About how many points a run of sync comes to."""

    def __init__(self, setting: Setting, seed: int = 0) -> None:
        self.setting, self.oracle, self.now = setting, Oracle(), datetime(2026, 11, 25, 8)
        self._choose = random.Random(seed)
        self.hub = self.make_hub()
        self.books = [self.make_book(number) for number in range(len(setting.filters))]
        self.databases = [self.make_database(number) for number in range(len(setting.stores))]
        self.processes: list[Process] = []
        self.running: list[Process] = []
        self.faults = 0
        self.syncs = 0
        self.tokens = 0

    def make_hub(self) -> ModelHub:
        return self.setting.hub(self.point, lambda: self.now, self._soul_of)

    def make_book(self, number: int) -> ModelBook:
        return self.setting.book(f"book{number}", self.point, self._soul_of)

    def make_database(self, _number: int) -> Database:
        return Database(None)

    def close(self) -> None:
        for process in self.processes:
            process.greenlet.throw(Killed)
        for database in self.databases:
            database.close()

    # -- sync processes ------------------------------------------------------------------------------------------------

    def start(self, store: int, events: Events = ()) -> None:
        """Run a sync of one machine's workbooks until it ends, is parked, or is killed."""
        store %= len(self.databases)
        at: dict[int, list[Event]] = {}
        for point, event in events:
            at.setdefault(point, []).append(event)
        process = Process(greenlet(lambda: self._sync(store)), at)
        self.syncs += 1
        self._step(process)

    def resume(self, which: int) -> None:
        """Let a parked process go on."""
        if self.processes:
            self._step(self.processes.pop(which % len(self.processes)))

    def _step(self, process: Process, *, kill: bool = False) -> None:
        process.greenlet.parent = greenlet.getcurrent()
        self.running.append(process)
        try:
            if kill:
                process.greenlet.throw(Killed)
            else:
                process.greenlet.switch()
        finally:
            self.running.pop()
        if not process.greenlet.dead:
            self.processes.append(process)

    def _sync(self, store: int) -> None:
        try:
            self.synchronise(store)
        except (SyncError, Killed):
            return

    def synchronise(self, store: int) -> None:
        """Run one sync from beginning to end. Raises: SyncError, Killed."""
        self.setting.run(self.job(store)).synchronise()

    def job(self, store: int) -> Job:
        members = [Member(self.books[number], self._maker(number)) for number in self.setting.stores[store]]
        return Job(
            tables=(self.setting.table,),
            hub=self.hub,
            hub_side=self._maker(None),
            members=members,
            database=self.databases[store],
            clock=lambda: self.now,
            new_id=lambda: new_id(self._choose.choice),
            new_token=self._token,
            prefer=self.setting.prefer,
            rules=self.setting.rules,
        )

    def _maker(self, number: int | None):  # noqa: ANN202
        owner = None if number is None else self.setting.filters[number]
        shown = ShownBy("owner", lambda value: value == owner) if owner else None
        name = "hub" if number is None else self.books[number].name
        reader = self.setting.reader(decode)

        def make(table: SyncTable, sheet: Sheet) -> Side:
            return Side(name, sheet, reader, shown)

        return make

    def _token(self) -> str:
        self.tokens += 1
        return f"token{self.tokens}"

    def point(self, _name: str) -> str | None:
        """Let happen what is planned for this point of the running process; give the fault of the request, if any."""
        if not self.running:
            return None
        process = self.running[-1]
        process.points += 1
        fault = None
        for kind, what in process.events.pop(process.points, ()):
            self.faults += 1
            if kind == "kill":
                raise Killed
            if kind == "park":
                self.running.pop()
                parent = process.greenlet.parent
                assert parent is not None
                self.running.append(process)
                parent.switch()
            elif kind == "fault":
                fault = str(what)
            elif kind == "user":
                self.act(what)
            elif kind == "sync":
                self.start(*what)
            elif kind == "resume":
                self.resume(int(str(what)))
            elif kind == "deliver":
                self.hub.deliver()
        return fault

    # -- users ---------------------------------------------------------------------------------------------------------

    def act(self, action: Action) -> None:
        """Let a user do something on one replica, if it can be done there now."""
        name, where, pick, column = action
        where %= len(self.books) + 1
        book = self.books[where - 1] if where else None
        if name in ("open", "save", "restore", "lock"):
            if book:
                self._act_on_file(name, book, pick)
            return
        if book and book.memory is None:  # opened, edited, saved and closed in one go
            rows = [row.copy() for row in book.content.rows]
            self._edit(name, rows, pick, column, where)
            book.put(replace(book.content, rows=rows))
        elif book and book.memory:
            self._edit(name, book.memory.rows, pick, column, where)
            book.dirty = True
        else:
            with self.hub.at_hand() as hub_rows:
                self._edit(name, hub_rows, pick, column, where)
            self.hub.ever |= {cell for row in self.hub.rows for cell in row.cells.values()}

    def rows(self, where: int) -> list[Row]:
        """Give the rows that stand on a replica."""
        return self.books[where - 1].content.rows if where else self.hub.rows

    def _act_on_file(self, name: str, book: ModelBook, pick: int) -> None:
        if name in ("open", "lock") and book.memory is None:
            book.memory = replace(book.content, rows=[row.copy() for row in book.content.rows])
            book.locked = name == "lock"
        elif name == "save" and book.memory is not None:
            if book.dirty:
                self._tamper_unstamped(book.memory.rows)
                book.put(replace(book.memory, rows=[row.copy() for row in book.memory.rows]))
            book.dirty = False
            if pick % 2:
                book.memory, book.locked = None, False
        elif name == "restore" and book.memory is None:
            self._restore(book, pick)

    def _tamper_unstamped(self, rows: list[Row]) -> None:
        """Rows opened before they had an id lose it again when they are saved over the file that has it."""
        for row in rows:
            if row.cells["id"] is None:
                self.oracle.tamper(row)

    def _restore(self, book: ModelBook, pick: int) -> None:
        """Put an old copy in the place of the file: what was only in the newer one, its user gives up."""
        old = book.contents[book.history[pick % len(book.history)]]
        if old.stamp is None and book.content.stamp is not None:
            return
        on_hub = {cell for row in self.hub.rows for cell in row.cells.values()}
        for row in book.content.rows:
            for cell in row.cells.values():
                if cell in on_hub:
                    self.oracle.leave(cell)
                else:
                    self.oracle.give_up(cell)
        for row in old.rows:
            self._restore_draft(row, book)
        rows = [row.copy() for row in old.rows]
        if old.stamp == book.content.stamp:
            for row in rows:
                before = [one for one in book.content.rows if one.soul is not None and one.soul == row.soul]
                row.shadows |= {str(cell) for one in before for cell in one.cells.values()}
        book.put_back(replace(old, rows=rows))

    def _restore_draft(self, row: Row, book: ModelBook) -> None:
        """Values in an old copy that nobody else ever saw are its user's choice, over what he typed there later."""
        if row.cells["id"] is None:
            self.oracle.tamper(row)
        for column in TOKEN_COLUMNS:
            cell = row.cells[column]
            chosen = cell is not None and cell not in self.hub.ever
            if row.cells["id"] is None or chosen or (cell is None and column in row.touched):
                self.oracle.buried.discard(str(cell))
                for one in (*book.content.rows, *self.hub.rows):
                    if one.soul is not None and one.soul == row.soul:
                        self.oracle.give_up(one.cells[column])

    def _edit(self, name: str, rows: list[Row], pick: int, number: int, where: int) -> None:
        if name == "insert":
            owner = self.setting.filters[where - 1] if where else None
            insert(self.oracle, rows, pick, owner or OWNERS[number % 2])
        else:
            act_on_row(name, self.oracle, rows, pick, number)

    def _soul_of(self, cells: Mapping[str, Raw]) -> int | None:
        """Say which customer a row is about: by its tokens, or else by the rows with its id elsewhere."""
        replicas = (self.hub.rows, *(book.content.rows for book in self.books))
        same_id = (row.soul for rows in replicas for row in rows if row.soul and row.cells["id"] == cells["id"])
        return self.oracle.soul_of(cells) or next(same_id, None)

    # -- quiet ---------------------------------------------------------------------------------------------------------

    def shows(self, book: ModelBook, owner: Raw) -> bool:
        wanted = self.setting.filters[self.books.index(book)]
        return wanted is None or owner == wanted

    def quieten(self) -> None:
        """End everything that is under way, synchronise, and let the oracle judge. Raises: Violation."""
        for process in [*self.processes]:
            self.processes.remove(process)
            self._step(process, kill=True)
        for book in self.books:
            if book.memory is not None:
                self._act_on_file("save", book, 1)
        self.mend_errors()
        self.hub.deliver()
        stores = range(len(self.databases))
        self._synchronise_all(stores)
        if self.mend_errors():  # a repair had put one back
            self._synchronise_all(stores)
        self.oracle.judge(self.hub, self.books, self.shows, self.log(), self.held(), self.aged())
        for store in stores:
            self.prove_quiet(store)

    def _synchronise_all(self, stores: Sequence[int]) -> None:
        for _ in range(1 if len(stores) == 1 else 3):
            for store in stores:
                self.synchronise(store)

    def mend_errors(self) -> bool:
        """Let users mend formulas that give an error; say whether there were any on the hub."""
        there = any(row.cells["owner"] == ERROR for row in self.hub.rows)
        for rows in (self.hub.rows, *(content.rows for book in self.books for content in book.contents.values())):
            for row in rows:
                if row.cells["owner"] == ERROR:
                    row.cells["owner"] = None
        return there

    def prove_quiet(self, store: int) -> None:
        before = (self.hub.reads, self.hub.writes, [book.files for book in self.books])
        self.synchronise(store)
        if (self.hub.reads - 1, self.hub.writes, [book.files for book in self.books]) != before:
            raise Violation("not quiet: a sync without changes wrote something, or asked more than once")

    def log(self) -> list[Entry]:
        return [entry for database in self.databases for entry in Log(database).entries()]

    def aged(self) -> frozenset[Raw] | None:
        """Give what stood in copies of unknown age; None where files are not followed so closely."""
        followed = [book.aged for book in self.books if isinstance(book, ModelBook)]
        return frozenset().union(*followed) if len(followed) == len(self.books) else None

    def held(self) -> Held:
        """Give what hub and workbooks are known to disagree on."""
        return {
            (entry.source, entry.row_id, entry.column): (entry.old, entry.new)
            for database in self.databases
            for lasting in [Disputes(database).open()]
            for entry in Log(database).entries(kinds={Happened.HELD})
            if entry.number in lasting
        }
