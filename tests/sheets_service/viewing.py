"""A spreadsheet as ``spreadsheets.get`` and batch updates show it: only what the mask takes is made."""

from __future__ import annotations

from collections.abc import Sequence

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
        rows = _row_data(sheet, closed, CellView(book, sheet, inner(mask, "rowData", "values")))
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


def _row_data(sheet: Sheet, area: Area, view: CellView) -> list[Json]:
    rows: list[Json] = []
    for number in range(area.top, min(area.top + area.height, len(sheet.grid.rows))):
        cells = list(sheet.grid.row(number)[area.left : area.right])
        while cells and cells[-1] == EMPTY:
            cells.pop()
        values = [view.show(cell) for cell in cells]
        rows.append({"values": values} if values else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


class CellView:
    """Shows cells as CellData as far as a mask takes them; what thousands of cells have in common is made once."""

    def __init__(self, book: Book, sheet: Sheet, mask: Mask | None) -> None:
        self._book, self._sheet = book, sheet
        self._mask = mask or {"*": {}}
        self._shows_kept = not self._mask.keys() <= WORKED_OUT
        self._looks: dict[tuple[object, ...], Json] = {}

    def show(self, cell: Cell) -> Json:
        """One cell."""
        if cell is EMPTY:
            return {}
        look = self._look(cell)
        return look if cell.value is None else {**self._content(cell), **look}

    def _takes(self, name: str) -> bool:
        return name in self._mask or "*" in self._mask

    def _content(self, cell: Cell) -> Json:
        content: Json = {"userEnteredValue": value_to_json(cell.value)} if self._shows_kept else {}
        value = amount(self._book, self._sheet, cell)
        if value is not None and self._takes("effectiveValue"):
            content["effectiveValue"] = value_to_json(value)
        if self._takes("formattedValue"):
            shown = show(value, (cell.format or {}).get("numberFormat"), self._book.locale)
            content.update({"formattedValue": shown} if shown else {})
        taken: Json = select(self._mask, content)
        return taken

    def _look(self, cell: Cell) -> Json:
        """All but the content. Nothing of a spreadsheet changes while it is shown, so an object's identity will do."""
        is_blank = cell.value is None
        key = (id(cell.format), id(cell.validation), id(cell.more), cell.note, is_blank)
        if key not in self._looks:
            look = to_json(cell._replace(value=None)) if self._shows_kept else {}
            if self._takes("effectiveFormat") and not (is_blank and not cell.format):
                look["effectiveFormat"] = effective(self._book, cell)
            self._looks[key] = select(self._mask, look)
        return self._looks[key]


WORKED_OUT = {"effectiveValue", "formattedValue", "effectiveFormat"}
"""Fields of CellData that are worked out; the others are kept with the cell."""


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
