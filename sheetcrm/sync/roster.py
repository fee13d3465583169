"""What is known of each workbook besides its cells: where its file is, when it was last here, and how that ended."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sheetcrm.sync.database import Database

FACTS = "CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
MEMBERS = """
CREATE TABLE IF NOT EXISTS roster (
    workbook TEXT PRIMARY KEY, path TEXT NOT NULL, owner TEXT, at TEXT, content TEXT, conflicts INTEGER NOT NULL,
    held INTEGER NOT NULL, waiting INTEGER NOT NULL, failure TEXT
)"""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A workbook as the last run left it."""

    workbook: str
    """Its id, by which log and bases name it."""
    path: str
    owner: str | None = None
    at: datetime | None = None
    """When it was last synchronised."""
    content: str | None = None
    """What its file was when it was last recomputed."""
    conflicts: int = 0
    held: int = 0
    waiting: bool = False
    """It was open: something of the hub's still has to be written into it."""
    failure: str | None = None
    """Why it could not be synchronised the last time."""


class Roster:
    """All workbooks of a memory, and what is known of the hub."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database
        with database.transaction() as sql:
            sql.execute(MEMBERS)
            sql.execute(FACTS)

    def attendance(self) -> dict[str, Attendance]:
        """Give all workbooks by their ids."""
        found = self._database.connection.execute(
            "SELECT workbook, path, owner, at, content, conflicts, held, waiting, failure FROM roster ORDER BY path"
        )
        return {row[0]: _attendance(*row) for row in found}

    def note(self, one: Attendance) -> None:
        """Keep how a workbook was left."""
        at = one.at.isoformat() if one.at else None
        values = (
            one.workbook, one.path, one.owner, at, one.content, one.conflicts, one.held, one.waiting, one.failure
        )  # fmt: skip
        with self._database.transaction() as sql:
            sql.execute("INSERT OR REPLACE INTO roster VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def together(self) -> AbstractContextManager[object]:
        """Make what is kept inside durable together."""
        return self._database.transaction()

    def fact(self, name: str) -> str | None:
        """Give something that is known of the hub."""
        row = self._database.connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def learn(self, name: str, value: str) -> None:
        """Keep something that is known of the hub."""
        with self._database.transaction() as sql:
            sql.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def adopt(self) -> None:
        """Take whatever stands where the hub is named for the hub from now on; nothing is deleted because of that."""
        with self._database.transaction() as sql:
            sql.execute("DELETE FROM fact")
            self.forget()

    def forget(self, workbook: str | None = None) -> None:
        """Forget what was agreed with a workbook (None: with all): its next run finds out anew, and deletes nothing."""
        where, values = ("", ()) if workbook is None else (" WHERE workbook = ?", (workbook,))
        with self._database.transaction() as sql:
            for table in ("generation", "version"):
                sql.execute(f"DELETE FROM {table}{where}", values)


def _attendance(workbook: str, path: str, owner: str | None, at: str | None, *rest: Any) -> Attendance:
    content, conflicts, held, waiting, failure = rest
    when = datetime.fromisoformat(at) if at else None
    return Attendance(workbook, path, owner, when, content, conflicts, held, bool(waiting), failure)
