"""A worksheet's XML by its bytes: where its rows and cells stand, without building a tree.

A sheet of a hundred thousand rows is scanned in a quarter of a second, and what is not touched is copied as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sheetcrm.values import CellError
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.cell_text import decode_controls
from sheetcrm.workbooks.xlsx.cell_text import text_of_item
from sheetcrm.workbooks.xlsx.cell_text import unescape
from sheetcrm.workbooks.xlsx.references import column_letters
from sheetcrm.workbooks.xlsx.references import column_number

Stored = str | float | bool | CellError | date | None
"""What a cell's XML holds; a date is still the number it is kept as (except the rare `t="d"`)."""

ROW_END = re.compile(rb"</(?:[\w.-]+:)?row>")
_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")


class UnusualXml(Exception):
    """The sheet is written in a way that is not touched: the code of the sentence that says so."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Dialect(NamedTuple):
    """The patterns for one way of writing element names (`c` or `x:c`)."""

    prefix: str
    row: re.Pattern[bytes]
    regular_row: re.Pattern[bytes]
    row_end: re.Pattern[bytes]
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


class Span(NamedTuple):
    """Where a row begins and ends in a sheet's bytes."""

    start: int
    end: int


class Cell(NamedTuple):
    """One cell element and its position in the sheet's bytes."""

    column: int
    """From 1."""
    style: bytes | None
    """The number of its format, as written."""
    kind: bytes
    """What its value is: `s` shared text, `inlineStr`, `str` a formula's text, `b`, `e`, `d`, `n` number."""
    others: bytes
    """Its further attributes, as they stand."""
    inside: bytes | None
    start: int
    end: int


_cell = Cell._make
"""A third faster than calling the class."""


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


_QUICK_CELL = rb"(?: s=\"([0-9]+)\")?(?: t=\"([a-zA-Z]+)\")?([^>/]*(?:/(?!>)[^>/]*)*)(?:/>|>(.*?)</%bc\s*>)"


@lru_cache(maxsize=16)
def dialect_of(prefix: str) -> Dialect:
    """Compile the patterns for a namespace prefix (`""` or `"x:"`)."""
    p = re.escape(prefix).encode()
    return Dialect(
        prefix,
        re.compile(rb"\s*(<%brow(?=[\s/>])(?: r=\"([0-9]+)\")?([^>]*?)(/?)>)" % p),
        re.compile(rb"<%brow r=\"([0-9]+)\"[^>/]*>" % p),
        re.compile(rb"</%brow>" % p),
        re.compile(rb"<%bc(?=[\s/>])(?: r=\"([A-Z]+)[0-9]+\")?" % p + _QUICK_CELL % p, re.DOTALL),
        re.compile(rb"<%bv(?:\s[^>]*)?>(.*?)</%bv\s*>" % (p, p), re.DOTALL),
        re.compile(rb"<%bf(?=[\s/>])([^>]*?)(?:/>|>(.*?)</%bf\s*>)" % (p, p), re.DOTALL),
        re.compile(rb"<%bsheetData(?:\s[^>]*?)?(/?)>" % p),
        f"</{prefix}row>".encode(),
        f"</{prefix}sheetData".encode(),
    )


PLAIN = dialect_of("")
"""The way nearly all programs write: without prefixes."""


@lru_cache(maxsize=256)
def cells_pattern(prefix: str, columns: frozenset[int]) -> tuple[re.Pattern[bytes], dict[bytes, int]]:
    """Compile the pattern for the cells of some columns, in a sheet written the usual way; and give their numbers."""
    p = re.escape(prefix).encode()
    numbers = {column_letters(column).encode(): column for column in sorted(columns)}
    return re.compile(rb"<%bc r=\"(%b)[0-9]+\"" % (p, b"|".join(numbers)) + _QUICK_CELL % p, re.DOTALL), numbers


def dialect_in(data: bytes) -> Dialect:
    """Find out how a worksheet part writes its element names."""
    root = _ROOT.search(data, 0, 1 << 16)
    if root is None:
        raise UnusualXml("xlsx_unusual_xml")
    return dialect_of(root[1].decode() + ":" if root[1] else "")


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


@lru_cache(maxsize=64)
def _attribute_pattern(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:^|\s)" + re.escape(name) + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def attribute(attributes: bytes, name: bytes) -> bytes | None:
    """Give one attribute's raw value."""
    match = _attribute_pattern(name).search(attributes)
    if match is None:
        return None
    return match[1] if match[1] is not None else match[2]


def cells_of(data: bytes, dialect: Dialect, row: Row) -> Iterator[Cell]:
    """Give the cells of a row in the order they stand."""
    if row.close < 0:
        return
    column = 0
    for match in dialect.cell.finditer(data, row.content, row.close):
        letters, style, kind, others, inside = match.groups()
        if others:
            spelled, style, kind, others = _attributes(others, style, kind)
            letters = letters or spelled
        column = column_number(letters.decode()) if letters else column + 1
        yield Cell(column, style, kind or b"n", others, inside, *match.span())


def quick_cells(data: bytes, prefix: str, row: Row, columns: frozenset[int]) -> dict[int, Cell]:
    """Give the cells of a row in some columns, in a sheet written the usual way."""
    cells: dict[int, Cell] = {}
    if row.close < 0:
        return cells
    pattern, numbers = cells_pattern(prefix, columns)
    for match in pattern.finditer(data, row.content, row.close):
        letters, style, kind, others, inside = match.groups()
        if others:
            _, style, kind, others = _attributes(others, style, kind)
        column = numbers[letters]
        cells[column] = _cell((column, style, kind or b"n", others, inside, *match.span()))
    return cells


_OWN_ATTRIBUTES = re.compile(rb"""\s+(r|s|t)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def _attributes(
    others: bytes, style: bytes | None, kind: bytes | None
) -> tuple[bytes | None, bytes | None, bytes | None, bytes]:
    """Take reference letters, style and kind out of attributes that stand in another order or spelling."""
    if others.count(b'"') % 2 or others.count(b"'") % 2:
        raise UnusualXml("xlsx_unusual_xml")  # a `>` inside an attribute: legal, and never seen
    found = {name: double or single for name, double, single in _OWN_ATTRIBUTES.findall(others)}
    letters = found.get(b"r", b"").strip(b"$0123456789 ") or None
    style, kind = found.get(b"s", style), found.get(b"t", kind)
    return letters, style if style and style.isdigit() else None, kind, _OWN_ATTRIBUTES.sub(b"", others).rstrip()


def stored_value(cell: Cell, dialect: Dialect, book: Book) -> Stored:
    """Give what a cell holds."""
    inside, kind = cell.inside, cell.kind
    if not inside:
        return None
    if kind == b"inlineStr":
        return text_of_item(inside) or None
    value = dialect.value.search(inside)
    if value is None or not value[1]:
        return None
    if kind == b"s":
        return book.shared_text(value[1]) or None
    if kind == b"str":
        return decode_controls(unescape(value[1]))
    return _plain(kind, value[1].decode("utf-8", "replace"))


def _plain(kind: bytes, text: str) -> Stored:
    if kind == b"b":
        return text.strip() not in ("0", "false", "")
    if kind == b"e":
        return CellError(text)
    try:
        return _moment(text.strip().removesuffix("Z")) if kind == b"d" else float(text)
    except ValueError:
        return text


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
