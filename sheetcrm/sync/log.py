"""Every cell that sync changed, and every value that it could not leave standing: when, from where, old, new."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.database import Database
from sheetcrm.values import Raw


class Happened(StrEnum):
    """What a log entry tells."""

    WRITTEN = "written"
    ADDED = "added"
    """A cell of a row that came to a side which did not have it."""
    CONFLICT = "conflict"
    """Both sides had changed the cell; `old` is the value that did not stand."""
    HELD = "held"
    """Both sides had changed the cell and each keeps its own: `old` stands on the hub, `new` in the workbook."""
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
    number: int | None = field(default=None, compare=False)
    """Its number in the log."""
    run: int | None = field(default=None, compare=False)
    """The run it happened in."""


_INSERT = (
    "INSERT INTO log (at, kind, source, target, sheet, row_id, column, old, new, generation, run) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Log:
    """All entries, oldest first."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    def begin_run(self, at: datetime) -> int:
        """Number a run: what is logged from now on belongs to it."""
        with self._database.transaction() as sql:
            number = sql.execute("INSERT INTO run (at) VALUES (?)", (at.isoformat(),)).lastrowid or 0
        self._database.run = number
        return number

    def add(self, entries: Iterable[Entry], generation: int | None = None) -> None:
        """Keep entries, in the transaction that is open or one of their own; of a `generation`, if it is given."""
        with self._database.transaction() as sql:
            sql.executemany(_INSERT, (self._stored(entry, generation) for entry in entries))

    def add_one(self, entry: Entry) -> int:
        """Keep an entry in the same way; give its number."""
        with self._database.transaction() as sql:
            return sql.execute(_INSERT, self._stored(entry, None)).lastrowid or 0

    def _stored(self, e: Entry, generation: int | None) -> Sequence[str | int | None]:
        what = (e.at.isoformat(), e.kind, e.source, e.target, e.table, e.row_id, e.column)
        return (*what, dump(e.old), dump(e.new), generation or e.generation, self._database.run)

    def take_back(self, generation: int) -> None:
        """Drop the entries of a generation that was not written after all."""
        with self._database.transaction() as sql:
            sql.execute("DELETE FROM log WHERE generation = ?", (generation,))

    def entries(
        self,
        *,
        row_id: str | None = None,
        run: int | None = None,
        kinds: Collection[Happened] = (),
    ) -> list[Entry]:
        """Give all entries, or those of one row, of one run, of some kinds."""
        asked: list[tuple[str, Sequence[str | int]]] = []
        if row_id is not None:
            asked.append(("row_id = ?", (row_id,)))
        if run is not None:
            asked.append(("run = ?", (run,)))
        if kinds:
            asked.append((f"kind IN ({', '.join('?' * len(kinds))})", tuple(kinds)))
        where = " AND ".join(condition for condition, _ in asked) or "1"
        found = self._database.connection.execute(
            "SELECT at, kind, source, target, sheet, row_id, column, old, new, generation, id, run "
            f"FROM log WHERE {where} ORDER BY id",
            [value for _, values in asked for value in values],
        )
        return [_entry(row) for row in found]

    def last_sync(self) -> list[Entry]:
        """Give all entries of the last sync that changed anything; its runs, one after another, bear one moment."""
        query = (
            "SELECT number FROM run WHERE at = (SELECT at FROM run WHERE number = (SELECT max(run) FROM log)) "
            "ORDER BY number"
        )
        runs = [number for (number,) in self._database.connection.execute(query).fetchall()]
        return [entry for run in runs for entry in self.entries(run=run)]


def _entry(row: Sequence[Any]) -> Entry:
    at, kind, source, target, table, row_id, column, old, new, generation, number, run = row
    moment = datetime.fromisoformat(at)
    cells = load(old), load(new)
    return Entry(moment, Happened(kind), source, target, table, row_id, column, *cells, generation, number, run)
