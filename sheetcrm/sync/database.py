"""The file in the user's data folder in which a sync remembers: SQLite, every commit forced to disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS shape (id INTEGER PRIMARY KEY, columns TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS generation (
    number INTEGER PRIMARY KEY AUTOINCREMENT, workbook TEXT NOT NULL, stamp TEXT UNIQUE, continues INTEGER,
    at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS generation_of ON generation (workbook, number);
CREATE TABLE IF NOT EXISTS version (
    workbook TEXT NOT NULL, sheet TEXT NOT NULL, row_id TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,
    shape INTEGER NOT NULL REFERENCES shape, cells TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS version_of ON version (workbook, sheet, row_id, until);
CREATE INDEX IF NOT EXISTS version_of_all ON version (sheet, row_id, since, until);
CREATE INDEX IF NOT EXISTS version_until ON version (workbook, until, since);
CREATE TABLE IF NOT EXISTS intent (
    token TEXT PRIMARY KEY, hub TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, changes TEXT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS intent_state ON intent (hub, state);
CREATE TABLE IF NOT EXISTS wound (id INTEGER PRIMARY KEY AUTOINCREMENT, hub TEXT NOT NULL, wound TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS exchange (
    draft TEXT PRIMARY KEY, workbook TEXT NOT NULL, placed TEXT NOT NULL, expected TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS unwritten (generation INTEGER PRIMARY KEY, workbook TEXT NOT NULL, draft TEXT);
CREATE TABLE IF NOT EXISTS offer (
    workbook TEXT NOT NULL, sheet TEXT NOT NULL, row_id TEXT NOT NULL, cells TEXT NOT NULL,
    PRIMARY KEY (workbook, sheet, row_id)
);
CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL,
    target TEXT NOT NULL, sheet TEXT NOT NULL, row_id TEXT NOT NULL, column TEXT, old TEXT, new TEXT,
    generation INTEGER, run INTEGER
);
CREATE INDEX IF NOT EXISTS log_row ON log (row_id);
CREATE INDEX IF NOT EXISTS log_run ON log (run);
CREATE INDEX IF NOT EXISTS log_kind ON log (kind);
CREATE TABLE IF NOT EXISTS run (number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS dispute (
    workbook TEXT NOT NULL, sheet TEXT NOT NULL, row_id TEXT NOT NULL, column TEXT NOT NULL, cells TEXT NOT NULL,
    entry INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS choice (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, sheet TEXT NOT NULL, row_id TEXT NOT NULL,
    column TEXT NOT NULL, value TEXT NOT NULL, over TEXT NOT NULL, revives INTEGER NOT NULL, state TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS choice_of ON choice (sheet, row_id, column);
"""


class Database:
    """One open file; several processes may have it open at once."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, or make it; None keeps everything in memory (dry runs)."""
        self.connection = sqlite3.connect(str(path or ":memory:"), isolation_level=None, timeout=60)
        self.run: int | None = None
        """The run that what is logged now belongs to."""
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        with self.transaction():
            for statement in _SCHEMA.split(";"):
                self.connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Make all changes inside durable together, or none. One inside another is part of it."""
        if self.connection.in_transaction:
            yield self.connection
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    @contextmanager
    def rehearsed(self) -> Iterator[None]:
        """Undo all changes inside at the end: to see in between what they will lead to."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()
