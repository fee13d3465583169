"""An open workbook as read: its sheets, what they hold, and what their cells say now, saved or not."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

import xlwings

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.key_rows import KeyRow
from sheetcrm.workbooks.key_rows import read_key_row
from sheetcrm.workbooks.key_rows import same_marker
from sheetcrm.workbooks.live.cells import ERRORS
from sheetcrm.workbooks.live.cells import raw_of
from sheetcrm.workbooks.live.native import error_texts
from sheetcrm.workbooks.live.native import raw_cells
from sheetcrm.workbooks.xlsx.references import column_letters

ROWS_A_CALL = 50_000
"""A table longer than this is read in several calls, and no further than a part in which nothing stands."""


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Tab:
    """One sheet as read. `rows` are its cells from row 1 and column 1 on, once somebody needs them."""

    sheet: xlwings.Sheet
    title: str
    height: int
    width: int
    keys: KeyRow
    texts: Mapping[int, str]
    """The texts of row 1, by column."""
    rows: list[list[Raw]] = field(default_factory=list)

    def load(self) -> None:
        """Read all cells, with one call."""
        if self.rows or not self.width:
            return
        for top in range(1, self.height + 1, ROWS_A_CALL):
            part = read_cells(self.sheet, Span(top, 1, min(top + ROWS_A_CALL - 1, self.height), self.width))
            if top > 1 and all(is_blank(raw) for row in part for raw in row):
                break
            self.rows += part

    def cell(self, row: int, column: int) -> Raw:
        """Give what a cell says; None beyond what is filled."""
        if row > len(self.rows) or column > self.width:
            return None
        return self.rows[row - 1][column - 1]

    def column(self, number: int) -> list[Raw]:
        """Give what the cells of a column say, from the first data row on."""
        if number > self.width:
            return [None] * max(len(self.rows) - FIRST_DATA_ROW + 1, 0)
        return [row[number - 1] for row in self.rows[FIRST_DATA_ROW - 1 :]]


@dataclass(frozen=True, slots=True)
class Seen:
    """The sheets of a workbook, by what they hold."""

    tables: Mapping[str, Tab]
    reports: Mapping[str, Tab]


def look_at_sheets(book: xlwings.Book, name: str) -> Seen:
    """Look at the first row of every sheet. Raises: LayoutBroken."""
    tables: dict[str, Tab] = {}
    reports: dict[str, Tab] = {}
    for sheet in book.sheets:
        tab = look_at_sheet(sheet, name)
        for report in tab.keys.reports:
            _keep(reports, report, tab, name)
        if tab.keys.table is not None:
            _keep(tables, tab.keys.table, tab, name)
    return Seen(tables, reports)


def read_cells(sheet: xlwings.Sheet, span: Span) -> list[list[Raw]]:
    """Read a rectangle with one call."""
    area = range_of(sheet, span)
    rows = [[raw_of(cell) for cell in row] for row in raw_cells(area)]
    for row, line in enumerate(error_texts(area) or ()):
        for column, text in enumerate(line):
            if text in ERRORS:
                rows[row][column] = CellError(str(text))
    return rows


def range_of(sheet: xlwings.Sheet, span: Span) -> xlwings.Range:
    """Give a rectangle as xlwings names it."""
    return sheet.range((span.top, span.left), (span.bottom, span.right))


def table_data(tab: Tab) -> TableData:
    """Give the table on a sheet as columns; blank rows and totals are left out."""
    tab.load()
    totals = set(totals_rows(tab))
    columns = {key: tab.column(number) for key, number in tab.keys.columns.items()}
    kept = [
        at
        for at in range(max(len(tab.rows) - FIRST_DATA_ROW + 1, 0))
        if at + FIRST_DATA_ROW not in totals and not all(is_blank(cells[at]) for cells in columns.values())
    ]
    return TableData(
        table=str(tab.keys.table),
        sheet=tab.title,
        columns={key: [cells[at] for at in kept] for key, cells in columns.items()},
        rows=[at + FIRST_DATA_ROW for at in kept],
        letters={key: column_letters(number) for key, number in tab.keys.columns.items()},
        headers={key: _header(tab.cell(HEADER_ROW, number)) for key, number in tab.keys.columns.items()},
    )


def excel_table(tab: Tab) -> xlwings.main.Table | None:
    """Give the Excel table whose header is our header row and which spans keyed columns, if there is one."""
    for table in tab.sheet.tables:
        area = table.range
        columns = range(area.column, area.column + area.shape[1])
        if area.row == HEADER_ROW and any(column in columns for column in tab.keys.columns.values()):
            return table
    return None


def totals_rows(tab: Tab) -> Iterator[int]:
    """Give the sheet rows in which Excel shows totals."""
    for table in tab.sheet.tables:
        if table.show_totals:
            area = table.range
            yield area.row + area.shape[0] - 1


def is_blank(raw: Raw) -> bool:
    """Say whether nothing can be seen in a cell."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def look_at_sheet(sheet: xlwings.Sheet, name: str) -> Tab:
    """Look at how far a sheet is filled, and at its first row. Raises: LayoutBroken."""
    used = sheet.used_range
    height, width = used.row + used.shape[0] - 1, used.column + used.shape[1] - 1
    first: Sequence[Raw] = read_cells(sheet, Span(KEY_ROW, 1, KEY_ROW, width))[0]
    texts = {at: raw.strip() for at, raw in enumerate(first, start=1) if isinstance(raw, str) and raw.strip()}
    title = sheet.name
    return Tab(sheet, title, height, width, read_key_row(texts, title, name), texts)


def _keep(found: dict[str, Tab], key: str, tab: Tab, name: str) -> None:
    if key in found:
        raise same_marker(key, found[key].title, tab.title, name)
    found[key] = tab


def _header(raw: Raw) -> str:
    return str(raw).strip() if raw is not None else ""
