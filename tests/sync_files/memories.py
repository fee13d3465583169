"""Memories of sync, copied and compared."""

from __future__ import annotations

from sheetcrm.app.sync_quiet import QUIET
from sheetcrm.sync.database import Database


def memory_like(database: Database) -> Database:
    """A copy, which lives as long as nobody closes it."""
    copy = Database(None)
    database.connection.backup(copy.connection)
    return copy


def dumped(database: Database) -> list[str]:
    """Everything that is remembered, but for how the last run left its files."""
    return [line for line in database.connection.iterdump() if f"VALUES('{QUIET}'" not in line]
