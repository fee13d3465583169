"""One sheet with what is wanted of its cells; printed as new bytes in which nothing else differs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import InitVar
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Value
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import Sheet
from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.cell_xml import Stored
from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.cell_xml import quick_cells
from sheetcrm.workbooks.xlsx.cell_xml import stored_value
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.prescan import is_usual
from sheetcrm.workbooks.xlsx.references import Area
from sheetcrm.workbooks.xlsx.references import column_letters
from sheetcrm.workbooks.xlsx.references import parse_area
from sheetcrm.workbooks.xlsx.sheet_xml import Row
from sheetcrm.workbooks.xlsx.sheet_xml import SheetXml
from sheetcrm.workbooks.xlsx.sheet_xml import scan_sheet

KEPT_ROWS = 50_000
"""Rows whose cells are remembered between looking at them and printing them."""

_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([^\"']+)")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s([^>]*?)/?>")


class Wanted(NamedTuple):
    """What a cell is to hold. `style` None keeps its look; `formula` is set only for a user's formula carried along."""

    value: Value
    style: int | None = None
    formula: str | None = None
    incidental: bool = False


class Place(NamedTuple):
    """A cell's row and column, from 1."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@dataclass
class SheetDraft:
    """A sheet as it is, and the cells wanted of it."""

    book: Book
    sheet: Sheet
    scanned: InitVar[SheetXml | None] = None
    """The sheet's content when it is not to be taken from the book."""

    def __post_init__(self, scanned: SheetXml | None) -> None:
        self.wanted: dict[int, dict[int, Wanted]] = {}
        self.veils: dict[int, bool] = {}
        """Row → whether it is to be hidden or shown; rows that already are stand not in here."""
        self.links: bytes | None = None
        """What stands after the cells with other links in it; None when its links stay."""
        self._kept: dict[int, tuple[frozenset[int], dict[int, Cell]]] = {}
        self._stored: dict[tuple[bytes, bytes], Stored] = {}
        self.pattern_rows: dict[int, int] = {}
        """New row → the row whose looks it takes."""
        try:
            self.xml = scanned or scan_sheet(self.book.package.xml(self.sheet.part))
            known = self.xml.referenced or self.sheet.part in self.book.regular
            self.usual = known or (self.xml.numbered and is_usual(self.xml.data))
        except UnusualXml as error:
            raise self.refusal("A1", error.code) from error
        numbers = [row.number for row in self.xml.rows]
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            raise self.refusal("A1", "xlsx_unusual_xml")
        self.rows: Mapping[int, Row] = {row.number: row for row in self.xml.rows}

    @property
    def head(self) -> bytes:
        """What stands before the cells."""
        return self.xml.data[: self.xml.body_start]

    @property
    def tail(self) -> bytes:
        """What stands after the cells."""
        return self.xml.data[self.xml.body_end :]

    def refusal(self, where: str, why: str) -> WouldLoseContent:
        """Make the error that says which cells cannot be changed without harm, why, and what to do."""
        return WouldLoseContent(
            file=self.book.package.file, sheet=self.sheet.title, where=where, why=f"@{why}", remedy=f"@{why}_remedy"
        )

    def want(self, row: int, column: int, wanted: Wanted) -> None:
        """Ask for a cell; a later wish replaces an earlier one."""
        self.wanted.setdefault(row, {})[column] = wanted

    def cells(self, number: int, columns: frozenset[int]) -> dict[int, Cell]:
        """Find the cells of a row in some columns, as they stand; the last rows asked for are remembered."""
        kept = self._kept.get(number)
        if kept is not None and kept[0] >= columns:
            return kept[1]
        row = self.rows.get(number)
        if row is None or not columns:
            return {}
        data, dialect = self.xml.data, self.xml.dialect
        if self.usual:
            cells = quick_cells(data, dialect.prefix, row, columns)
        else:
            cells = {cell.column: cell for cell in cells_of(data, dialect, row) if cell.column in columns}
        if len(columns) > 1 and len(self._kept) < KEPT_ROWS:
            self._kept[number] = (columns, cells)
        return cells

    def cell(self, number: int, column: int) -> Cell | None:
        """Find one cell as it stands."""
        return self.cells(number, frozenset((column,))).get(column)

    def stored(self, cell: Cell | None) -> Stored:
        """Give what a cell holds (None for no cell); worked out once for cells that are written alike."""
        if cell is None or not cell.inside:
            return None
        written = cell.kind, cell.inside
        if written not in self._stored:
            self._stored[written] = stored_value(cell, self.xml.dialect, self.book)
        return self._stored[written]

    def holds_anything(self, row: Row) -> bool:
        """Say quickly whether a row may hold values or formulas at all."""
        if row.close < 0:
            return False
        data, prefix = self.xml.data, self.xml.dialect.prefix.encode()
        return any(data.find(b"<" + prefix + name, row.content, row.close) >= 0 for name in (b"v", b"is", b"f"))

    def style_for(self, number: int, column: int) -> int | None:
        """Give the look a missing cell takes: its row's own, else the pattern row's cell, else its column's."""
        row = self.rows.get(number)
        if row is not None:
            opening = self.xml.data[row.start : row.content]
            if attribute(opening, b"customFormat") in (b"1", b"true"):
                return _number(attribute(opening, b"s"))
        pattern = self.pattern_rows.get(number)
        above = self.cell(pattern, column) if pattern is not None else None
        own = _number(above.style) if above is not None else None
        return own if own is not None else self.column_styles.get(column)

    @cached_property
    def column_styles(self) -> Mapping[int, int]:
        """The look of each column that has one."""
        styles: dict[int, int] = {}
        for attributes in _COLUMN.findall(self.head):
            style = _number(attribute(b" " + attributes, b"style"))
            first, last = (_number(attribute(b" " + attributes, name)) or 0 for name in (b"min", b"max"))
            if style and 0 < first <= last < first + 1000:
                styles |= dict.fromkeys(range(first, last + 1), style)
        return styles

    def is_under_merge(self, row: int, column: int) -> bool:
        """Say whether a cell is hidden under a merged area (its first cell is not)."""
        return any(area.holds(row, column) and area[:2] != (row, column) for area in self.merges)

    @cached_property
    def merges(self) -> tuple[Area, ...]:
        """The merged areas."""
        areas = (parse_area(text.decode()) for text in _MERGE.findall(self.tail))
        return tuple(area for area in areas if area is not None)


def _number(text: bytes | None) -> int | None:
    return int(text) if text and text.isdigit() else None
