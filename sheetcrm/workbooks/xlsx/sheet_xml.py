"""A worksheet's XML by its bytes: where its rows and cells stand, without building a tree.

A sheet of a hundred thousand rows is scanned in a quarter of a second, and what is not touched is copied as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sheetcrm.workbooks.xlsx.dialect import Dialect
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.dialect import dialect_in

ROW_END = re.compile(rb"</(?:[\w.-]+:)?row>")


class Row(NamedTuple):
    """One row element by its positions in the sheet's bytes; `close` is -1 when it has no content."""

    number: int
    start: int
    content: int
    close: int
    end: int


class Span(NamedTuple):
    """Where a row begins and ends in a sheet's bytes."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SheetXml:
    """A scanned worksheet."""

    data: bytes
    dialect: Dialect
    body_start: int
    """After the opening `sheetData` tag (or where that element stands when it is empty)."""
    body_end: int
    """Before the closing tag."""
    rows: list[Row]
    empty: bool
    """`<sheetData/>`: it has no closing tag."""
    numbered: bool
    """Every row says its number."""
    referenced: bool = False
    """Every cell is known to begin with its reference."""


def scan_sheet(data: bytes) -> SheetXml:
    """Find all rows of a worksheet. Raises: UnusualXml."""
    dialect, start, end = find_body(data)
    if end < 0:
        match = dialect.body.search(data)
        at = match.span() if match else (start, start)
        return SheetXml(data, dialect, *at, [], empty=True, numbered=True)
    if holds_markup(data, start, end):
        raise UnusualXml("xlsx_comment_in_cells")
    if rows := _regular_rows(data, dialect, start, end):
        return SheetXml(data, dialect, start, end, rows, empty=False, numbered=True)
    rows = list(_rows(data, dialect, start, end))
    opening = f"<{dialect.prefix}row".encode()
    numbered = data.count(opening + b' r="', start, end) == len(rows)
    return SheetXml(data, dialect, start, end, rows, empty=False, numbered=numbered)


def holds_markup(data: bytes, start: int, end: int) -> bool:
    """Say whether comments or the like may stand among the cells (one byte is found thirty times as fast as two)."""
    return any(data.find(sign, start, end) >= 0 and data.find(b"<" + sign, start, end) >= 0 for sign in (b"!", b"?"))


def find_body(data: bytes) -> tuple[Dialect, int, int]:
    """Find where a worksheet's rows begin and end (-1 for `<sheetData/>`). Raises: UnusualXml."""
    dialect = dialect_in(data)
    body = dialect.body.search(data)
    if body is None:
        raise UnusualXml("xlsx_unusual_xml")
    if body[1]:
        return dialect, body.start(), -1
    end = data.rfind(dialect.body_close, body.end())  # little stands after the rows: found at once
    if end < 0:
        raise UnusualXml("xlsx_unusual_xml")
    return dialect, body.end(), end


def rows_at(data: bytes, places: Mapping[int, Span]) -> SheetXml:
    """Look at some rows of a regularly written worksheet where they are known to stand. Raises: UnusualXml."""
    dialect, body_start, body_end = find_body(data)
    rows: list[Row] = []
    for number, (start, end) in places.items():
        opening, close = dialect.regular_row.match(data, start, end), end - len(dialect.row_close)
        if opening is None or int(opening[1]) != number or data[close:end] != dialect.row_close:
            raise UnusualXml("xlsx_unusual_xml")
        rows.append(Row(number, start, opening.end(), close, end))
    return SheetXml(data, dialect, body_start, body_end, rows, empty=False, numbered=True, referenced=True)


def first_row(data: bytes) -> tuple[Row | None, Dialect]:
    """Find the first row in the beginning of a worksheet."""
    dialect = dialect_in(data)
    body = dialect.body.search(data)
    if body is None or body[1] or (match := dialect.row.match(data, body.end())) is None:
        return None, dialect
    return _row(data, dialect, match, 0), dialect


def _regular_rows(data: bytes, dialect: Dialect, start: int, end: int) -> list[Row] | None:
    """Find rows that say their numbers, have content and stand end to end, all at once; None for other sheets."""
    openings = [(match[1], *match.span()) for match in dialect.regular_row.finditer(data, start, end)]
    if not openings:
        return None
    numbers, starts, contents = zip(*openings, strict=True)
    closes = [match.start() for match in dialect.row_end.finditer(data, start, end)]
    ends = [close + len(dialect.row_close) for close in closes]
    if len(closes) != len(openings) or starts[0] != start or ends[-1] != end or starts[1:] != tuple(ends[:-1]):
        return None
    return list(map(Row._make, zip(map(int, numbers), starts, contents, closes, ends, strict=True)))


def _rows(data: bytes, dialect: Dialect, at: int, end: int) -> Iterator[Row]:
    pattern, number = dialect.row, 0
    while match := pattern.match(data, at, end):
        row = _row(data, dialect, match, number)
        number, at = row.number, row.end
        yield row
    if data[at:end].strip():
        raise UnusualXml("xlsx_unusual_xml")


def _row(data: bytes, dialect: Dialect, match: re.Match[bytes], previous: int) -> Row:
    written = match[2] or attribute(match[3], b"r")
    number = int(written) if written and written.isdigit() else previous + 1
    start, content = match.span(1)
    if match[4]:
        return Row(number, start, content, -1, content)
    close = data.find(dialect.row_close, content)
    if close < 0:
        raise UnusualXml("xlsx_unusual_xml")
    return Row(number, start, content, close, close + len(dialect.row_close))
