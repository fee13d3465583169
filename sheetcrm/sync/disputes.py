"""Conflicts in which each side keeps its own value until somebody chooses: each is logged once, kept while it lasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import datetime

from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import WORKBOOK
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Value


class Disputes:
    """What hub and workbooks disagree on now."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    def keep(self, workbook: str, hub: str, conflicts: Iterable[Conflict], at: datetime) -> None:
        """Keep what a workbook and the hub disagree on now, and nothing that they did before."""
        found = {(c.table, c.row_id, c.column, dump([c.hub, c.workbook])): c for c in conflicts if c.stands is None}
        query = "SELECT sheet, row_id, column, cells FROM dispute WHERE workbook = ?"
        known = set(self._database.connection.execute(query, (workbook,)).fetchall())
        if found.keys() == known:
            return
        with self._database.transaction() as sql:
            gone = [(workbook, *key) for key in known - found.keys()]
            one = "workbook = ? AND sheet = ? AND row_id = ? AND column = ? AND cells = ?"
            sql.executemany(f"DELETE FROM dispute WHERE {one}", gone)
            for key, conflict in found.items():
                if key not in known:
                    number = Log(self._database).add_one(_entry(conflict, workbook, hub, at))
                    sql.execute("INSERT INTO dispute VALUES (?, ?, ?, ?, ?, ?)", (workbook, *key, number))

    def values(self, workbook: str, table: SyncTable) -> Mapping[str, Mapping[str, Value]]:
        """Give the values that a workbook keeps for itself: row id → column → value."""
        query = "SELECT row_id, column, cells FROM dispute WHERE workbook = ? AND sheet = ?"
        kept: dict[str, dict[str, Value]] = defaultdict(dict)
        for row_id, column, cells in self._database.connection.execute(query, (workbook, table.key)):
            kept[row_id][column] = load(cells)[WORKBOOK]
        return kept

    def open(self) -> frozenset[int]:
        """Give the numbers of the log entries that tell of a dispute that lasts."""
        return frozenset(row[0] for row in self._database.connection.execute("SELECT entry FROM dispute"))


def _entry(conflict: Conflict, workbook: str, hub: str, at: datetime) -> Entry:
    where = (conflict.table, conflict.row_id, conflict.column)
    return Entry(at, Happened.HELD, workbook, hub, *where, conflict.hub, conflict.workbook)
