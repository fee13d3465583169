"""What transactions on a hub's file found, remembered before the file is swapped."""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.database import Database
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.repair import Image

_TABLE = "CREATE TABLE IF NOT EXISTS receipt (token TEXT PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL)"
KEPT_FOR = timedelta(days=1)
"""Far longer than a run: only one that was stopped asks once more."""


class Receipts:
    """All receipts of a memory."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database
        with database.transaction() as sql:
            sql.execute(_TABLE)

    def keep(self, token: str, receipt: Receipt, now: datetime) -> None:
        """Keep one, durably; forget those that nobody can need any more."""
        body = dump([[[image.before, image.after] for image in images] for images in (receipt.images, receipt.watched)])
        with self._database.transaction() as sql:
            open_ones = "SELECT token FROM intent WHERE state = 'open'"
            query = f"DELETE FROM receipt WHERE at < ? AND token NOT IN ({open_ones})"
            sql.execute(query, ((now - KEPT_FOR).isoformat(),))
            sql.execute("INSERT OR REPLACE INTO receipt VALUES (?, ?, ?)", (token, now.isoformat(), body))

    def find(self, token: str) -> Receipt | None:
        """Give the receipt of a transaction; None when another machine made it."""
        row = self._database.connection.execute("SELECT body FROM receipt WHERE token = ?", (token,)).fetchone()
        if row is None:
            return None
        images, watched = ([Image(*image) for image in images] for images in load(row[0]))
        return Receipt(images, watched)
