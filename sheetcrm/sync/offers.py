"""Ids that were about to be written into a workbook: should its user save just then, the same rows get them again.

A file with new ids may have stood in its place for a moment before it was displaced by what its user had just saved,
and he may have opened it: other ids for the same rows would make two of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.database import Database
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Undecodable


class Offers:
    """The ids that were offered to rows of workbooks, with what stood in those rows."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    def make(self, workbook: str, stamps: Iterable[Edit], tables: Sequence[SyncTable]) -> None:
        """Remember ids, durably, before a file with them is put in its place."""
        known = {table.key for table in tables}
        rows = [
            (workbook, stamp.table, stamp.row_id, dump({key: cell for key, cell in stamp.seen.items() if key != ID}))
            for stamp in stamps
            if isinstance(stamp, Update) and stamp.table in known
        ]
        with self._database.transaction() as sql:
            sql.executemany("INSERT OR REPLACE INTO offer VALUES (?, ?, ?, ?)", rows)

    def taken(self, workbook: str) -> None:
        """Forget them: the file has them."""
        with self._database.transaction() as sql:
            sql.execute("DELETE FROM offer WHERE workbook = ?", (workbook,))

    def of(self, workbook: str, table: SyncTable, reader: Reader) -> BaseRows:
        """Give the rows of a workbook that ids were offered to, as known rows."""
        query = "SELECT row_id, cells FROM offer WHERE workbook = ? AND sheet = ?"
        found = self._database.connection.execute(query, (workbook, table.key)).fetchall()
        return {row_id: _understood(load(cells), table, reader) for row_id, cells in found}


def _understood(cells: dict[str, object], table: SyncTable, reader: Reader) -> BaseRow:
    readings = [reader.read(column, cells.get(column.key)) for column in table.columns]  # type: ignore[arg-type]
    return [NO_BASE if isinstance(reading, Undecodable) else reading for reading in readings]
