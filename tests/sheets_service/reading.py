"""Values as they are read: trimmed of trailing blanks, formatted or bare, dates as numbers or as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sheets_service import a1
from sheets_service.area import Area
from sheets_service.book import Book
from sheets_service.cell import Cell
from sheets_service.cell import CellError
from sheets_service.cell import Formula
from sheets_service.discovery import Json
from sheets_service.number_format import is_date
from sheets_service.number_format import show
from sheets_service.proto import plain_number
from sheets_service.reckoning import amount
from sheets_service.sheet import COLUMNS
from sheets_service.sheet import Sheet


@dataclass(frozen=True)
class Rendering:
    """How values are to be read."""

    values: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    dimension: str = "ROWS"

    @classmethod
    def of(cls, query: Mapping[str, Any], prefix: str = "") -> Rendering:
        """From a request's parameters; those for responses have longer names."""
        names = ("valueRenderOption", "dateTimeRenderOption")
        first, second = (prefix + name[:1].upper() + name[1:] if prefix else name for name in names)
        return cls(
            query.get(first, cls.values), query.get(second, cls.dates), known_dimension(query.get("majorDimension"))
        )


def known_dimension(name: str | None) -> str:
    """Rows, when nothing else is said."""
    return COLUMNS if name == COLUMNS else "ROWS"


def render(book: Book, sheet: Sheet, cell: Cell, how: Rendering) -> Any:
    """One value as it travels."""
    if cell.value is None:
        return ""
    if how.values == "FORMULA" and isinstance(cell.value, Formula):
        return cell.value.text
    value = amount(book, sheet, cell)
    number_format = (cell.format or {}).get("numberFormat")
    if how.values == "FORMATTED_VALUE" or isinstance(value, CellError):
        return show(value, number_format, book.locale)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else value
    if is_date(number_format) and how.dates == "FORMATTED_STRING":
        return show(value, number_format, book.locale)
    return plain_number(value)


def read_area(book: Book, area: Area, how: Rendering) -> Json:
    """A ValueRange; an empty one has no values."""
    sheet = book.sheet(area.sheet_id)
    closed = sheet.closed(area)
    rows = [[render(book, sheet, cell, how) for cell in row] for row in sheet.grid.block(_written(sheet, closed))]
    if how.dimension == COLUMNS:
        width = max(map(len, rows), default=0)
        rows = [[row[column] for row in rows] for column in range(width)]
    values = trimmed(rows)
    result: Json = {"range": a1.area_text(closed, sheet.title), "majorDimension": how.dimension}
    return {**result, "values": values} if values else result


def _written(sheet: Sheet, area: Area) -> Area:
    """The part of an area in which anything was ever written."""
    width = max((len(row) for row in sheet.grid.rows[area.top : area.bottom]), default=0)
    return area.clamped(max(len(sheet.grid.rows), area.top), max(width, area.left))


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without blanks at the end of each row and empty rows at the end."""
    cut = []
    for row in rows:
        end = len(row)
        while end and row[end - 1] == "":
            end -= 1
        cut.append(row[:end])
    while cut and not cut[-1]:
        cut.pop()
    return cut
