"""A workbook in memory: a small real backend for tests and dry runs."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from datetime import time
from decimal import Decimal

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.comparing import still_stands
from sheetcrm.workbooks.xlsx.references import column_letters

NAME = "memory"
ID = "id"

Cells = dict[str, list[Raw]]


@dataclass(slots=True)
class _Content:
    tables: dict[str, Cells]
    reports: dict[str, dict[tuple[int, int], ReportCell]]
    cells_changed: int = 0
    rows_inserted: int = 0
    rows_deleted: int = 0

    @property
    def is_changed(self) -> bool:
        return bool(self.cells_changed or self.rows_inserted or self.rows_deleted)


class MemoryWorkbook:
    """A workbook that lives as long as the process (implements `sheetcrm.workbooks.base.Workbook`)."""

    def __init__(self, tables: Mapping[str, Mapping[str, Sequence[Raw]]], reports: Collection[str] = ()) -> None:
        """Start with tables (column key → cells from row 3 on) and empty reports."""
        self._content = _Content(
            {table: {key: list(cells) for key, cells in columns.items()} for table, columns in tables.items()},
            {report: {} for report in reports},
        )

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Read tables; blank rows are left out."""
        return {
            table: _table_data(table, columns)
            for table, columns in self._content.tables.items()
            if tables is None or table in tables
        }

    def report(self, key: str) -> Mapping[tuple[int, int], ReportCell]:
        """Give what a report shows: (row, column) → cell."""
        return self._content.reports[key]

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Make all edits or none."""
        draft = deepcopy(self._content)
        draft.cells_changed = draft.rows_inserted = draft.rows_deleted = 0
        for kind in (ReplaceBlock, UpdateRow, InsertRow, DeleteRow):
            for edit in edits:
                if isinstance(edit, kind):
                    _apply(draft, edit)
        if draft.is_changed:
            self._content = draft
        return WriteReceipt(draft.cells_changed, draft.rows_inserted, draft.rows_deleted)

    def close(self) -> None:
        """Nothing to let go of."""


def _table_data(table: str, columns: Cells) -> TableData:
    kept = [at for at in range(_height(columns)) if not _is_blank_row(columns, at)]
    return TableData(
        table=table,
        sheet=table,
        columns={key: [cells[at] for at in kept] for key, cells in columns.items()},
        rows=[at + FIRST_DATA_ROW for at in kept],
        letters={key: column_letters(number) for number, key in enumerate(columns, start=1)},
        headers={key: key for key in columns},
    )


def _apply(draft: _Content, edit: Edit) -> None:
    if isinstance(edit, ReplaceBlock):
        _replace(draft, edit)
        return
    if edit.table not in draft.tables:
        raise LayoutBroken(file=NAME, what="@xlsx_no_table", remedy="@xlsx_no_table_remedy", table=edit.table)
    columns = draft.tables[edit.table]
    if isinstance(edit, InsertRow):
        _insert(draft, edit, columns)
        return
    at = _locate(columns, edit.row_id, edit.row)
    for key, raw in edit.expected.items():
        if not still_stands(raw, _column(columns, key, edit.table)[at], epoch_1904=False):
            raise ChangedMeanwhile(file=NAME, where=f"{key} {at + FIRST_DATA_ROW}")
    if isinstance(edit, DeleteRow):
        for cells in columns.values():
            cells[at] = None
        draft.rows_deleted += 1
        return
    for key, value in edit.cells.items():
        cells = _column(columns, key, edit.table)
        if not holds(cells[at], value, epoch_1904=False):
            cells[at] = _as_read(value)
            draft.cells_changed += 1


def _insert(draft: _Content, edit: InsertRow, columns: Cells) -> None:
    filled = {key: value for key, value in edit.cells.items() if value is not None and value != ""}
    if not filled:
        return
    at = max((at for at in range(_height(columns)) if not _is_blank_row(columns, at)), default=-1) + 1
    _lengthen(columns, at + 1)
    for key, value in filled.items():
        _column(columns, key, edit.table)[at] = _as_read(value)
    draft.cells_changed += len(filled)
    draft.rows_inserted += 1


def _replace(draft: _Content, block: ReplaceBlock) -> None:
    if block.report not in draft.reports:
        raise LayoutBroken(file=NAME, what="@xlsx_no_report", remedy="@xlsx_no_report_remedy", report=block.report)
    report = draft.reports[block.report]
    width = max((len(row) for row in block.rows), default=0)
    last = block.top + block.height if block.height is not None else max((row for row, _ in report), default=0) + 1
    wanted: dict[tuple[int, int], ReportCell] = {}
    for number in range(block.top, max(last, block.top + len(block.rows))):
        row = block.rows[number - block.top] if number - block.top < len(block.rows) else ()
        for column in range(width):
            given = row[column] if column < len(row) else ReportCell(None)
            wanted[number, block.left + column] = given
    for place, cell in wanted.items():
        before = report.get(place, ReportCell(None))
        is_given = place[0] - block.top < len(block.rows) and place[1] - block.left < len(
            block.rows[place[0] - block.top]
        )
        after = ReportCell(cell.value, cell.style or (before.style if is_given else None))
        if after != before:
            draft.cells_changed += 1
            report[place] = after


def _locate(columns: Cells, row_id: str | None, row: int | None) -> int:
    if row_id is None:
        if row is None or row < FIRST_DATA_ROW:
            raise ValueError("an edit without row id needs the sheet row it was read from")
        _lengthen(columns, row - FIRST_DATA_ROW + 1)
        return row - FIRST_DATA_ROW
    ids = _column(columns, ID, "")
    hint = row - FIRST_DATA_ROW if row is not None else -1
    if 0 <= hint < len(ids) and ids[hint] == row_id:
        return hint
    found = [at for at, raw in enumerate(ids) if raw == row_id]
    if not found:
        raise ChangedMeanwhile(file=NAME, where=row_id)
    if len(found) > 1:
        raise WouldLoseContent(file=NAME, sheet="-", where=row_id, why="@xlsx_id_twice", remedy="@xlsx_id_twice_remedy")
    return found[0]


def _column(columns: Cells, key: str, table: str) -> list[Raw]:
    if key not in columns:
        raise LayoutBroken(file=NAME, what="@xlsx_no_column", remedy="@xlsx_no_column_remedy", sheet=table, key=key)
    return columns[key]


def _height(columns: Cells) -> int:
    return max((len(cells) for cells in columns.values()), default=0)


def _lengthen(columns: Cells, height: int) -> None:
    for cells in columns.values():
        cells.extend([None] * (max(height, _height(columns)) - len(cells)))


def _is_blank_row(columns: Cells, at: int) -> bool:
    return all(
        at >= len(cells) or cells[at] is None or (isinstance(raw := cells[at], str) and not raw.strip())
        for cells in columns.values()
    )


def _as_read(value: Value) -> Raw:
    """Give a value as a spreadsheet tells it when it is read again."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value if value != "" else None
