"""Tables as they stand once edits by place have been made to them, without asking whoever keeps them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.comparing import as_read


@dataclass(frozen=True, slots=True)
class Applied:
    """Tables after edits; rows are numbered as they will be."""

    tables: Mapping[str, TableData]
    places: Mapping[str, Mapping[int, int | None]]
    """Table → number of a row → where it stands until then; None: it is new. Other tables are as they were."""

    def place(self, table: str, row: int) -> int | None:
        """Give where a row stands now."""
        return self.places[table][row] if table in self.places else row


def applied(tables: Mapping[str, TableData], edits: Sequence[RowEdit]) -> Applied:
    """Give all tables after edits that name sheet rows: new rows come below the last one, rows that go close up."""
    found = dict(tables)
    places = {}
    for key in dict.fromkeys(edit.table for edit in edits):
        found[key], places[key] = _applied(tables[key], [edit for edit in edits if edit.table == key])
    return Applied(found, places)


def _applied(data: TableData, edits: Sequence[RowEdit]) -> tuple[TableData, Mapping[int, int | None]]:
    columns = {key: list(cells) for key, cells in data.columns.items()}
    rows = list(data.rows)
    index = {row: at for at, row in enumerate(rows)}
    for edit in edits:
        if isinstance(edit, UpdateRow):
            _put(columns, _index(edit.row or 0, rows, index, columns), edit)
    there = len(rows)
    first = max(rows, default=FIRST_DATA_ROW - 1) + 1
    for number, edit in enumerate(one for one in edits if isinstance(one, InsertRow)):
        _put(columns, _index(first + number, rows, index, columns), edit)
    gone = sorted(edit.row or 0 for edit in edits if isinstance(edit, DeleteRow))
    kept = [at for at, row in enumerate(rows) if row not in gone]
    numbers = [rows[at] - bisect_left(gone, rows[at]) for at in kept]
    places = {number: rows[at] if at < there else None for number, at in zip(numbers, kept, strict=True)}
    cells = {key: [column[at] for at in kept] for key, column in columns.items()}
    return replace(data, columns=cells, rows=numbers), places


def _index(row: int, rows: list[int], index: dict[int, int], columns: Mapping[str, list[Raw]]) -> int:
    """Give where a sheet row is kept; one that was blank gets a place."""
    if row not in index:
        index[row] = len(rows)
        rows.append(row)
        for cells in columns.values():
            cells.append(None)
    return index[row]


def _put(columns: Mapping[str, list[Raw]], at: int, edit: InsertRow | UpdateRow) -> None:
    cells: Mapping[str, Value] = edit.cells
    for key, value in cells.items():
        if key in columns:
            columns[key][at] = as_read(value)
