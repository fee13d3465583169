"""The world of schedules in which the usual accident of shared drives happens to the hub's file.

A user of the hub opens it in a program that leaves no mark beside it, works on while others and sync go on writing the
file, and saves what his program holds over whatever stands there by then.

What may be lost so, as on any shared drive: what others typed on the hub itself while he had it open. What sync had
carried of that is still in the log. Everything else must be where it was, once the hub was adopted where sync asks so.
"""

from __future__ import annotations

from dataclasses import replace

from sheetcrm.errors import HubOutdated
from sheetcrm.sync.roster import Roster
from tests.sync.oracle import Violation
from tests.sync.world import Action
from tests.sync.world import Setting
from tests.sync_files.disk import FileContent
from tests.sync_files.disk_world import FileWorld

ON_FILES = ("open", "lock", "save", "restore")


class OverwrittenWorld(FileWorld):
    """A hub that is now and then overwritten with what it was some time ago."""

    def __init__(self, setting: Setting, seed: int = 0) -> None:
        super().__init__(setting, seed)
        self.memory: FileContent | None = None
        """What the program holds that has the hub open."""
        self.typed_meanwhile: set[str] = set()
        self.carried: set[str] = set()
        """What sync had carried of values that were overwritten."""
        self.overwritten = self.adopted = 0
        self._is_quiet = False

    def act(self, action: Action) -> None:
        name, where, pick, column = action
        if where % (len(self.books) + 1):
            super().act(action)
        elif name in ("open", "lock") and self.memory is None:
            now = self.hub.disk.now()
            self.memory = replace(now, rows=[row.copy() for row in now.rows])
            self.typed_meanwhile = set()
        elif name == "save" and self.memory is not None:
            self.save_over()
        elif self.memory is not None and name not in ON_FILES and pick % 2:
            self._edit(name, self.memory.rows, pick, column, 0)
        else:
            before = len(self.oracle.tokens)
            super().act(action)
            self.typed_meanwhile |= set(list(self.oracle.tokens)[before:])

    def save_over(self) -> None:
        """Save what the program holds."""
        assert self.memory is not None
        saved, self.memory, now = self.memory, None, self.hub.disk.now()
        self.overwritten += saved.name != now.name
        stays = {cell for row in saved.rows for cell in row.cells.values()}
        in_books = {cell for book in self.books for row in book.content.rows for cell in row.cells.values()}
        for token in self.typed_meanwhile - stays:
            self.oracle.give_up(token)
            self.carried |= {token} & in_books
        self.oracle.buried -= {cell for cell in stays if isinstance(cell, str)}
        self._tamper_unstamped(saved.rows)
        self.hub.disk.save(saved)

    def synchronise(self, store: int) -> None:
        """Run one sync; where the hub is found to be older than it was, somebody says that it is the hub now."""
        try:
            super().synchronise(store)
        except HubOutdated:
            if not self._is_quiet:
                raise
            self.adopted += 1
            Roster(self.databases[store % len(self.databases)]).adopt()
            super().synchronise(store)

    def quieten(self) -> None:
        if self.memory is not None:
            self.save_over()
        self._is_quiet = True
        super().quieten()
        self._is_quiet = False
        self._judge_carried()

    def _judge_carried(self) -> None:
        log = self.log()
        told = {entry.old for entry in log} | {entry.new for entry in log}
        rows = [row for rows in (self.hub.rows, *(book.content.rows for book in self.books)) for row in rows]
        missing = self.carried - {cell for row in rows for cell in row.cells.values()} - told
        if missing:
            raise Violation(f"lost: {sorted(missing)} was carried, and is not in the log")
