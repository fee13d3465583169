"""Tables as they stand once edits by place have been made to them, without asking whoever keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import Set
from dataclasses import replace

from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.comparing import as_read


def applied(tables: Mapping[str, TableData], edits: Sequence[RowEdit]) -> dict[str, TableData]:
    """Give all tables after edits that name sheet rows; new rows are numbered -1, -2 … in each table."""
    found = dict(tables)
    for key in dict.fromkeys(edit.table for edit in edits):
        found[key] = _applied(tables[key], [edit for edit in edits if edit.table == key])
    return found


def _applied(data: TableData, edits: Sequence[RowEdit]) -> TableData:
    columns = {key: list(cells) for key, cells in data.columns.items()}
    rows = list(data.rows)
    places = {row: at for at, row in enumerate(rows)}
    gone: set[int] = set()
    new = 0
    for edit in edits:
        if isinstance(edit, DeleteRow):
            gone.add(places[edit.row or 0])
            continue
        if isinstance(edit, InsertRow):
            new -= 1
        row = new if isinstance(edit, InsertRow) else (edit.row or 0)
        _put(columns, _place(row, rows, places, columns), edit)
    return _without(replace(data, columns=columns, rows=rows), gone)


def _place(row: int, rows: list[int], places: dict[int, int], columns: Mapping[str, list[Raw]]) -> int:
    """Give where a sheet row stands; one that was blank gets a place."""
    if row not in places:
        places[row] = len(rows)
        rows.append(row)
        for cells in columns.values():
            cells.append(None)
    return places[row]


def _put(columns: Mapping[str, list[Raw]], at: int, edit: InsertRow | UpdateRow) -> None:
    cells: Mapping[str, Value] = edit.cells
    for key, value in cells.items():
        if key in columns:
            columns[key][at] = as_read(value)


def _without(data: TableData, gone: Set[int]) -> TableData:
    if not gone:
        return data
    kept = [at for at in range(len(data.rows)) if at not in gone]
    columns = {key: [cells[at] for at in kept] for key, cells in data.columns.items()}
    return replace(data, columns=columns, rows=[data.rows[at] for at in kept])
