"""Which cells of a table hold a formula."""

from __future__ import annotations

import re

from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.references import parse_area
from sheetcrm.workbooks.xlsx.sheet_xml import find_body
from sheetcrm.workbooks.xlsx.tables import TablePlace

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")


def typed_formulas(book: Book, place: TablePlace) -> frozenset[tuple[int, str]]:
    """Give sheet row and column key of each formula in a table's data."""
    data = book.package.xml(place.sheet.part)
    dialect, start, end = find_body(data)
    opening = f"<{dialect.prefix}c".encode()
    keys = {number: key for key, number in place.columns.items()}
    found: set[tuple[int, str]] = set()
    for match in _FORMULA.finditer(data, start, max(end, start)):
        cell = max(data.rfind(opening + sign, start, match.start()) for sign in (b" ", b"\n", b"\t", b"\r"))
        reference = attribute(data[cell + len(opening) : match.start()], b"r") if cell >= 0 else None
        area = parse_area(reference.decode()) if reference else None
        if area is not None and area.first_column in keys and area.first_row >= FIRST_DATA_ROW:
            found.add((area.first_row, keys[area.first_column]))
    return frozenset(found)
