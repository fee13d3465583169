"""Which cells of a table hold a formula, and which formulas nobody has calculated yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping

from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.references import parse_area
from sheetcrm.workbooks.xlsx.sheet_xml import find_body
from sheetcrm.workbooks.xlsx.tables import TablePlace

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_RESULT = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>[^<]")


def typed_formulas(book: Book, place: TablePlace) -> frozenset[tuple[int, str]]:
    """Give sheet row and column key of each formula in a table's data."""
    found = _formulas(book.package.xml(place.sheet.part), place.columns)
    return frozenset((row, key) for row, key, _ in found if row >= FIRST_DATA_ROW)


def uncalculated(data: bytes, columns: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Give row and column key of formulas without a result, as programs leave them that do not calculate.

    What such a cell will show is not known: it is not blank. A formula whose result is an empty text says so.
    """
    return ((row, key) for row, key, calculated in _formulas(data, columns) if not calculated)


def _formulas(data: bytes, columns: Mapping[str, int]) -> Iterator[tuple[int, str, bool]]:
    if b"f" not in data or _FORMULA.search(data) is None:
        return
    dialect, start, end = find_body(data)
    opening, closing = f"<{dialect.prefix}c".encode(), f"</{dialect.prefix}c>".encode()
    keys = {number: key for key, number in columns.items()}
    for match in _FORMULA.finditer(data, start, max(end, start)):
        cell = max(data.rfind(opening + sign, start, match.start()) for sign in (b" ", b"\n", b"\t", b"\r"))
        head = data[cell + len(opening) : match.start()]
        reference = attribute(head, b"r") if cell >= 0 else None
        area = parse_area(reference.decode()) if reference else None
        if area is not None and area.first_column in keys:
            result = _RESULT.search(data, match.start(), data.find(closing, match.start()))
            yield area.first_row, keys[area.first_column], bool(result) or attribute(head, b"t") == b"str"
