"""Sheets of workbooks that other programs wrote, read by calamine once they are known not to exhaust the machine."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from python_calamine import CalamineError
from python_calamine import CalamineWorkbook

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.prescan import is_compact
from sheetcrm.workbooks.xlsx.sheet_xml import UnusualXml
from sheetcrm.workbooks.xlsx.sheet_xml import cells_of
from sheetcrm.workbooks.xlsx.sheet_xml import scan_sheet
from sheetcrm.workbooks.xlsx.sheet_xml import stored_value

_ERROR_MARKS = (b't="e"', b"t='e'")

Rows = list[list[Raw]]


def read_foreign(data: bytes, file: str) -> Mapping[str, Rows]:
    """Read all worksheets by title, from cell A1 on.

    Raises: NotAWorkbook, Unsafe.
    """
    book = Book(open_package(data, file))
    parts = {sheet.title: book.package.xml(sheet.part) for sheet in book.sheets}
    if not all(is_compact(xml) for xml in parts.values()):
        raise book.package.unsafe("xlsx_too_large")
    try:
        calamine = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets: dict[str, Rows] = {
            title: calamine.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in parts
        }
    except CalamineError as error:
        raise book.package.unreadable("xlsx_damaged") from error
    for title, xml in parts.items():
        if any(mark in xml for mark in _ERROR_MARKS):
            _put_errors(sheets[title], xml, book)
    return sheets


def _put_errors(rows: Rows, xml: bytes, book: Book) -> None:
    """Calamine shows an error cell as blank; a `#REF!` must not go in as if nothing had been there."""
    try:
        scanned = scan_sheet(xml)
    except UnusualXml as error:
        raise book.package.unreadable(error.code) from error
    for row in scanned.rows:
        if any(mark in xml[row.start : row.end] for mark in _ERROR_MARKS):
            for cell in cells_of(xml, scanned.dialect, row):
                value = stored_value(cell, scanned.dialect, book)
                if isinstance(value, CellError):
                    rows[row.number - 1][cell.column - 1] = value
