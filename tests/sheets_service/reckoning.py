"""What a cell's content amounts to: formulas worked out over the spreadsheet they stand in."""

from __future__ import annotations

from typing import Any

from sheets_service import a1
from sheets_service.area import Area
from sheets_service.book import Book
from sheets_service.cell import Cell
from sheets_service.cell import CellError
from sheets_service.cell import Formula
from sheets_service.cell import Scalar
from sheets_service.formula import evaluate
from sheets_service.functions import Stop
from sheets_service.sheet import Sheet


def amount(book: Book, sheet: Sheet, cell: Cell, under_way: frozenset[int] = frozenset()) -> Scalar:
    """The effective value; a formula that needs itself is a reference error."""
    if not isinstance(cell.value, Formula):
        return cell.value
    if id(cell) in under_way:
        return CellError("REF", "Circular dependency detected.")
    inside = under_way | {id(cell)}

    def look_up(text: str) -> Any:
        area = _area(book, sheet, text)
        there = book.sheet(area.sheet_id)
        return [[amount(book, there, one, inside) for one in row] for row in there.grid.block(there.closed(area))]

    try:
        return evaluate(cell.value.text, look_up)
    except RecursionError:
        return CellError("REF", "Circular dependency detected.")


def _area(book: Book, sheet: Sheet, text: str) -> Area:
    try:
        inside = a1.parse_cells(text, sheet.id)
        return inside or a1.parse(text, book)
    except a1.UnreadableRange:
        raise Stop("REF" if "!" in text else "NAME", f"Unknown range name: '{text}'.") from None
