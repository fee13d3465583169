"""The cells of a row by their bytes, and what each holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from datetime import datetime
from typing import NamedTuple

from sheetcrm.values import CellError
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.cell_text import decode_controls
from sheetcrm.workbooks.xlsx.cell_text import text_of_item
from sheetcrm.workbooks.xlsx.cell_text import unescape
from sheetcrm.workbooks.xlsx.dialect import Dialect
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.dialect import cells_pattern
from sheetcrm.workbooks.xlsx.references import column_number
from sheetcrm.workbooks.xlsx.sheet_xml import Row

Stored = str | float | bool | CellError | date | None
"""What a cell's XML holds; a date is still the number it is kept as (except the rare `t="d"`)."""


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
