"""Sheets of workbooks that other programs wrote: by calamine where it may go, else by our own slower scanner."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from datetime import timedelta
from io import BytesIO

from python_calamine import CalamineError
from python_calamine import CalamineWorkbook

from sheetcrm.values import Raw
from sheetcrm.values import from_serial
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.cell_xml import stored_value
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.prescan import fits_calamine
from sheetcrm.workbooks.xlsx.sheet_xml import scan_sheet
from sheetcrm.workbooks.xlsx.styles import DateLook
from sheetcrm.workbooks.xlsx.styles import date_looks

_ERROR_CELL = b't="e"'
_ERROR_KIND = b"e"

Rows = list[list[Raw]]


def read_foreign(data: bytes, file: str) -> Mapping[str, Rows]:
    """Read all worksheets by title, from cell A1 on; rows may differ in length.

    Raises: NotAWorkbook, Unsafe.
    """
    book = Book(open_package(data, file))
    book.shared_texts  # noqa: B018 - proves their size: calamine does not check what a part declares
    if book.styles_part:
        book.package.xml(book.styles_part)
    try:
        calamine = CalamineWorkbook.from_filelike(BytesIO(data))
        return {sheet.title: _rows(book, calamine, sheet.title, book.package.xml(sheet.part)) for sheet in book.sheets}
    except CalamineError as error:
        raise book.package.unreadable("xlsx_damaged") from error
    except UnusualXml as error:
        raise book.package.unreadable(error.code) from error


def _rows(book: Book, calamine: CalamineWorkbook, title: str, xml: bytes) -> Rows:
    if not fits_calamine(xml):
        return _by_scanner(book, xml)
    rows: Rows = [list(row) for row in calamine.get_sheet_by_name(title).to_python(skip_empty_area=False)]
    if _ERROR_CELL in xml:  # calamine tells them as blanks; a #REF! must not go in as if nothing had been there
        for number, cell, error in _cells(book, xml, errors_only=True):
            rows[number - 1][cell.column - 1] = error
    return rows


def _by_scanner(book: Book, xml: bytes) -> Rows:
    looks = date_looks(book)
    found: dict[int, dict[int, Raw]] = {}
    for number, cell, value in _cells(book, xml):
        found.setdefault(number, {})[cell.column] = _in_time(value, cell, looks, epoch_1904=book.epoch_1904)
    blank: list[Raw] = []
    return [
        [found[number].get(column) for column in range(1, max(found[number]) + 1)] if number in found else blank
        for number in range(1, max(found, default=0) + 1)
    ]


def _cells(book: Book, xml: bytes, *, errors_only: bool = False) -> Iterator[tuple[int, Cell, Raw]]:
    """Give each cell that holds something (or only those that hold an error), with its row."""
    sheet = scan_sheet(xml)
    for row in sheet.rows:
        if not errors_only or _ERROR_CELL in xml[row.start : row.end]:
            for cell in cells_of(xml, sheet.dialect, row):
                wanted = not errors_only or cell.kind == _ERROR_KIND
                value = stored_value(cell, sheet.dialect, book) if wanted else None
                if value is not None:
                    yield row.number, cell, value


def _in_time(value: Raw, cell: Cell, looks: Sequence[DateLook | None], *, epoch_1904: bool) -> Raw:
    """Give a number that is shown as a date as one."""
    style = int(cell.style or 0)
    look = looks[style] if style < len(looks) else None
    if look is None or not isinstance(value, float):
        return value
    if look is DateLook.DURATION:
        return timedelta(days=value)
    moment = from_serial(value, epoch_1904=epoch_1904)
    return moment if isinstance(moment, datetime) else value
