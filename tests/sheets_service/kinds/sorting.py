"""Rows put in order, and doubles among them taken out."""

from __future__ import annotations

from typing import Any

from sheets_service.area import Area
from sheets_service.cell import EMPTY
from sheets_service.cell import Cell
from sheets_service.cell import CellError
from sheets_service.cell import Formula
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import required
from sheets_service.reckoning import amount
from sheets_service.references import moved
from sheets_service.sheet import Sheet


def rank(value: Any) -> tuple[int, Any]:
    """Numbers before texts before booleans before errors."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | float):
        return 0, value
    return (3, value.text) if isinstance(value, CellError) else (1, value.lower())


def sort_range(edit: Edit, body: Json) -> None:
    """By several columns; blanks come last either way. Rows' metadata stays where it was."""
    sheet, area = edit.area(required(edit, body, "range"))
    edit.touch(area)
    if any(merge.meets(area) and merge.height > 1 for merge in sheet.merges()):
        raise edit.refuse("You can't sort a range with vertical merges.")
    order = list(area.rows())
    for spec in reversed(body.get("sortSpecs", [])):
        column = spec.get("dimensionIndex", 0)
        if not area.left <= column < area.left + area.width:
            raise edit.refuse(f"The dimension index {column} is outside of the range.")
        order = _ordered(edit, sheet, order, column, down=spec.get("sortOrder") == "DESCENDING")
    rows = {row: [sheet.grid.cell(row, column) for column in area.columns()] for row in order}
    for new, old in zip(area.rows(), order, strict=True):
        sheet.grid.put(new, area.left, [_followed(cell, new - old) for cell in rows[old]])


def _ordered(edit: Edit, sheet: Sheet, rows: list[int], column: int, *, down: bool) -> list[int]:
    values = {row: amount(edit.book, sheet, sheet.grid.cell(row, column)) for row in rows}
    filled = [row for row in rows if values[row] is not None]
    filled.sort(key=lambda row: rank(values[row]), reverse=down)  # equal rows keep their order either way
    return filled + [row for row in rows if values[row] is None]


def _followed(cell: Cell, rows: int) -> Cell:
    if rows and isinstance(cell.value, Formula):
        return cell._replace(value=Formula(moved(cell.value.text, rows, 0)))
    return cell


def delete_duplicates(edit: Edit, body: Json) -> Json:
    """The first of equal rows stays; the rest of the range moves up."""
    sheet, area = edit.area(required(edit, body, "range"))
    edit.touch(area)
    columns: list[int] = []
    for span in body.get("comparisonColumns", []):
        columns += range(span.get("startIndex", 0), span.get("endIndex", area.left + area.width))
    if not all(area.left <= at < area.left + area.width for at in columns):
        raise edit.refuse("The comparison columns must be inside of the range.")
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for row in area.rows():
        key = tuple(amount(edit.book, sheet, sheet.grid.cell(row, at)) for at in columns or area.columns())
        if key not in seen or all(part is None for part in key):
            kept.append([sheet.grid.cell(row, at) for at in area.columns()])
        seen.add(key)
    removed = area.height - len(kept)
    kept += [[EMPTY] * area.width] * removed
    for row, cells in zip(area.rows(), kept, strict=True):
        sheet.grid.put(row, area.left, cells)
    return {"duplicatesRemovedCount": removed} if removed else {}


def trim_whitespace(edit: Edit, body: Json) -> Json:
    """Blanks at the ends go, runs of them become one."""
    sheet, area = edit.area(required(edit, body, "range"))
    edit.touch(area)
    count = 0
    for row, column in area.places():
        cell = sheet.grid.cell(row, column)
        if isinstance(cell.value, str) and " ".join(cell.value.split()) != cell.value:
            sheet.grid.put(row, column, [cell.with_value(" ".join(cell.value.split()))])
            count += 1
    return {"cellsChangedCount": count} if count else {}


def insert_range(edit: Edit, body: Json) -> None:
    """Cells of the range and behind it move on; the grid grows for what would fall out."""
    sheet, area = edit.area(required(edit, body, "range"))
    _shift(edit, sheet, area, body.get("shiftDimension", "ROWS"), inserting=True)


def delete_range(edit: Edit, body: Json) -> None:
    """Cells behind the range move into it."""
    sheet, area = edit.area(required(edit, body, "range"))
    _shift(edit, sheet, area, body.get("shiftDimension", "ROWS"), inserting=False)


def _shift(edit: Edit, sheet: Sheet, area: Area, dimension: str, *, inserting: bool) -> None:
    by_rows = dimension == "ROWS"
    rest = sheet.closed(
        Area(sheet.id, area.top, None if by_rows else area.bottom, area.left, area.right if by_rows else None)
    )
    edit.touch(rest)
    cells = sheet.grid.block(rest)
    lines = cells if by_rows else [list(column) for column in zip(*cells, strict=True)]
    count = area.height if by_rows else area.width
    empty = [[EMPTY] * len(lines[0]) for _ in range(count)]
    if inserting:
        spill = [any(cell != EMPTY for cell in line) for line in lines[len(lines) - count :]]
        lines = empty + lines
        keep = len(lines) if any(spill) else len(lines) - count
        lines = lines[:keep]
        size = (area.top if by_rows else area.left) + len(lines)
        sheet.grow(size if by_rows else 0, 0 if by_rows else size)
    else:
        lines = lines[count:] + empty
    cells = lines if by_rows else [list(row) for row in zip(*lines, strict=True)]
    for down, row in enumerate(cells):
        sheet.grid.put(area.top + down, area.left, row)


KINDS: dict[str, Kind] = {
    "sortRange": sort_range,
    "deleteDuplicates": delete_duplicates,
    "trimWhitespace": trim_whitespace,
    "insertRange": insert_range,
    "deleteRange": delete_range,
}
