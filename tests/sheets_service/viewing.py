"""A spreadsheet as ``spreadsheets.get`` and batch updates show it: only what the mask takes is made."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

from sheets_service.area import Area
from sheets_service.book import Book
from sheets_service.cell import EMPTY
from sheets_service.cell import Cell
from sheets_service.cell import to_json
from sheets_service.cell import value_to_json
from sheets_service.cell_format import effective
from sheets_service.discovery import Json
from sheets_service.masks import Mask
from sheets_service.masks import inner
from sheets_service.masks import select
from sheets_service.masks import wants
from sheets_service.number_format import show
from sheets_service.reckoning import amount
from sheets_service.sheet import COLUMNS
from sheets_service.sheet import HANGING
from sheets_service.sheet import ROWS
from sheets_service.sheet import Sheet

URL = "https://docs.google.com/spreadsheets/d/{}/edit"


def view(book: Book, mask: Mask | None, areas: Sequence[Area] = (), *, grid_data: bool = False) -> Json:
    """A Spreadsheet. A mask decides over grid data; without one the flag does. Ranges leave other sheets out."""
    with_data = wants(mask, "sheets", "data") if mask else grid_data
    chosen = {area.sheet_id for area in areas}
    sheets = [
        _view_sheet(
            book, index, sheet, mask, [area for area in areas if area.sheet_id == sheet.id], with_data=with_data
        )
        for index, sheet in enumerate(book.sheets)
        if not areas or sheet.id in chosen
    ]
    whole: Json = {"spreadsheetId": book.id, "properties": book.properties, "sheets": sheets}
    if book.named_ranges:
        whole["namedRanges"] = book.named_ranges
    own = [one for one in book.metadata if one["location"].get("locationType") == "SPREADSHEET"]
    if own:
        whole["developerMetadata"] = own
    whole["spreadsheetUrl"] = URL.format(book.id)
    result = select(_data_taken(mask), whole)
    assert isinstance(result, dict)
    return result


def _data_taken(mask: Mask | None) -> Mask | None:
    """The mask without what is inside grid data: that was chosen when the data was made."""
    inside = inner(mask, "sheets")
    if not mask or not inside or "data" not in inside:
        return mask
    return {**mask, "sheets": {**inside, "data": {}}}


def properties_of(book: Book, sheet: Sheet) -> Json:
    """A SheetProperties with the index that the sheet has now."""
    properties = {"sheetId": sheet.id, "title": sheet.title, "index": book.sheets.index(sheet)}
    return {**properties, **{name: value for name, value in sheet.properties.items() if name not in properties}}


def _view_sheet(book: Book, index: int, sheet: Sheet, mask: Mask | None, areas: list[Area], *, with_data: bool) -> Json:
    result: Json = {"properties": properties_of(book, sheet)}
    if with_data:
        data_mask = inner(mask, "sheets", "data")
        result["data"] = [_view_area(book, sheet, area, data_mask) for area in areas or [Area(sheet.id)]]
    for name in HANGING:
        if sheet.hanging.get(name):
            result[name] = sheet.hanging[name]
    if sheet.basic_filter is not None:
        result["basicFilter"] = sheet.basic_filter
    own = [one for one in book.metadata if one["location"].get("sheetId") == sheet.id]
    if own:
        result["developerMetadata"] = own
    return result


def _view_area(book: Book, sheet: Sheet, area: Area, mask: Mask | None) -> Json:
    closed = sheet.closed(area)
    result: Json = {}
    if closed.top:
        result["startRow"] = closed.top
    if closed.left:
        result["startColumn"] = closed.left
    if wants(mask, "rowData"):
        rows = _row_data(book, sheet, closed, inner(mask, "rowData", "values"))
        if rows:
            result["rowData"] = rows
    if wants(mask, "rowMetadata"):
        sizes = [_view_size(book, sheet, ROWS, at) for at in closed.rows()]
        result["rowMetadata"] = select(inner(mask, "rowMetadata"), sizes)
    if wants(mask, "columnMetadata"):
        sizes = [_view_size(book, sheet, COLUMNS, at) for at in closed.columns()]
        result["columnMetadata"] = select(inner(mask, "columnMetadata"), sizes)
    if mask and "*" not in mask:
        result = {name: part for name, part in result.items() if name in mask}
    return result


def _row_data(book: Book, sheet: Sheet, area: Area, mask: Mask | None) -> list[Json]:
    rows: list[Json] = []
    for number in range(area.top, min(area.top + area.height, len(sheet.grid.rows))):
        cells = list(sheet.grid.row(number)[area.left : area.right])
        while cells and cells[-1] == EMPTY:
            cells.pop()
        values = [view_cell(book, sheet, cell, mask) for cell in cells]
        rows.append({"values": values} if values else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _shown(book: Book, sheet: Sheet, cell: Cell) -> str | None:
    return show(amount(book, sheet, cell), (cell.format or {}).get("numberFormat"), book.locale) or None


def _effective_value(book: Book, sheet: Sheet, cell: Cell) -> Json | None:
    value = amount(book, sheet, cell)
    return None if value is None else value_to_json(value)


# Fields of CellData that are worked out; the others are kept with the cell.
WORKED_OUT: dict[str, Callable[[Book, Sheet, Cell], Any]] = {
    "effectiveValue": _effective_value,
    "formattedValue": _shown,
    "effectiveFormat": lambda book, _, cell: effective(book, cell) if cell.value is not None or cell.format else None,
}


def view_cell(book: Book, sheet: Sheet, cell: Cell, mask: Mask | None) -> Json:
    """A CellData, as far as the mask takes it."""
    if cell == EMPTY:
        return {}
    chosen = mask or {"*": {}}
    result = to_json(cell) if not WORKED_OUT.keys() >= chosen.keys() else {}
    for name, work_out in WORKED_OUT.items():
        if name in chosen or "*" in chosen:
            value = work_out(book, sheet, cell)
            if value is not None:
                result[name] = value
    taken: Json = select(chosen, result)
    return taken


def _view_size(book: Book, sheet: Sheet, dimension: str, at: int) -> Json:
    result = dict(sheet.size(dimension, at))
    own = [one for one in book.metadata if _is_at(one["location"], sheet.id, dimension, at)]
    if own:
        result["developerMetadata"] = own
    return result


def _is_at(location: Json, sheet_id: int, dimension: str, at: int) -> bool:
    span = location.get("dimensionRange")
    return (
        span is not None
        and span.get("sheetId", 0) == sheet_id
        and span["dimension"] == dimension
        and span.get("startIndex", 0) == at
    )
