"""Copies: copyPaste with its kinds, cutPaste, and a text pasted in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from sheets_service.area import Area
from sheets_service.cell import EMPTY
from sheets_service.cell import Cell
from sheets_service.cell import Formula
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import required
from sheets_service.reckoning import amount
from sheets_service.references import moved
from sheets_service.sheet import Sheet
from sheets_service.writing import put_rows

Paste = Callable[[Cell, Cell], Cell]


def _without_borders(source: Cell, target: Cell) -> Cell:
    look = {name: part for name, part in (source.format or {}).items() if name != "borders"}
    return source._replace(format=look or None)


# What each kind takes from the source; the rest stays as the target has it.
PASTES: dict[str, Paste] = {
    "PASTE_NORMAL": lambda source, _: source,
    "PASTE_VALUES": lambda source, target: target.with_value(source.value),
    "PASTE_FORMULA": lambda source, target: target.with_value(source.value),
    "PASTE_FORMAT": lambda source, target: target._replace(format=source.format),
    "PASTE_NO_BORDERS": _without_borders,
    "PASTE_DATA_VALIDATION": lambda source, target: target._replace(validation=source.validation),
    "PASTE_CONDITIONAL_FORMATTING": lambda _, target: target,
}


def copy_paste(edit: Edit, body: Json) -> None:
    """The source fills the destination as often as it fits whole; into a smaller one it goes once."""
    source_sheet, source = edit.area(required(edit, body, "source"))
    sheet, wanted = edit.area(required(edit, body, "destination"))
    kind = body.get("pasteType", "PASTE_NORMAL")
    cells = source_sheet.grid.block(source)
    if kind == "PASTE_VALUES":
        cells = [[cell.with_value(amount(edit.book, source_sheet, cell)) for cell in row] for row in cells]
    turned = body.get("pasteOrientation") == "TRANSPOSE"
    if turned:
        cells = [list(column) for column in zip(*cells, strict=True)]
    height, width = len(cells), len(cells[0])
    fits = wanted.height % height == 0 and wanted.width % width == 0
    target = Area(
        sheet.id,
        wanted.top,
        wanted.top + (wanted.height if fits else height),
        wanted.left,
        wanted.left + (wanted.width if fits else width),
    )
    _check_inside(edit, sheet, target)
    edit.touch(target)
    for row, column in target.places():
        down, across = (row - target.top) % height, (column - target.left) % width
        home = (source.top + (across if turned else down), source.left + (down if turned else across))
        cell = _followed(cells[down][across], row - home[0], column - home[1])
        sheet.grid.put(row, column, [PASTES[kind](cell, sheet.grid.cell(row, column))])
    if kind == "PASTE_NORMAL" and not turned:
        _copy_merges(source_sheet, source, sheet, target)


def _followed(cell: Cell, rows: int, columns: int) -> Cell:
    if not isinstance(cell.value, Formula):
        return cell
    return cell._replace(value=Formula(moved(cell.value.text, rows, columns)))


def _check_inside(edit: Edit, sheet: Sheet, area: Area) -> None:
    if area != sheet.closed(area):
        raise edit.refuse("The destination range is outside of the grid.")


def _copy_merges(source_sheet: Sheet, source: Area, sheet: Sheet, target: Area) -> None:
    inside = [merge for merge in source_sheet.merges() if source.covers(merge)]
    for merge in inside:
        down, across = target.top - source.top, target.left - source.left
        copy = Area(
            sheet.id,
            merge.top + down,
            merge.top + merge.height + down,
            merge.left + across,
            merge.left + merge.width + across,
        )
        if not any(copy.meets(other) for other in sheet.merges()):
            sheet.hang("merges").append(copy.to_json())


def cut_paste(edit: Edit, body: Json) -> None:
    """Cells move; what they leave is empty. Formulas that move read the same cells as before."""
    source_sheet, source = edit.area(required(edit, body, "source"))
    sheet, top, left = edit.place(required(edit, body, "destination"))
    target = Area(sheet.id, top, top + source.height, left, left + source.width)
    _check_inside(edit, sheet, target)
    edit.touch(source)
    edit.touch(target)
    kind = body.get("pasteType", "PASTE_NORMAL")
    cells = source_sheet.grid.block(source)
    source_sheet.grid.change(source, lambda cell: EMPTY if kind == "PASTE_NORMAL" else cell.with_value(None))
    for down, row in enumerate(cells):
        old = [sheet.grid.cell(top + down, left + across) for across in range(len(row))]
        sheet.grid.put(top + down, left, [PASTES[kind](cell, under) for cell, under in zip(row, old, strict=True)])


def paste_data(edit: Edit, body: Json) -> None:
    """A text with separators, read as if typed."""
    sheet, top, left = edit.place(required(edit, body, "coordinate"))
    if body.get("html"):
        raise edit.refuse("HTML cannot be pasted here.")
    delimiter = body.get("delimiter", "\t")
    if len(delimiter) != 1:
        raise edit.refuse("The delimiter must be a single character.")
    rows = list(csv.reader(io.StringIO(body.get("data", "")), delimiter=delimiter))
    sheet.grow(top + len(rows), left + max(map(len, rows), default=0))
    edit.check_size()
    put_rows(edit, sheet, top, left, [list(row) for row in rows], "USER_ENTERED")


KINDS: dict[str, Kind] = {"copyPaste": copy_paste, "cutPaste": cut_paste, "pasteData": paste_data}
