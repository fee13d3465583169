"""The rows that were agreed on, each stored once for the span of generations in which it did not change.

A row is stored with the columns of its time (its *shape*), and read as the template has them now.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.database import Database
from sheetcrm.sync.side import SyncTable

_ASKED_AT_ONCE = 500
Named = tuple[str, BaseRow]
"""A row id and its cells."""


class Versions:
    """All versions of all rows of all workbooks."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._sql = database.connection

    def at(self, workbook: str, table: SyncTable, number: int) -> dict[str, BaseRow]:
        """Give a workbook's rows as they were in a generation."""
        return dict(self._of(workbook, table, "since <= ? AND (until IS NULL OR until > ?)", number, number))

    def replaced_between(self, workbook: str, table: SyncTable, after: int, last: int) -> list[Named]:
        """Give the versions that were replaced after one generation, and not after another one."""
        return self._of(workbook, table, "until > ? AND until <= ?", after, last)

    def current(self, workbook: str, table: SyncTable) -> list[Named]:
        """Give the rows of whatever generation of a workbook came last."""
        return self._of(workbook, table, "until IS NULL")

    def newest(self, table: SyncTable) -> list[Named]:
        """Give each row that any workbook has, as it was agreed on last: many workbooks may have the same rows."""
        query = (
            "SELECT version.row_id, shape, cells FROM version JOIN (SELECT row_id, max(since) AS since FROM version "
            "WHERE sheet = ? AND until IS NULL GROUP BY row_id) AS last "
            "ON version.sheet = ? AND version.row_id = last.row_id AND version.since = last.since "
            "WHERE until IS NULL ORDER BY version.since"
        )
        return self._read(table, query, table.key, table.key)

    def newest_of(self, table: SyncTable, row_ids: Collection[str]) -> BaseRows:
        """Give some rows as they were agreed on last with any workbook, also those that are gone since."""
        wanted = sorted(row_ids)
        known: dict[str, BaseRow] = {}
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            piece = wanted[start : start + _ASKED_AT_ONCE]
            query = "SELECT row_id, shape, cells FROM version WHERE sheet = ? AND row_id IN ({}) ORDER BY since"
            known |= self._read(table, query.format(", ".join("?" * len(piece))), table.key, *piece)
        return known

    def ever(self, workbook: str, table: SyncTable) -> set[object]:
        """Give the ids of all rows that a workbook has ever had."""
        query = "SELECT DISTINCT row_id FROM version WHERE workbook = ? AND sheet = ?"
        return {row_id for (row_id,) in self._sql.execute(query, (workbook, table.key))}

    def change(self, workbook: str, table: SyncTable, number: int, rows: Mapping[str, BaseRow | None]) -> None:
        """Let rows be others from a generation on (None: gone)."""
        shape = self._shape([column.key for column in table.columns])
        self._sql.executemany(
            "UPDATE version SET until = ? WHERE workbook = ? AND sheet = ? AND row_id = ? AND until IS NULL",
            [(number, workbook, table.key, row_id) for row_id in rows],
        )
        self._sql.executemany(
            "INSERT INTO version VALUES (?, ?, ?, ?, NULL, ?, ?)",
            [
                (workbook, table.key, row_id, number, shape, dump(row))
                for row_id, row in rows.items()
                if row is not None
            ],
        )

    def go_back(self, workbook: str, number: int, to: int) -> None:
        """Let all rows be, from a generation on, what they were in an older one."""
        self._sql.execute(
            "UPDATE version SET until = ? WHERE workbook = ? AND until IS NULL AND since > ?", (number, workbook, to)
        )
        self._sql.execute(
            "INSERT INTO version SELECT workbook, sheet, row_id, ?, NULL, shape, cells FROM version "
            "WHERE workbook = ? AND since <= ? AND until > ? AND until < ?",
            (number, workbook, to, to, number),
        )

    def _of(self, workbook: str, table: SyncTable, span: str, *values: int) -> list[Named]:
        query = f"SELECT row_id, shape, cells FROM version WHERE workbook = ? AND sheet = ? AND {span} ORDER BY since"
        return self._read(table, query, workbook, table.key, *values)

    def _read(self, table: SyncTable, query: str, *values: str | int) -> list[Named]:
        found = self._sql.execute(query, values).fetchall()
        cells: list[BaseRow] = load("[" + ",".join([row[2] for row in found]) + "]")
        wanted = [column.key for column in table.columns]
        shapes = {shape: self._columns(shape) for shape in {row[1] for row in found}}
        return [
            (row_id, row if shapes[shape] == wanted else _reshaped(row, shapes[shape], wanted))
            for (row_id, shape, _), row in zip(found, cells, strict=True)
        ]

    def _shape(self, columns: Sequence[str]) -> int:
        self._sql.execute("INSERT OR IGNORE INTO shape (columns) VALUES (?)", (dump(columns),))
        return int(self._sql.execute("SELECT id FROM shape WHERE columns = ?", (dump(columns),)).fetchone()[0])

    def _columns(self, shape: int) -> list[str]:
        columns: list[str] = load(self._sql.execute("SELECT columns FROM shape WHERE id = ?", (shape,)).fetchone()[0])
        return columns


def _reshaped(row: BaseRow, columns: Sequence[str], wanted: Sequence[str]) -> BaseRow:
    """Bring a row to the columns of today's template; a column that is new has no base."""
    cells = dict(zip(columns, row, strict=True))
    return [cells.get(key, NO_BASE) for key in wanted]
