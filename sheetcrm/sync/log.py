"""Every cell that sync changed, and every value that it could not leave standing: when, from where, old, new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.database import Database
from sheetcrm.values import Raw


class Happened(StrEnum):
    """What a log entry tells."""

    WRITTEN = "written"
    CONFLICT = "conflict"
    """Both sides had changed the cell; `old` is the value that did not stand."""
    DELETED = "deleted"
    LEFT = "left"
    """The row left a filtered workbook."""
    PUT_BACK = "put back"
    """Sync had written in the wrong place, or over a value it had not seen, and put things right."""
    UNPLACED = "unplaced"
    """A value that stood where sync wrote, and could not be put back: its place was gone or filled again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell's change."""

    at: datetime
    kind: Happened
    source: str
    """Where the new value came from."""
    target: str
    """Where it was written."""
    table: str
    row_id: str
    column: str
    old: Raw
    new: Raw
    generation: int | None = None
    """The workbook's generation it belongs to, for what was written to a file."""


class Log:
    """All entries, oldest first."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep entries, in the transaction that is open or one of their own."""
        rows = [
            (
                e.at.isoformat(),
                e.kind,
                e.source,
                e.target,
                e.table,
                e.row_id,
                e.column,
                dump(e.old),
                dump(e.new),
                e.generation,
            )
            for e in entries
        ]
        with self._database.transaction() as sql:
            sql.executemany(
                "INSERT INTO log (at, kind, source, target, sheet, row_id, column, old, new, generation) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )

    def take_back(self, generation: int) -> None:
        """Drop the entries of a generation that was not written after all."""
        with self._database.transaction() as sql:
            sql.execute("DELETE FROM log WHERE generation = ?", (generation,))

    def entries(self) -> list[Entry]:
        """Give all entries."""
        found = self._database.connection.execute(
            "SELECT at, kind, source, target, sheet, row_id, column, old, new, generation FROM log ORDER BY id"
        )
        return [
            Entry(
                datetime.fromisoformat(at),
                Happened(kind),
                source,
                target,
                table,
                row_id,
                column,
                load(old),
                load(new),
                at_number,
            )
            for at, kind, source, target, table, row_id, column, old, new, at_number in found
        ]
