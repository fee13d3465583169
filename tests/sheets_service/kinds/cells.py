"""Cells written by their parts: updateCells, appendCells, repeatCell, borders, validation."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from sheets_service.area import Area
from sheets_service.cell import Cell
from sheets_service.cell import Formula
from sheets_service.cell import from_json
from sheets_service.cell import to_json
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import clean
from sheets_service.kinds.request import fields
from sheets_service.kinds.request import required
from sheets_service.masks import Mask
from sheets_service.masks import overlay
from sheets_service.references import moved
from sheets_service.sheet import Sheet
from sheets_service.writing import CELL_LENGTH


def changed(edit: Edit, cell: Cell, data: Mapping[str, Any], mask: Mask) -> Cell:
    """The cell with the masked parts taken from a tidy CellData."""
    result = from_json(overlay(to_json(cell), data, mask))
    if isinstance(result.value, Formula):
        edit.book.has_formulas = True
    elif isinstance(result.value, str) and len(result.value) > CELL_LENGTH:
        raise edit.refuse(f"Your input contains more than the maximum of {CELL_LENGTH} characters in a single cell.")
    return result


def _write(edit: Edit, sheet: Sheet, area: Area, rows: Sequence[Mapping[str, Any]], mask: Mask) -> None:
    """Writes rows into a closed area and clears the masked parts of what they leave out of it."""
    edit.touch(area)
    for down, row in enumerate(area.rows()):
        data = rows[down].get("values", []) if down < len(rows) else []
        parts = [clean("CellData", data[across]) if across < len(data) else {} for across in range(area.width)]
        cells = [sheet.grid.cell(row, column) for column in area.columns()]
        sheet.grid.put(
            row, area.left, [changed(edit, cell, part, mask) for cell, part in zip(cells, parts, strict=True)]
        )


def _check_fits(edit: Edit, area: Area, rows: Sequence[Mapping[str, Any]]) -> None:
    last_row, last_column = area.top + area.height - 1, area.left + area.width - 1
    if len(rows) > area.height:
        raise edit.refuse(f"Attempting to write row: {last_row + 1}, beyond the last requested row of: {last_row}")
    if any(len(row.get("values", [])) > area.width for row in rows):
        message = f"Attempting to write column: {last_column + 1}, beyond the last requested column of: {last_column}"
        raise edit.refuse(message)


def update_cells(edit: Edit, body: Json) -> None:
    """In a range, or from a start as far as the rows go."""
    mask = fields(edit, body, "CellData")
    rows = body.get("rows", [])
    if "start" not in body:
        sheet, area = edit.area(required(edit, body, "range"))
        _check_fits(edit, area, rows)
        _write(edit, sheet, area, rows, mask)
        return
    sheet, top, left = edit.place(body["start"])
    _check_fits(edit, sheet.closed(Area(sheet.id, top, None, left, None)), rows)
    for down, row in enumerate(rows):
        width = len(row.get("values", []))
        _write(edit, sheet, Area(sheet.id, top + down, top + down + 1, left, left + width), [row], mask)


def append_cells(edit: Edit, body: Json) -> None:
    """After the last row with data; the grid grows downwards only."""
    mask = fields(edit, body, "CellData")
    sheet = edit.sheet(body.get("sheetId", 0))
    rows = body.get("rows", [])
    top = len(sheet.grid.rows)
    while top and all(cell.value is None for cell in sheet.grid.row(top - 1)):
        top -= 1
    sheet.grow(top + len(rows))
    edit.check_size()
    area = Area(sheet.id, top, top + len(rows), 0, sheet.column_count)
    _check_fits(edit, area, rows)
    for down, row in enumerate(rows):
        width = len(row.get("values", []))
        _write(edit, sheet, Area(sheet.id, top + down, top + down + 1, 0, width), [row], mask)


def repeat_cell(edit: Edit, body: Json) -> None:
    """The same in every cell of a range; a formula reads on from the first."""
    mask = fields(edit, body, "CellData")
    sheet, area = edit.area(required(edit, body, "range"))
    edit.touch(area)
    data = clean("CellData", body.get("cell"))
    made: dict[int, tuple[Cell, Cell]] = {}  # by the old cell's identity; it stays alive here
    for row in area.rows():
        cells = []
        for column in area.columns():
            old = sheet.grid.cell(row, column)
            _, cell = made.get(id(old)) or made.setdefault(id(old), (old, changed(edit, old, data, mask)))
            if isinstance(cell.value, Formula):
                cell = cell._replace(value=Formula(moved(cell.value.text, row - area.top, column - area.left)))
            cells.append(cell)
        sheet.grid.put(row, area.left, cells)


def set_validation(edit: Edit, body: Json) -> None:
    """A rule for a range; no rule takes it away. The service lets API writes break a rule."""
    sheet, area = edit.area(required(edit, body, "range"))
    edit.touch(area)
    rule = clean("DataValidationRule", body["rule"]) if body.get("rule") else None
    sheet.grid.change(area, lambda cell: cell._replace(validation=rule))


def update_borders(edit: Edit, body: Json) -> None:
    """Outer and inner lines of a range."""
    sheet, area = edit.area(required(edit, body, "range"))
    edit.touch(area)
    lines = {name: clean("Border", body[name]) for name in body if name != "range"}
    for row, column in area.places():
        own = {
            "top": lines.get("top" if row == area.top else "innerHorizontal"),
            "bottom": lines.get("bottom" if row == area.top + area.height - 1 else "innerHorizontal"),
            "left": lines.get("left" if column == area.left else "innerVertical"),
            "right": lines.get("right" if column == area.left + area.width - 1 else "innerVertical"),
        }
        cell = sheet.grid.cell(row, column)
        borders = {**(cell.format or {}).get("borders", {}), **{side: line for side, line in own.items() if line}}
        borders = {side: line for side, line in borders.items() if line.get("style") != "NONE"}
        look = {**(cell.format or {}), "borders": borders}
        sheet.grid.put(row, column, [cell._replace(format={name: part for name, part in look.items() if part} or None)])


KINDS: dict[str, Kind] = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "setDataValidation": set_validation,
    "updateBorders": update_borders,
}
