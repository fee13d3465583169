"""Rows and columns inserted, deleted, appended, moved, sized, hidden and grouped."""

from __future__ import annotations

from typing import Any

from sheets_service.area import Area
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import clean
from sheets_service.kinds.request import fields
from sheets_service.kinds.request import required
from sheets_service.masks import overlay
from sheets_service.moving import delete
from sheets_service.moving import insert
from sheets_service.number_format import show
from sheets_service.reckoning import amount
from sheets_service.sheet import COLUMNS
from sheets_service.sheet import ROWS
from sheets_service.sheet import Sheet

# Advance widths of the service's font in 1/2048 of 13 pixels; only that of A is known from a recording.
WIDTHS = {" ": 507, "A": 1336}
EDGE = 7
GROUPS = {ROWS: "rowGroups", COLUMNS: "columnGroups"}
CONTROL = {ROWS: "rowGroupControlAfter", COLUMNS: "columnGroupControlAfter"}


def _span(edit: Edit, value: Json) -> tuple[Sheet, str, int, int | None]:
    dimension = value.get("dimension")
    if dimension not in (ROWS, COLUMNS):
        raise edit.refuse("No dimension specified.")
    start, end = value.get("startIndex", 0), value.get("endIndex")
    if start < 0 or (end is not None and end <= start):
        raise edit.refuse("range.endIndex must be greater than range.startIndex, and both at least 0.")
    return edit.sheet(value.get("sheetId", 0)), dimension, start, end


def strip(sheet: Sheet, dimension: str, start: int, end: int) -> Area:
    """Whole rows or columns as an area."""
    if dimension == ROWS:
        return sheet.closed(Area(sheet.id, start, end))
    return sheet.closed(Area(sheet.id, left=start, right=end))


def insert_dimension(edit: Edit, body: Json) -> None:
    """Before a row or column; after the last one only with the look of the one before."""
    sheet, dimension, start, end = _span(edit, required(edit, body, "range"))
    like_before = body.get("inheritFromBefore", False)
    if end is None:
        raise edit.refuse("range.endIndex must be set.")
    size = sheet.count(dimension)
    if start > size or (start == size and not like_before):
        text = f"range.startIndex[{start}] must be less than the grid size ({size}) if inheritFromBefore is false."
        raise edit.refuse(text)
    if start == 0 and like_before:
        raise edit.refuse("inheritFromBefore cannot be true if range.startIndex is 0.")
    insert(edit.book, sheet, dimension, start, end - start, like_before=like_before)
    edit.check_size()


def append_dimension(edit: Edit, body: Json) -> None:
    """At the end of the grid."""
    sheet, dimension, _, _ = _span(edit, body)
    if body.get("length", 0) < 1:
        raise edit.refuse("length must be greater than 0.")
    sheet.set_count(dimension, sheet.count(dimension) + body["length"])
    edit.check_size()


def delete_dimension(edit: Edit, body: Json) -> None:
    """An end after the last one is cut; the last row that is not frozen stays."""
    sheet, dimension, start, end = _span(edit, required(edit, body, "range"))
    word = "row" if dimension == ROWS else "column"
    size = sheet.count(dimension)
    if start >= size:
        tried = f"Tried to delete {word} index {start} but there are only {size} {word}s."
        raise edit.refuse(f"Cannot delete a {word} that doesn't exist. {tried}")
    stop = size if end is None else min(end, size)
    if stop - start == size:
        raise edit.refuse(f"You can't delete all the {word}s on the sheet.")
    frozen = sheet.properties["gridProperties"].get(f"frozen{word.capitalize()}Count", 0)
    if frozen and start <= frozen and stop == size:
        raise edit.refuse(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    edit.touch(strip(sheet, dimension, start, stop))
    delete(edit.book, sheet, dimension, start, stop)


def move_dimension(edit: Edit, body: Json) -> None:
    """Rows or columns to before another place, counted before they are taken out."""
    sheet, dimension, start, end = _span(edit, required(edit, body, "source"))
    to = body.get("destinationIndex", 0)
    stop = sheet.count(dimension) if end is None else end
    if start <= to <= stop:
        return
    edit.touch(strip(sheet, dimension, min(start, to), max(stop, to)))
    order = [at for at in range(sheet.count(dimension)) if not start <= at < stop]
    place = order.index(to) if to in order else len(order)
    order[place:place] = range(start, stop)
    rows = sheet.grid.rows
    if dimension == ROWS:
        sheet.grid.rows = [sheet.grid.row(at) for at in order]
    else:
        width = sheet.column_count
        sheet.grid.rows = [
            tuple(sheet.grid.cell(number, order[at]) for at in range(width)) for number in range(len(rows))
        ]
    sizes = sheet.sizes[dimension]
    sheet.sizes[dimension] = {new: sizes[old] for new, old in enumerate(order) if old in sizes}


def update_dimension(edit: Edit, body: Json) -> None:
    """Size and hiding of rows or columns."""
    mask = fields(edit, body, "DimensionProperties")
    sheet, dimension, start, end = _span(edit, required(edit, body, "range"))
    properties = clean("DimensionProperties", body.get("properties"))
    size = sheet.count(dimension)
    if start >= size:
        raise edit.refuse(f"range.startIndex[{start}] is after the last {dimension.lower()[:-1]} in grid[{size}]")
    for at in range(start, size if end is None else min(end, size)):
        sheet.sizes[dimension][at] = overlay(sheet.sizes[dimension].get(at, {}), properties, mask)


def auto_resize(edit: Edit, body: Json) -> None:
    """Columns as wide as their longest text; rows as high as one line."""
    sheet, dimension, start, end = _span(edit, required(edit, body, "dimensions"))
    for at in range(start, sheet.count(dimension) if end is None else min(end, sheet.count(dimension))):
        pixels = _fitting(edit, sheet, at) if dimension == COLUMNS else 21
        sheet.sizes[dimension][at] = {**sheet.sizes[dimension].get(at, {}), "pixelSize": pixels}


def _fitting(edit: Edit, sheet: Sheet, column: int) -> int:
    widest = 0.0
    for row in range(len(sheet.grid.rows)):
        cell = sheet.grid.cell(row, column)
        shown = show(amount(edit.book, sheet, cell), (cell.format or {}).get("numberFormat"), edit.book.locale)
        widest = max(
            widest, sum(WIDTHS.get(letter, 1336 if letter.isupper() else 1150) for letter in shown) * 13 / 2048
        )
    return round(widest) + EDGE if widest else 100


def _depths(sheet: Sheet, dimension: str) -> list[int]:
    depths = [0] * sheet.count(dimension)
    for group in sheet.hanging.get(GROUPS[dimension], ()):
        for at in range(group["range"].get("startIndex", 0), group["range"]["endIndex"]):
            depths[at] += 1
    return depths


def _regroup(sheet: Sheet, dimension: str, depths: list[int]) -> list[Json]:
    """Groups are the runs at or over each depth; a run that was collapsed stays so."""
    name = GROUPS[dimension]
    collapsed = [group["range"] for group in sheet.hanging.get(name, ()) if group.get("collapsed")]
    groups: list[Json] = []
    for depth in range(1, max(depths, default=0) + 1):
        start = None
        for at, here in enumerate([*depths, 0]):
            if here >= depth and start is None:
                start = at
            elif here < depth and start is not None:
                span: dict[str, Any] = {"sheetId": sheet.id} if sheet.id else {}
                span.update(dimension=dimension, startIndex=start, endIndex=at)
                groups.append({"range": span, "depth": depth, **({"collapsed": True} if span in collapsed else {})})
                start = None
    groups.sort(key=lambda group: (group["range"]["startIndex"], group["depth"]))
    sheet.hanging[name] = groups
    return groups


def add_group(edit: Edit, body: Json) -> Json:
    """One level deeper."""
    sheet, dimension, start, end = _span(edit, required(edit, body, "range"))
    depths = _depths(sheet, dimension)
    for at in range(start, len(depths) if end is None else min(end, len(depths))):
        depths[at] += 1
    sheet.properties["gridProperties"] = {**sheet.properties["gridProperties"], CONTROL[dimension]: True}
    return {"dimensionGroups": _regroup(sheet, dimension, depths)}


def delete_group(edit: Edit, body: Json) -> Json:
    """One level up."""
    sheet, dimension, start, end = _span(edit, required(edit, body, "range"))
    depths = _depths(sheet, dimension)
    span = range(start, len(depths) if end is None else min(end, len(depths)))
    if not any(depths[at] for at in span):
        raise edit.refuse("Cannot delete a dimension group that does not exist.")
    for at in span:
        depths[at] = max(0, depths[at] - 1)
    groups = _regroup(sheet, dimension, depths)
    return {"dimensionGroups": groups} if groups else {}


def update_group(edit: Edit, body: Json) -> None:
    """Collapsed or not."""
    mask = fields(edit, body, "DimensionGroup")
    wanted = clean("DimensionGroup", required(edit, body, "dimensionGroup"))
    sheet, dimension, _, _ = _span(edit, wanted.get("range", {}))
    for number, group in enumerate(sheet.hanging.get(GROUPS[dimension], ())):
        if group["range"] == wanted["range"] and group["depth"] == wanted.get("depth"):
            sheet.hanging[GROUPS[dimension]][number] = overlay(group, wanted, mask)
            return
    raise edit.refuse("Cannot update a dimension group that does not exist.")


KINDS: dict[str, Kind] = {
    "insertDimension": insert_dimension,
    "appendDimension": append_dimension,
    "deleteDimension": delete_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension,
    "autoResizeDimensions": auto_resize,
    "addDimensionGroup": add_group,
    "deleteDimensionGroup": delete_group,
    "updateDimensionGroup": update_group,
}
