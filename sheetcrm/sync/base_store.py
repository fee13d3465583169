"""What the hub and each workbook last agreed on: every cell, in generations.

- A *stamped* generation is what a workbook file held when sync wrote it; the file carries the stamp. It is durable here
  before any file carries it. A restored copy therefore merges against the generation of its own stamp.
- What is agreed later without writing the file (it was open in Excel, or had nothing to receive) makes generations
  without a stamp that *continue* the stamped one. Their older values stay known: a file that still holds one of them
  was not edited there.
- A row is stored once for the span of generations in which it did not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.database import Database
from sheetcrm.sync.side import SyncTable

Changes = Mapping[str, Mapping[str, BaseRow | None]]
"""Table → row id → its agreed cells from now on; None: the row is no longer agreed on."""


@dataclass(frozen=True, slots=True)
class Base:
    """What was agreed on with one workbook, as the file with a certain stamp must be compared with it."""

    workbook: str
    stamped: int | None
    """The generation of the file's stamp; None: the file was never synchronised, or its generation is forgotten."""
    latest: int | None
    """The last generation that continues it."""
    rows: Mapping[str, BaseRows] = field(default_factory=dict)
    earlier: Mapping[str, Mapping[str, Sequence[BaseRow]]] = field(default_factory=dict)
    newer: Mapping[str, BaseRows] = field(default_factory=dict)
    """Rows that the workbook has had in whatever generation came last, but not in this one."""


class BaseStore:
    """The generations of all workbooks that are synchronised with some hub."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database
        self._sql = database.connection

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        """Give the base of the file that carries `stamp`."""
        stamped = self._number(workbook, stamp)
        latest = self._end_of(workbook, stamped)
        rows, earlier, newer = {}, {}, {}
        up_to_date = latest is not None and latest == self._last(workbook)
        for table in tables:
            here: BaseRows = {}
            if latest is not None:
                span = "since <= ? AND (until IS NULL OR until > ?)"
                here = dict(self._rows(workbook, table, span, latest, latest))
            old: dict[str, list[BaseRow]] = {}
            if stamped != latest:
                for row_id, row in self._rows(workbook, table, "until > ? AND until <= ?", stamped, latest):
                    old.setdefault(row_id, []).append(row)
            rows[table.key], earlier[table.key] = here, old
            newer[table.key] = {} if up_to_date else self._last_rows(workbook, table, here)
        return Base(workbook, stamped, latest, rows, earlier, newer)

    def everywhere(self, table: SyncTable) -> BaseRows:
        """Give the rows of all workbooks as they were last agreed on."""
        return dict(self._rows(None, table, "until IS NULL"))

    def advance(
        self, base: Base, changes: Changes, tables: Sequence[SyncTable], at: datetime, stamp: str | None
    ) -> int:
        """Make a generation of `base` with changes, for a file that will carry `stamp`, if any. Gives its number."""
        with self._database.transaction() as sql:
            last = self._last(base.workbook)
            continues = base.stamped if stamp is None else None
            values = (base.workbook, stamp, continues, at.isoformat())
            insert = "INSERT INTO generation (workbook, stamp, continues, at) VALUES (?, ?, ?, ?)"
            number = sql.execute(insert, values).lastrowid or 0
            if base.latest != last:
                self._go_back(base, number)
            columns = {table.key: [column.key for column in table.columns] for table in tables}
            for table, rows in changes.items():
                shape = self._shape(columns[table])
                sql.executemany(
                    "UPDATE version SET until = ? WHERE workbook = ? AND sheet = ? AND row_id = ? AND until IS NULL",
                    [(number, base.workbook, table, row_id) for row_id in rows],
                )
                sql.executemany(
                    "INSERT INTO version VALUES (?, ?, ?, ?, NULL, ?, ?)",
                    [
                        (base.workbook, table, row_id, number, shape, dump(row))
                        for row_id, row in rows.items()
                        if row is not None
                    ],
                )
            return number

    def prune(self, before: datetime) -> None:
        """Forget generations older than `before`, but never a workbook's last stamped one and what continues it."""
        with self._database.transaction() as sql:
            query = "SELECT workbook, number, at FROM generation WHERE stamp IS NOT NULL ORDER BY number DESC"
            oldest: dict[str, int] = {}
            for workbook, number, at in sql.execute(query).fetchall():
                if at >= before.isoformat() or workbook not in oldest:
                    oldest[workbook] = number
            for workbook, number in oldest.items():
                sql.execute("DELETE FROM generation WHERE workbook = ? AND number < ?", (workbook, number))
                sql.execute("DELETE FROM version WHERE workbook = ? AND until <= ?", (workbook, number))

    def _go_back(self, base: Base, number: int) -> None:
        """Make what holds from `number` on the rows of `base`, not those of the generation before."""
        parent = base.latest or 0
        self._sql.execute(
            "UPDATE version SET until = ? WHERE workbook = ? AND until IS NULL AND since > ?",
            (number, base.workbook, parent),
        )
        self._sql.execute(
            "INSERT INTO version SELECT workbook, sheet, row_id, ?, NULL, shape, cells FROM version "
            "WHERE workbook = ? AND since <= ? AND until > ? AND until < ?",
            (number, base.workbook, parent, parent, number),
        )

    def _number(self, workbook: str, stamp: str | None) -> int | None:
        found = self._sql.execute("SELECT number FROM generation WHERE workbook = ? AND stamp = ?", (workbook, stamp))
        row = found.fetchone()
        return int(row[0]) if row else None

    def _end_of(self, workbook: str, stamped: int | None) -> int | None:
        if stamped is None:
            return None
        query = "SELECT max(number) FROM generation WHERE workbook = ? AND continues = ?"
        return self._sql.execute(query, (workbook, stamped)).fetchone()[0] or stamped

    def _last(self, workbook: str) -> int | None:
        found = self._sql.execute("SELECT max(number) FROM generation WHERE workbook = ?", (workbook,)).fetchone()[0]
        return None if found is None else int(found)

    def _last_rows(self, workbook: str, table: SyncTable, known: BaseRows) -> BaseRows:
        rows = self._rows(workbook, table, "until IS NULL")
        return {row_id: row for row_id, row in rows if row_id not in known}

    def _rows(
        self, workbook: str | None, table: SyncTable, where: str, *values: int | None
    ) -> list[tuple[str, BaseRow]]:
        whose = "" if workbook is None else "workbook = ? AND "
        query = f"SELECT row_id, shape, cells FROM version WHERE {whose}sheet = ? AND {where} ORDER BY since"
        named = (table.key,) if workbook is None else (workbook, table.key)
        found = self._sql.execute(query, (*named, *values)).fetchall()
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
