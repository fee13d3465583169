"""The world of schedules on real files: the same users, races and faults, the same oracle; real ports, real SQLite."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import openpyxl

from sheetcrm.app.hub_file import FileHub
from sheetcrm.app.hub_receipts import Receipts
from sheetcrm.app.replica_file import WorkbookFile
from sheetcrm.app.sync_owner import Filter
from sheetcrm.app.sync_sides import Sides
from sheetcrm.app.sync_tables import sync_tables
from sheetcrm.sync.database import Database
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.job import Job
from sheetcrm.sync.log import Entry
from sheetcrm.sync.opening import Member
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import Unanswered
from sheetcrm.sync.roster import Roster
from sheetcrm.templates.load import load_template
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.xlsx.replica import Looked
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from sheetcrm.workbooks.xlsx.swapping import swap
from sheetcrm.workbooks.xlsx.swapping import swap_in_two_steps
from tests.sync.oracle import Violation
from tests.sync.replicas import Row
from tests.sync.users import ERROR
from tests.sync.world import Killed
from tests.sync.world import Setting
from tests.sync.world import World
from tests.sync_files.disk import REAL
from tests.sync_files.disk import BookOnDisk
from tests.sync_files.disk import Disk
from tests.sync_files.disk import HubOnDisk
from tests.sync_files.disk import Spelling
from tests.sync_files.editor import opened
from tests.sync_files.teams import make_file

TABLE = "leads"
PREPARED = re.compile(rb'<row r="(?![12]")(?:(?!</row>|<v>|<is>|<f>).)*</row>', re.DOTALL)
"""A data row in which nothing stands."""
COLUMN_OF = {real: column for column, real in REAL.items()}


@dataclass
class Life:
    """One sync process: alive, until it is killed; then it does nothing any more."""

    world: FileWorld
    dead: bool = False
    looked: bool = False
    """It has read a file, and not only its bytes."""

    def passes(self, name: str) -> str | None:
        """Come to a point. Raises: Killed."""
        try:
            return self.world.point(name)
        except Killed:
            self.dead = True
            raise

    def halfway(self) -> None:
        """Be between the two steps of a swap: only a kill comes there. Raises: Killed."""
        process = self.world.running[-1] if self.world.running else None
        if process and any(kind == "kill" for kind, _ in process.events.get(process.points + 1, ())):
            self.dead = True
            raise Killed


class WatchedFile(XlsxReplica):
    """A real file; every step of a process at it is a point."""

    def __init__(self, path: Path, life: Life, hears: Callable[[Path, str, str], None], disk: Disk) -> None:
        self.life, self._hears, self._disk = life, hears, disk
        super().__init__(path, swapping=self._swap)

    def look(self, tables: Collection[str] | None = None) -> Looked:
        self.life.passes("look")
        self.life.looked = True
        self._disk.now()
        return super().look(tables)

    def draft(self, content: str, edits: Sequence[RowEdit]) -> str:
        self.life.passes("draft")
        made = super().draft(content, edits)
        (place,) = (one.path for one in self.beside() if one.content == made)
        before = self._disk.contents[content]
        self._disk.learn(made, place.read_bytes(), before)
        after = self._disk.contents[made]
        if after.stamp != before.stamp:  # a new base: what was touched is agreed on
            for row in after.rows:
                row.touched = row.shadows = frozenset()
        return made

    def _swap(self, path: Path, other: Path) -> None:
        self.life.passes("exchange")
        self.life.world.swap(self.life, path, other)
        draft, expected = other.name.split(".")[-3:-1]
        self._hears(other, draft, expected)
        self.life.passes("exchanged")

    def tidy(self, now: datetime, unsettled: Collection[str] = ()) -> None:
        if not self.life.dead:
            super().tidy(now, unsettled)


class ShakyHub(FileHub):
    """A hub on a drive that sometimes does not answer."""

    life: Life
    counts: HubOnDisk

    def read(self) -> HubSeen:
        if self.life.passes("hub.read") in ("lost", "late", "answer lost", "twice"):
            raise Unanswered
        self.counts.reads += 1
        return super().read()

    def transact(self, transaction: Transaction) -> Receipt:
        fault = self.life.passes("hub.transact")
        if fault in ("lost", "late"):
            raise Unanswered
        receipt = super().transact(transaction)
        if fault == "twice":
            try:
                super().transact(transaction)
            except NumberTaken:
                self._refused.discard(transaction.token)
            else:
                raise Violation("doubled: a transaction was applied a second time")
        if fault == "answer lost":
            raise Unanswered
        if fault == "taken by itself":
            raise NumberTaken
        self.life.passes("hub.transacted")
        return receipt

    def fence(self, number: int, token: str) -> Receipt | None:
        fault = self.life.passes("hub.fence")
        if fault in ("lost", "late"):
            raise Unanswered
        found = super().fence(number, token)
        if fault in ("answer lost", "twice"):
            raise Unanswered
        return found


class MortalFile(WorkbookFile):
    """A workbook whose process may die: then the system lets go of it, and that is all."""

    def release(self) -> None:
        if isinstance(self.replica, WatchedFile) and self.replica.life.dead:
            self.replica.unclaim()
        else:
            super().release()


@lru_cache(maxsize=4)
def blank_workbook(lang: str, *, reports: bool = False) -> bytes:
    """A workbook in which nothing was typed yet, without the rows that are only prepared: it is read in no time.

    Without `reports` their sheets were deleted, too: sync alone does not need them.
    """
    folder = Path(mkdtemp(prefix="sheetcrm-"))
    path = make_file(folder / "blank.xlsx", lang)
    if not reports:
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            if str(sheet["A1"].value).startswith("report."):
                book.remove(sheet)
        book.save(path)
    file = opened(path.read_bytes())
    shutil.rmtree(folder)
    for name in file.archive.namelist():
        if name.startswith("xl/worksheets/sheet"):
            file.changed[name] = PREPARED.sub(b"", file.member(name))
    return file.save()


class FileWorld(World):
    """One hub's file, some workbook files, their users, and sync processes between them."""

    points = 24
    reports = False
    tick = timedelta(seconds=1)

    def __init__(self, setting: Setting, seed: int = 0) -> None:
        self.folder = Path(mkdtemp(prefix="sheetcrm-schedule-"))
        self.two_steps = seed % 4 == 3
        self.opened: list[Database] = []
        super().__init__(setting, seed)
        self.hub: HubOnDisk
        self.books: list[BookOnDisk]
        self._tables = tuple(table for table in sync_tables(load_template()) if table.key == TABLE)

    def make_hub(self) -> HubOnDisk:
        return HubOnDisk(self._disk("team", "vi"))

    def make_book(self, number: int) -> BookOnDisk:
        return BookOnDisk(f"book{number}", self._disk(f"book{number}", ("vi", "en")[number % 2]))

    def make_database(self, number: int) -> Database:
        return Database(self.folder / f"machine{number}.sqlite")

    def _disk(self, name: str, lang: str) -> Disk:
        path = self.folder / f"{name}.xlsx"
        path.write_bytes(blank_workbook(lang, reports=self.reports))
        return Disk(path, Spelling(self.oracle), self._soul_of)

    def close(self) -> None:
        super().close()
        for database in self.opened:
            database.close()
        shutil.rmtree(self.folder)

    def job(self, store: int) -> Job:
        """Give what a new process, with everything of its own, is to do."""
        self.now += self.tick
        life, database, today = Life(self), self.make_database(store), self.now.date()
        self.opened.append(database)
        hub = self._open_hub(life, database)
        hub_sides = Sides(hub, "hub", None, today, {})
        members = []
        for number in self.setting.stores[store]:
            file = self._open_file(life, database, self.books[number])
            sides = Sides(file, file.name, None, today, hub_sides.entries)
            owner = self.setting.filters[number]
            if owner:
                sides.filter = Filter(owner, hub_sides.deals, sides.deals)
            members.append(Member(file, sides.make))
        return Job(
            tables=self._tables,
            hub=hub,
            hub_side=hub_sides.make,
            members=members,
            database=database,
            clock=lambda: self.now,
            new_id=lambda: new_id(self._choose.choice),
            new_token=self._token,
            prefer=self.setting.prefer,
            rules=self.setting.rules,
        )

    def _open_hub(self, life: Life, database: Database) -> ShakyHub:
        replica = WatchedFile(self.hub.disk.path, life, lambda *_: self.hub.written(), self.hub.disk)
        roster, receipts = Roster(database), Receipts(database)
        hub = ShakyHub(replica, "hub", self._tables, None, lambda: self.now, roster, receipts, patience=0)
        hub.life, hub.counts = life, self.hub
        return hub

    def _open_file(self, life: Life, database: Database, book: BookOnDisk) -> MortalFile:
        def unsettled(workbook: str) -> Collection[str]:
            found = database.connection.execute("SELECT draft FROM exchange WHERE workbook = ?", (workbook,))
            return {draft for (draft,) in found}

        replica = WatchedFile(book.disk.path, life, book.exchanged, book.disk)
        roster = Roster(database)
        return MortalFile(replica, book.name, self._tables, "hub", None, unsettled, roster)

    def swap(self, life: Life, path: Path, other: Path) -> None:
        if self.two_steps:
            swap_in_two_steps(path, other, life.halfway)
        else:
            swap(path, other)

    def mend_errors(self) -> bool:
        there = any(row.cells["owner"] == ERROR for row in self.hub.rows)
        if there:
            with self.hub.at_hand() as rows:
                _mend(rows)
        for book in self.books:
            rows = [row.copy() for row in book.content.rows]
            if any(row.cells["owner"] == ERROR for row in rows):
                _mend(rows)
                book.put(replace(book.content, rows=rows))
        return there

    def log(self) -> list[Entry]:
        spelling = Spelling(self.oracle)
        return [
            replace(entry, old=spelling.read(COLUMN_OF.get(str(entry.column), ""), entry.old))
            for entry in super().log()
        ]


def _mend(rows: list[Row]) -> None:
    for row in rows:
        if row.cells["owner"] == ERROR:
            row.cells["owner"] = None
