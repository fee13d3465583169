"""Tables of a workbook file as columns of raw cells.

Regular sheets are read by one pattern a table, others by calamine, or by our own scanner where calamine must not go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from io import BytesIO
from operator import itemgetter
from typing import TypeVar

from python_calamine import CalamineError
from python_calamine import CalamineWorkbook

from sheetcrm.errors import LayoutBroken
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.cell_xml import stored_value
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.dialect import dialect_in
from sheetcrm.workbooks.xlsx.moments import as_shown
from sheetcrm.workbooks.xlsx.prescan import fits_calamine
from sheetcrm.workbooks.xlsx.references import column_letters
from sheetcrm.workbooks.xlsx.references import parse_area
from sheetcrm.workbooks.xlsx.regular_rows import Columns
from sheetcrm.workbooks.xlsx.regular_rows import RegularReader
from sheetcrm.workbooks.xlsx.sheet_xml import scan_sheet
from sheetcrm.workbooks.xlsx.styles import date_looks
from sheetcrm.workbooks.xlsx.tables import TablePlace
from sheetcrm.workbooks.xlsx.typed_formulas import uncalculated

Cells = TypeVar("Cells")

UNCALCULATED = CellError("#GETTING_DATA")
_MARKUP_IN_TEXT = b"<![CDATA["
_ERROR_KIND = re.compile(rb"""t=(?:"e"|'e')""")


class TableReader:
    """Reads the tables of one workbook; calamine opens the file once, when the first table needs it."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._regular = RegularReader(book)
        self._calamine: CalamineWorkbook | None = None

    def read(self, place: TablePlace) -> TableData:
        """Read one table. Raises: LayoutBroken, NotAWorkbook, Unsafe."""
        try:
            rows, columns = self._cells(place)
        except UnusualXml as error:
            raise LayoutBroken(
                file=self._book.package.file,
                what="@xlsx_sheet_unusual",
                remedy="@xlsx_save_again",
                sheet=place.sheet.title,
            ) from error
        return self._table_data(place, rows, columns)

    def _cells(self, place: TablePlace) -> Columns:
        data = self._book.package.xml(place.sheet.part)
        waiting = list(uncalculated(data, place.columns))
        if regular := self._regular.read(data, place.columns):
            self._book.regular.add(place.sheet.part)
            return _doubting(regular, waiting)
        if _MARKUP_IN_TEXT in data:
            raise UnusualXml("xlsx_comment_in_cells")
        if not fits_calamine(data):
            return _doubting(self._by_scanner(place, data), waiting)
        errors = list(_errors(data))
        del data  # calamine inflates its own copy: never hold both
        return _doubting(self._by_calamine(place, errors), waiting)

    def _by_calamine(self, place: TablePlace, errors: Sequence[tuple[int, int, str]]) -> Columns:
        if self._calamine is None:
            self._book.shared_texts  # noqa: B018 - inflated here first: calamine does not check what a part declares
            if self._book.styles_part:
                self._book.package.xml(self._book.styles_part)
            self._calamine = self._open()
        try:
            table = self._calamine.get_sheet_by_name(place.sheet.title).to_python(skip_empty_area=False)
        except CalamineError as error:
            raise self._book.package.unreadable("xlsx_damaged") from error
        height, width = len(table), len(table[0]) if table else 0
        columns: dict[str, list[Raw]] = {
            key: _with_blanks(list(map(itemgetter(number - 1), table))) if number <= width else [None] * height
            for key, number in place.columns.items()
        }
        keys = {number: key for key, number in place.columns.items()}
        for row, column, error_text in errors:
            if column in keys:
                columns[keys[column]][row - 1] = CellError(error_text)
        return list(range(1, height + 1)), columns

    def _open(self) -> CalamineWorkbook:
        try:
            return CalamineWorkbook.from_filelike(BytesIO(self._book.package.data))
        except CalamineError as error:
            raise self._book.package.unreadable("xlsx_damaged") from error

    def _by_scanner(self, place: TablePlace, data: bytes) -> Columns:
        sheet = scan_sheet(data)
        keys = {number: key for key, number in place.columns.items()}
        looks = date_looks(self._book)
        found: dict[int, dict[str, Raw]] = {}
        for row in sheet.rows:
            for cell in cells_of(data, sheet.dialect, row):
                if cell.column in keys:
                    stored = stored_value(cell, sheet.dialect, self._book)
                    if stored is not None:
                        style = int(cell.style or 0)
                        look = looks[style] if style < len(looks) else None
                        shown = as_shown(stored, look, epoch_1904=self._book.epoch_1904)
                        found.setdefault(row.number, {})[keys[cell.column]] = shown
        rows = sorted(found)
        return rows, {key: [found[row].get(key) for row in rows] for key in place.columns}

    def _table_data(self, place: TablePlace, rows: Sequence[int], columns: Mapping[str, list[Raw]]) -> TableData:
        headers = {key: _header(rows, cells) for key, cells in columns.items()}
        totals = {
            row
            for table in self._book.tables(place.sheet)
            for row in range(table.last_data_row + 1, table.area.last_row + 1)
        }
        kept = [at for at in _filled(columns, len(rows)) if rows[at] >= FIRST_DATA_ROW and rows[at] not in totals]
        return TableData(
            table=place.table,
            sheet=place.sheet.title,
            columns={key: _pick(cells, kept) for key, cells in columns.items()},
            rows=_pick(rows, kept),
            letters={key: column_letters(number) for key, number in place.columns.items()},
            headers=headers,
        )


def _doubting(read: Columns, waiting: Sequence[tuple[int, str]]) -> Columns:
    """Show a formula that nobody has calculated as one that still waits: it is not a cell that was cleared."""
    rows, columns = read
    if waiting:
        places = {row: at for at, row in enumerate(rows)}
        for row, key in waiting:
            if row in places and row >= FIRST_DATA_ROW:
                columns[key][places[row]] = UNCALCULATED
    return read


def _with_blanks(cells: list[Raw]) -> list[Raw]:
    """Give a column's cells with None for calamine's empty text."""
    return [None if cell == "" else cell for cell in cells] if "" in cells else cells


def _pick(cells: Sequence[Cells], kept: Sequence[int]) -> list[Cells]:
    """Give the cells at some positions, by one slice when nothing is left out between them."""
    if kept and kept[-1] - kept[0] == len(kept) - 1:
        return list(cells[kept[0] : kept[-1] + 1])
    return [cells[at] for at in kept]


def _filled(columns: Mapping[str, list[Raw]], count: int) -> list[int]:
    """Positions of the rows that hold anything in a keyed column, in order."""
    blank: Sequence[int] = range(count)
    for cells in columns.values():
        blank = [at for at in blank if _is_empty(cells[at])]
    empty = set(blank)
    return [at for at in range(count) if at not in empty]


def _is_empty(cell: Raw) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _header(rows: Sequence[int], cells: Sequence[Raw]) -> str:
    header = next((cells[at] for at in range(min(len(rows), HEADER_ROW)) if rows[at] == HEADER_ROW), None)
    return str(header).strip() if header is not None else ""


def _errors(data: bytes) -> Iterator[tuple[int, int, str]]:
    """Give row, column and text of each error cell: calamine tells them as blanks."""
    dialect = dialect_in(data)
    for match in _ERROR_KIND.finditer(data):
        start = data.rfind(b"<", 0, match.start())
        cell = dialect.cell.match(data, start)
        if cell is None or (reference := attribute(data[start : match.start()], b"r")) is None:
            continue
        area, text = parse_area(reference.decode()), dialect.value.search(cell[5] or b"")
        if area is not None:
            yield area.first_row, area.first_column, text[1].decode() if text else "#N/A"
