"""A worksheet's XML by its bytes: where its rows and cells stand, without building a tree.

A sheet of a hundred thousand rows is scanned in a quarter of a second, and what is not touched is copied as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sheetcrm.values import CellError
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.cell_text import decode_controls
from sheetcrm.workbooks.xlsx.cell_text import text_of_item
from sheetcrm.workbooks.xlsx.cell_text import unescape
from sheetcrm.workbooks.xlsx.references import column_number

Stored = str | float | bool | CellError | datetime | None
"""What a cell's XML holds; a date is still the number it is kept as (except the rare `t="d"`)."""

ROW_END = re.compile(rb"</(?:[\w.-]+:)?row>")
_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")
_MARKUP = re.compile(rb"<[!?]")


class UnusualXml(Exception):
    """The sheet is written in a way that is not touched: the code of the sentence that says so."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Dialect(NamedTuple):
    """The patterns for one way of writing element names (`c` or `x:c`)."""

    prefix: str
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    body: re.Pattern[bytes]
    row_close: bytes
    body_close: bytes


class Row(NamedTuple):
    """One row element by its positions in the sheet's bytes; `close` is -1 when it has no content."""

    number: int
    start: int
    content: int
    close: int
    end: int


class Cell(NamedTuple):
    """One cell element: its column from 1, attributes, inside (None when it has none) and positions."""

    column: int
    attributes: bytes
    inside: bytes | None
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


@lru_cache(maxsize=16)
def dialect_of(prefix: str) -> Dialect:
    """Compile the patterns for a namespace prefix (`""` or `"x:"`)."""
    p = re.escape(prefix).encode()
    return Dialect(
        prefix,
        re.compile(rb"\s*<" + p + rb"row(?=[\s/>])([^>]*?)(/?)>"),
        re.compile(rb"<" + p + rb"c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</" + p + rb"c\s*>)", re.DOTALL),
        re.compile(rb"<" + p + rb"v(?:\s[^>]*)?>(.*?)</" + p + rb"v\s*>", re.DOTALL),
        re.compile(rb"<" + p + rb"f(?=[\s/>])([^>]*?)(?:/>|>(.*?)</" + p + rb"f\s*>)", re.DOTALL),
        re.compile(rb"<" + p + rb"sheetData(?:\s[^>]*?)?(/?)>"),
        b"</" + prefix.encode() + b"row>",
        b"</" + prefix.encode() + b"sheetData",
    )


def dialect_in(data: bytes) -> Dialect:
    """Find out how a worksheet part writes its element names."""
    root = _ROOT.search(data, 0, 1 << 16)
    if root is None:
        raise UnusualXml("xlsx_unusual_xml")
    return dialect_of(root[1].decode() + ":" if root[1] else "")


def scan_sheet(data: bytes) -> SheetXml:
    """Find all rows of a worksheet. Raises: UnusualXml."""
    dialect = dialect_in(data)
    body = dialect.body.search(data)
    if body is None:
        raise UnusualXml("xlsx_unusual_xml")
    if body[1]:
        return SheetXml(data, dialect, body.start(), body.end(), [], empty=True)
    end = data.find(dialect.body_close, body.end())
    if end < 0:
        raise UnusualXml("xlsx_unusual_xml")
    if _MARKUP.search(data, body.end(), end):
        raise UnusualXml("xlsx_comment_in_cells")
    return SheetXml(data, dialect, body.end(), end, list(_rows(data, dialect, body.end(), end)), empty=False)


def first_row(data: bytes) -> tuple[Row | None, Dialect]:
    """Find the first row in the beginning of a worksheet."""
    dialect = dialect_in(data)
    body = dialect.body.search(data)
    if body is None or body[1] or (match := dialect.row.match(data, body.end())) is None:
        return None, dialect
    return _row(data, dialect, match, 0), dialect


def _rows(data: bytes, dialect: Dialect, at: int, end: int) -> Iterator[Row]:
    pattern, number = dialect.row, 0
    while match := pattern.match(data, at, end):
        row = _row(data, dialect, match, number)
        number, at = row.number, row.end
        yield row
    if data[at:end].strip():
        raise UnusualXml("xlsx_unusual_xml")


def _row(data: bytes, dialect: Dialect, match: re.Match[bytes], previous: int) -> Row:
    written = attribute(match[1], b"r")
    number = int(written) if written and written.isdigit() else previous + 1
    start = data.index(b"<", match.start())
    if match[2]:
        return Row(number, start, match.end(), -1, match.end())
    close = data.find(dialect.row_close, match.end())
    if close < 0:
        raise UnusualXml("xlsx_unusual_xml")
    return Row(number, start, match.end(), close, close + len(dialect.row_close))


@lru_cache(maxsize=64)
def _attribute_pattern(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:^|\s)" + re.escape(name) + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def attribute(attributes: bytes, name: bytes) -> bytes | None:
    """Give one attribute's raw value."""
    match = _attribute_pattern(name).search(attributes)
    if match is None:
        return None
    return match[1] if match[1] is not None else match[2]


_FAST_REFERENCE = re.compile(rb' r="([A-Z]{1,3})[0-9]+"')


def cells_of(data: bytes, dialect: Dialect, row: Row) -> Iterator[Cell]:
    """Give the cells of a row in the order they stand."""
    if row.close < 0:
        return
    column = 0
    for match in dialect.cell.finditer(data, row.content, row.close):
        reference = _FAST_REFERENCE.match(match[1])
        if reference is not None:
            column = column_number(reference[1].decode())
        else:
            written = attribute(match[1], b"r")
            column = column_number(written.decode().strip("$0123456789")) if written else column + 1
        yield Cell(column, match[1], match[2], match.start(), match.end())


_KIND = re.compile(rb"\st\s*=\s*[\"'](\w+)")


def stored_value(cell: Cell, dialect: Dialect, book: Book) -> Stored:
    """Give what a cell holds."""
    inside = cell.inside
    if not inside:
        return None
    found = _KIND.search(cell.attributes)
    kind = found[1] if found else b"n"
    if kind == b"inlineStr":
        return text_of_item(inside) or None
    value = dialect.value.search(inside)
    if value is None or not value[1]:
        return None
    if kind == b"s":
        return book.shared_text(int(value[1])) or None
    if kind == b"str":
        return decode_controls(unescape(value[1]))
    return _plain(kind, value[1].decode("utf-8", "replace"))


def _plain(kind: bytes, text: str) -> Stored:
    if kind == b"b":
        return text.strip() not in ("0", "false", "")
    if kind == b"e":
        return CellError(text)
    try:
        return datetime.fromisoformat(text.strip().removesuffix("Z")) if kind == b"d" else float(text)
    except ValueError:
        return text
