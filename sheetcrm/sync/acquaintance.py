"""What is known of a workbook's rows before looking at them: so lost ids are given back, and pasted ones found out."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set

from sheetcrm.sync.base_store import Base
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.compare import read_row
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Undecodable
from sheetcrm.values import Value


def acquaintance(
    store: BaseStore, disputes: Disputes, table: SyncTable, base: Base, side: Side, hub: Sheet
) -> Acquaintance:
    """Put together what is known of the rows of one sheet of a workbook."""
    rows, earlier = base.rows[table.key], {**base.earlier[table.key]}
    for row_id, kept in disputes.values(base.workbook, table).items():
        if row_id in rows:  # what is in dispute is no base, but it tells the row from others
            earlier[row_id] = [*earlier.get(row_id, ()), _with(rows[row_id], kept, table)]
    unknown = set(side.sheet.columns[ID]) - rows.keys() if base.stamped else set()
    if unknown:
        unknown -= store.met(base.workbook, table)
    strangers = _strangers(table, unknown, hub, side) if unknown else {}
    return Acquaintance({**strangers, **rows}, base.newer[table.key], earlier)


def _with(row: BaseRow, cells: Mapping[str, Value], table: SyncTable) -> BaseRow:
    return [cells.get(column.key, value) for column, value in zip(table.columns, row, strict=True)]


def _strangers(table: SyncTable, ids: Set[object], hub: Sheet, side: Side) -> BaseRows:
    """Give the hub's rows whose ids stand in a workbook that never had such rows: perhaps pasted there."""
    places = {row_id: index for index, row_id in enumerate(hub.columns[ID]) if row_id in ids}
    found: dict[str, BaseRow] = {}
    for row_id, index in places.items():
        cells = read_row(hub, index, table.columns, side.reader)
        found[str(row_id)] = [None if isinstance(cell, Undecodable) else cell for cell in cells]
    return found
