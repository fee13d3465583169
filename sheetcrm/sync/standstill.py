"""Whether a memory has anything to do, and what it is: two runs that find the same one decide the same."""

from __future__ import annotations

from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.database import Database

_UNDER_WAY = (
    "SELECT 1 FROM intent WHERE state = 'open'",
    "SELECT 1 FROM wound",
    "SELECT 1 FROM exchange",
    "SELECT 1 FROM unwritten",
    "SELECT 1 FROM choice WHERE state = 'pending'",
)
_KNOWN = (
    "SELECT max(number) FROM generation",
    "SELECT max(id) FROM log",
    "SELECT workbook, sheet, row_id, column, cells, entry FROM dispute ORDER BY entry",
    "SELECT id, at, sheet, row_id, column, value, over, revives, state FROM choice ORDER BY id",
    "SELECT workbook, path, owner, content, conflicts, held, waiting, failure FROM roster ORDER BY workbook",
)


def standstill(database: Database, but: str) -> str | None:
    """Sum up what is remembered, all facts `but` one; None while something is under way or waits to be carried.

    Cells that were agreed on change only with a new generation, which has a number of its own.
    """
    sql = database.connection
    if any(sql.execute(query).fetchone() for query in _UNDER_WAY):
        return None
    facts = sql.execute("SELECT name, value FROM fact WHERE name != ? ORDER BY name", (but,)).fetchall()
    return dump([facts, *(sql.execute(query).fetchall() for query in _KNOWN)])
