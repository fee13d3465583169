"""New rows as edits, in the workbook's words."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime

from sheetcrm.app.importing.opening import Row
from sheetcrm.app.importing.opening import open_balance
from sheetcrm.domain.process import Process
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.spec import Table
from sheetcrm.values import Value
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow

Show = Callable[[Value], Value]


def inserted(table: Table, rows: Sequence[Row], conventions: Mapping[str, Conventions]) -> list[Edit]:
    """Put rows into a table; blank cells are left out."""
    shown = {column.key: _shown(KINDS[column.kind].encode, conventions[column.key]) for column in table.columns}
    return [
        InsertRow(table.key, {column: shown[column](value) for column, value in row.items() if value is not None})
        for row in rows
    ]


def inserted_with_opening(
    tables: Mapping[str, Table],
    rows: Sequence[Row],
    conventions: Mapping[str, Mapping[str, Conventions]],
    process: Process,
    now: datetime,
    reason: str,
) -> list[Edit]:
    """Put opportunities into their table where they stand, and tell the history so."""
    balances = [open_balance(row, process, now, reason) for row in rows]
    opportunities = [balance.opportunity for balance in balances]
    moves = [balance.move for balance in balances]
    return [
        *inserted(tables["opportunities"], opportunities, conventions["opportunities"]),
        *inserted(tables["stage_moves"], moves, conventions["stage_moves"]),
    ]


def _shown(encode: Callable[[Value, Conventions], Value], conventions: Conventions) -> Show:
    return lambda value: encode(value, conventions)
