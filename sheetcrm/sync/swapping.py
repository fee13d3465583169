"""Puts a new file in the place of the one that was read, so that nothing a user saves in between is lost.

A file is swapped with a new one that lies beside it, and what was displaced is looked at: if it is not what was read,
somebody has just saved, and the newest file of theirs goes back. What was under way when a run was stopped is finished
by the next one. A generation that was made durable for a file which never got it is taken back then: the file of the
generation before is still the newest one, and not a copy of unknown age.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.errors import WorkbookError
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.database import Database
from sheetcrm.sync.log import Log
from sheetcrm.sync.ports import FileLocked
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import WorkbookPort
from sheetcrm.sync.sheet import Edit


@dataclass(frozen=True, slots=True)
class Swapper:
    """Swaps workbook files, and remembers what is under way."""

    database: Database

    def replace(
        self,
        port: WorkbookPort,
        seen: FileSeen,
        edits: Sequence[Edit],
        stamp: str | None,
        generation: int | None = None,
    ) -> bool:
        """Put a new file in the place of the one that was read; False when that was not there any more.

        `generation`: the one it is written for, if it is a new one. Raises: FileLocked, WorkbookError; then it was not
        written, and the generation is taken back.
        """
        try:
            draft = port.draft(seen, edits, stamp)
            with self.database.transaction() as sql:
                sql.execute("UPDATE unwritten SET draft = ? WHERE generation = ?", (draft, generation))
                self._exchanging(port, draft, draft, seen.content)
            displaced = port.exchange(draft)
        except (FileLocked, WorkbookError):
            if generation is not None:
                self.take_back(generation)
            raise
        done = displaced == seen.content
        if not done:
            try:
                self._put_back(port, draft, draft, displaced)
            except FileLocked:  # its user has opened what was put there, and may go on from it: the next look will tell
                return False
        self._settle(port.name, draft, in_place=done or port.displaced_by(draft) != draft)
        return done

    def expect(self, workbook: str, generation: int) -> None:
        """Remember that no file carries a generation yet; part of the transaction that makes it durable."""
        with self.database.transaction() as sql:
            sql.execute("INSERT INTO unwritten VALUES (?, ?, NULL)", (generation, workbook))

    def take_back(self, generation: int) -> None:
        """Forget a generation whose file was not written, and what the log says of it."""
        with self.database.transaction():
            Log(self.database).take_back(generation)
            BaseStore(self.database).revoke(generation)
            self.database.connection.execute("DELETE FROM unwritten WHERE generation = ?", (generation,))

    def finish(self, port: WorkbookPort) -> None:
        """Put back what runs that were stopped have displaced, unless the user has gone on from what they wrote."""
        query = "SELECT draft, placed, expected FROM exchange WHERE workbook = ?"
        for draft, placed, expected in self.database.connection.execute(query, (port.name,)).fetchall():
            aside, here = port.displaced_by(draft), port.read().content
            try:
                if aside == placed != draft and here == expected:  # it was about to be put back
                    self._put_back(port, draft, expected, placed)
                elif aside not in (None, placed, expected) and here == placed:
                    self._put_back(port, draft, placed, str(aside))
            except FileLocked:
                continue
            self._settle(port.name, draft, in_place=port.displaced_by(draft) != draft)
        self._settle(port.name, None, in_place=False)

    def _settle(self, workbook: str, draft: str | None, *, in_place: bool) -> None:
        """End an exchange; a generation of which nothing came `in_place`, so that nobody went on from it, is void."""
        drawn_for = "workbook = ? AND draft IS ?"
        with self.database.transaction() as sql:
            if not in_place:
                found = sql.execute(f"SELECT generation FROM unwritten WHERE {drawn_for}", (workbook, draft))
                for (generation,) in found.fetchall():
                    self.take_back(generation)
            sql.execute(f"DELETE FROM unwritten WHERE {drawn_for}", (workbook, draft))
            sql.execute("DELETE FROM exchange WHERE draft = ?", (draft,))

    def _put_back(self, port: WorkbookPort, draft: str, last: str, displaced: str) -> None:
        """Give its user the file back that he saved in between; if he has saved once more, the newest.

        `last`: what was put at the path and took its place. Raises: FileLocked.
        """
        while True:
            self._exchanging(port, draft, displaced, last)
            before, last = last, displaced
            displaced = port.exchange(last)
            if displaced == before:
                return

    def _exchanging(self, port: WorkbookPort, draft: str, placed: str, expected: str) -> None:
        with self.database.transaction() as sql:
            sql.execute("INSERT OR REPLACE INTO exchange VALUES (?, ?, ?, ?)", (draft, port.name, placed, expected))
