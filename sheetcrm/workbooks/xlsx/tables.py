"""Which sheets hold which tables and reports: found by the markers in their hidden first row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.key_rows import read_key_row
from sheetcrm.workbooks.key_rows import same_marker
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import Sheet
from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.cell_xml import stored_value
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.sheet_xml import ROW_END
from sheetcrm.workbooks.xlsx.sheet_xml import first_row

Place = TypeVar("Place", "TablePlace", "ReportPlace")


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table stands: its sheet and the column number of each key."""

    table: str
    sheet: Sheet
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where a report stands; a user may have inserted columns before it."""

    report: str
    sheet: Sheet
    shift: int


@dataclass(frozen=True, slots=True)
class Places:
    """All tables and reports of a workbook."""

    tables: Mapping[str, TablePlace]
    reports: Mapping[str, ReportPlace]


def find_places(book: Book) -> Places:
    """Look at the first row of every sheet.

    Raises: LayoutBroken, NotAWorkbook, Unsafe.
    """
    tables: dict[str, TablePlace] = {}
    reports: dict[str, ReportPlace] = {}
    for sheet in book.sheets:
        keys = read_key_row(_key_row(book, sheet), sheet.title, str(book.package.file))
        for report, shift in keys.reports.items():
            _keep(reports, report, ReportPlace(report, sheet, shift), book)
        if keys.table is not None:
            _keep(tables, keys.table, TablePlace(keys.table, sheet, keys.columns), book)
        elif not keys.reports:
            book.package.inflate(sheet.part)  # a damaged sheet must not pass for one of the user's own
    return Places(tables, reports)


def _keep(found: dict[str, Place], key: str, place: Place, book: Book) -> None:
    if key in found:
        raise same_marker(key, found[key].sheet.title, place.sheet.title, str(book.package.file))
    found[key] = place


def _key_row(book: Book, sheet: Sheet) -> dict[int, str]:
    """The texts of row 1, by column. A sheet written too oddly to look at holds none of ours."""
    beginning = book.package.beginning(sheet.part, ROW_END)
    try:
        row, dialect = first_row(beginning)
        if row is None or row.number != KEY_ROW:
            return {}
        held = {cell.column: stored_value(cell, dialect, book) for cell in cells_of(beginning, dialect, row)}
    except UnusualXml:
        return {}
    return {column: text.strip() for column, text in held.items() if isinstance(text, str) and text.strip()}
