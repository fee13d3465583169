"""Cells merged and taken apart."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_service.area import Area
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import required
from sheets_service.sheet import Sheet

PARTIAL = "You must select all cells in a merged range to merge or unmerge them."


def _pieces(area: Area, kind: str) -> Iterator[Area]:
    if kind == "MERGE_COLUMNS":
        yield from (Area(area.sheet_id, area.top, area.bottom, column, column + 1) for column in area.columns())
    elif kind == "MERGE_ROWS":
        yield from (Area(area.sheet_id, row, row + 1, area.left, area.right) for row in area.rows())
    else:
        yield area


def _drop(edit: Edit, sheet: Sheet, area: Area) -> None:
    """Takes apart what is merged inside the area. Raises: ApiError for a merge that is partly outside."""
    merges = sheet.merges()
    if any(merge.meets(area) and not area.covers(merge) for merge in merges):
        raise edit.refuse(PARTIAL)
    sheet.hanging["merges"] = [merge.to_json() for merge in merges if not area.covers(merge)]


def merge_cells(edit: Edit, body: Json) -> None:
    """The first cell's content stays, the others' goes."""
    sheet, area = edit.area(required(edit, body, "range"))
    edit.touch(area)
    _drop(edit, sheet, area)
    for piece in _pieces(area, body.get("mergeType", "MERGE_ALL")):
        if (piece.height, piece.width) == (1, 1):
            continue
        first = sheet.grid.cell(piece.top, piece.left)
        sheet.grid.change(piece, lambda cell: cell.with_value(None))
        sheet.grid.put(piece.top, piece.left, [first])
        sheet.hang("merges").append(piece.to_json())


def unmerge_cells(edit: Edit, body: Json) -> None:
    """Contents stay where they are."""
    sheet, area = edit.area(required(edit, body, "range"))
    edit.touch(area)
    _drop(edit, sheet, area)


KINDS: dict[str, Kind] = {"mergeCells": merge_cells, "unmergeCells": unmerge_cells}
