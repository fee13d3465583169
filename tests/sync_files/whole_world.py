"""The world of schedules on real files with whole runs: opening, merging, recomputing, the sheets of conflicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.errors import HubBusy
from sheetcrm.errors import Locked
from sheetcrm.sync.database import Database
from tests.sync.oracle import Violation
from tests.sync.world import Setting
from tests.sync_files.disk_world import FileWorld
from tests.sync_files.disk_world import Life
from tests.sync_files.disk_world import WatchedFile
from tests.sync_files.memories import dumped
from tests.sync_files.memories import memory_like


class PassedFile(WatchedFile):
    """A file at which a process does not wait for a parked one: that one does not go on meanwhile."""

    def claim(self) -> bool:
        self.life.passes("claim")
        taken = super().claim()
        if not taken and self.path == self.life.world.hub.disk.path:
            raise HubBusy(side=self.path.name)
        return taken


class WholeWorld(FileWorld):
    """Every sync is a whole run of `sheetcrm sync` over a configuration, in this process."""

    points = 60
    reports = True
    quick = 0
    """Runs that read nothing, since all was as the last one had left it."""

    def __init__(self, setting: Setting, seed: int = 0) -> None:
        super().__init__(setting, seed)
        for number, books in enumerate(setting.stores):
            entries = "".join(
                f'[[workbooks]]\nfile = "book{book}.xlsx"\n'
                + (f'owner = "{setting.filters[book]}"\n' if setting.filters[book] else "")
                for book in books
            )
            (self.folder / f"machine{number}.toml").write_text(f'hub = "team.xlsx"\n{entries}', encoding="utf-8")

    def synchronise(self, store: int) -> None:
        store %= len(self.databases)
        self.now += self.tick
        life, database = Life(self), self.make_database(store)
        self.opened.append(database)

        def watched(path: object) -> WatchedFile:
            book = next((one for one in self.books if one.disk.path == path), None)
            if book is None:
                return PassedFile(self.hub.disk.path, life, lambda *_: self.hub.written(), self.hub.disk)
            return PassedFile(book.disk.path, life, book.exchanged, book.disk)

        desk = SyncDesk(read_configuration(self.folder / f"machine{store}.toml"), database)
        now, before, memory = self.now, (self.faults, self._bytes()), memory_like(database)
        report = synchronise(desk, SyncWish(clock=self._clock, replica=watched))
        if not life.looked and (self.faults, self._bytes()) == before:
            self.quick += 1
            self._prove_needless(replace(desk, database=memory), database, report, now)
        memory.close()
        # a copy that is open gets an id of its own once it is closed
        failed = [one.failure for one in report.workbooks if one.failure and not isinstance(one.failure, Locked)]
        if failed:
            raise failed[0]

    def _prove_needless(self, desk: SyncDesk, left: Database, report: SyncReport, now: datetime) -> None:
        """Make the run that was not made: it must say the same, and leave the same. Raises: Violation."""
        before = self._bytes()
        thorough = synchronise(desk, SyncWish(clock=lambda _: now, thorough=True))
        if (thorough, self._bytes(), dumped(desk.database)) != (report, before, dumped(left)):
            raise Violation("unlike: a run that was not made would have said or done something else")

    def _clock(self, _zone: str) -> datetime:
        return self.now

    def prove_quiet(self, store: int) -> None:
        before = self._bytes()
        self.synchronise(store)
        if self._bytes() != before:
            raise Violation("not quiet: a sync without changes wrote something")

    def _bytes(self) -> dict[str, str]:
        return {one.name: sha256(one.read_bytes()).hexdigest() for one in sorted(self.folder.glob("*.xlsx"))}
