"""The world of schedules on real files with whole runs: opening, merging, recomputing, the sheets of conflicts."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.errors import HubBusy
from tests.sync.oracle import Violation
from tests.sync.world import Setting
from tests.sync_files.disk_world import FileWorld
from tests.sync_files.disk_world import Life
from tests.sync_files.disk_world import WatchedFile


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
        report = synchronise(desk, SyncWish(clock=self._clock, replica=watched))
        failed = [one.failure for one in report.workbooks if one.failure]
        if failed:
            raise failed[0]

    def _clock(self, _zone: str) -> datetime:
        return self.now

    def prove_quiet(self, store: int) -> None:
        before = self._bytes()
        self.synchronise(store)
        if self._bytes() != before:
            raise Violation("not quiet: a sync without changes wrote something")

    def _bytes(self) -> dict[str, str]:
        return {one.name: sha256(one.read_bytes()).hexdigest() for one in sorted(self.folder.glob("*.xlsx"))}
