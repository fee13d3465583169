"""Which sheets hold which tables and reports: found by the markers in their hidden first row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sheetcrm.errors import LayoutBroken
from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import Sheet
from sheetcrm.workbooks.xlsx.references import column_letters
from sheetcrm.workbooks.xlsx.sheet_xml import ROW_END
from sheetcrm.workbooks.xlsx.sheet_xml import UnusualXml
from sheetcrm.workbooks.xlsx.sheet_xml import cells_of
from sheetcrm.workbooks.xlsx.sheet_xml import first_row
from sheetcrm.workbooks.xlsx.sheet_xml import stored_value

Place = TypeVar("Place", "TablePlace", "ReportPlace")

REPORT = "report"
_MARKER = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


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
        for place in _places_on(book, sheet):
            if isinstance(place, TablePlace):
                _keep(tables, place.table, place, book)
            else:
                _keep(reports, place.report, place, book)
    return Places(tables, reports)


def _keep(found: dict[str, Place], key: str, place: Place, book: Book) -> None:
    if key in found:
        titles = (found[key].sheet.title, place.sheet.title)
        raise LayoutBroken(
            file=book.package.file, what="@xlsx_same_marker", remedy="@xlsx_same_marker_remedy",
            table=key, first=titles[0], second=titles[1],
        )  # fmt: skip
    found[key] = place


def _places_on(book: Book, sheet: Sheet) -> list[TablePlace | ReportPlace]:
    texts = _key_row(book, sheet)
    marked = {column: match for column, text in texts.items() if (match := _MARKER.fullmatch(text))}
    if not marked:
        book.package.inflate(sheet.part)  # a damaged sheet must not pass for one of the user's own
        return []
    reports = [ReportPlace(match[2], sheet, column - 1) for column, match in marked.items() if match[1] == REPORT]
    names = {match[1] for match in marked.values()} - {REPORT}
    if not names:
        return [*reports]
    if len(names) > 1:
        raise LayoutBroken(
            file=book.package.file, what="@xlsx_two_tables_on_sheet", remedy="@xlsx_two_tables_on_sheet_remedy",
            sheet=sheet.title, tables=", ".join(sorted(names)),
        )  # fmt: skip
    columns: dict[str, int] = {}
    for column, text in texts.items():
        key = marked[column][2] if column in marked else text
        if not _KEY.fullmatch(key) or (column in marked and marked[column][1] == REPORT):
            continue
        if key in columns:
            raise LayoutBroken(
                file=book.package.file, what="@xlsx_same_key", remedy="@xlsx_same_key_remedy", sheet=sheet.title,
                key=key, first=column_letters(columns[key]), second=column_letters(column),
            )  # fmt: skip
        columns[key] = column
    return [*reports, TablePlace(names.pop(), sheet, columns)]


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
