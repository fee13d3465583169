"""A workbook in memory: a small real backend for tests and dry runs."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from sheetcrm.errors import LayoutBroken
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.comparing import as_read
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.finding import RowFinder
from sheetcrm.workbooks.finding import prove_expected
from sheetcrm.workbooks.xlsx.references import column_letters

NAME = "memory"
ID = "id"

Cells = dict[str, list[Raw]]


@dataclass(slots=True)
class _Content:
    tables: dict[str, Cells]
    reports: dict[str, dict[tuple[int, int], ReportCell]]


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
        before, after = self._content, deepcopy(self._content)
        for block in edits:
            if isinstance(block, ReplaceBlock):
                _replace(after, block)
        for edit in edits:
            if isinstance(edit, UpdateRow):
                _update(before, after, edit)
        inserted = sum(_insert(after, edit) for edit in edits if isinstance(edit, InsertRow))
        deleted = {(edit.table, _seen(before, edit)) for edit in edits if isinstance(edit, DeleteRow)}
        changed = _count_changes(before, after, deleted)
        for table, at in deleted:
            for cells in after.tables[table].values():
                cells[at] = None
        self._content = after
        return WriteReceipt(changed, inserted, len(deleted))

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


def _update(before: _Content, after: _Content, edit: UpdateRow) -> None:
    at = _seen(before, edit)
    columns = _columns(after, edit.table)
    _lengthen(columns, at + 1)
    for key, value in edit.cells.items():
        cells = _cells(columns, key, edit.table)
        standing = _held(_cells(_columns(before, edit.table), key, edit.table), at)
        cells[at] = standing if holds(standing, value, epoch_1904=False) else as_read(value)


def _insert(after: _Content, edit: InsertRow) -> bool:
    columns = _columns(after, edit.table)
    filled = {key: value for key, value in edit.cells.items() if value is not None and value != ""}
    if not filled:
        return False
    at = max((at for at in range(_height(columns)) if not _is_blank_row(columns, at)), default=-1) + 1
    _lengthen(columns, at + 1)
    for key, value in filled.items():
        _cells(columns, key, edit.table)[at] = as_read(value)
    return True


def _seen(before: _Content, edit: UpdateRow | DeleteRow) -> int:
    """Find a row as it was read, and make sure that it says what the edit expects."""
    columns = _columns(before, edit.table)
    at = RowFinder(_cells(columns, ID, edit.table) if edit.row_id is not None else (), NAME, edit.table).find(edit)
    stands = {key: _held(_cells(columns, key, edit.table), at) for key in edit.expected}
    prove_expected(edit, stands, NAME, at)
    return at


def _count_changes(before: _Content, after: _Content, deleted: Collection[tuple[str, int]]) -> int:
    in_tables = sum(
        _held(before.tables[table][key], at) != raw
        for table, columns in after.tables.items()
        for key, cells in columns.items()
        for at, raw in enumerate(cells)
        if (table, at) not in deleted
    )
    return in_tables + sum(
        before.reports[report].get(place, ReportCell(None)) != cell
        for report, cells in after.reports.items()
        for place, cell in cells.items()
    )


def _replace(after: _Content, block: ReplaceBlock) -> None:
    if block.report not in after.reports:
        if block.optional:
            return
        raise LayoutBroken(file=NAME, what="@xlsx_no_report", remedy="@xlsx_no_report_remedy", report=block.report)
    report = after.reports[block.report]
    width = max((len(row) for row in block.rows), default=0)
    below = max((row for row, _ in report), default=0) + 1 if block.height is None else block.top + block.height
    for number in range(block.top, max(below, block.top + len(block.rows))):
        row = block.rows[number - block.top] if number - block.top < len(block.rows) else ()
        for column in range(width):
            place = (number, block.left + column)
            if column < len(row):
                look = row[column].style or report.get(place, ReportCell(None)).style
                report[place] = ReportCell(row[column].value, look, row[column].link)
            elif place in report:
                report[place] = ReportCell(None)


def _columns(content: _Content, table: str) -> Cells:
    if table not in content.tables:
        raise LayoutBroken(file=NAME, what="@xlsx_no_table", remedy="@xlsx_no_table_remedy", table=table)
    return content.tables[table]


def _cells(columns: Cells, key: str, table: str) -> list[Raw]:
    if key not in columns:
        raise LayoutBroken(file=NAME, what="@xlsx_no_column", remedy="@xlsx_no_column_remedy", sheet=table, key=key)
    return columns[key]


def _held(cells: Sequence[Raw], at: int) -> Raw:
    return cells[at] if at < len(cells) else None


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
