"""What hangs on ranges follows inserted and deleted rows and columns: merges, rules, names, metadata, formulas."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any

from sheets_service.book import Book
from sheets_service.cell import EMPTY
from sheets_service.cell import Cell
from sheets_service.cell import Formula
from sheets_service.discovery import Json
from sheets_service.references import follow
from sheets_service.sheet import ROWS
from sheets_service.sheet import Sheet

# Where a half-open span is after the change; None when nothing of it is left.
Span = Callable[[int, int | None], tuple[int, int | None] | None]
KEYS = {"ROWS": ("startRowIndex", "endRowIndex"), "COLUMNS": ("startColumnIndex", "endColumnIndex")}


def insert(book: Book, sheet: Sheet, dimension: str, at: int, count: int, *, like_before: bool = False) -> None:
    """Inserts empty rows or columns; ``like_before`` gives them the formats of their neighbour before."""
    source = at - 1 if like_before else at
    if dimension == ROWS:
        like = tuple(_look(cell) for cell in sheet.grid.row(source)) if source >= 0 else ()
        sheet.grid.insert_rows(at, count, like if any(cell != EMPTY for cell in like) else ())
    else:
        sheet.grid.insert_columns(at, count, lambda row: _look(row[source]) if 0 <= source < len(row) else EMPTY)
    sheet.set_count(dimension, sheet.count(dimension) + count)
    sizes = {(old + count if old >= at else old): size for old, size in sheet.sizes[dimension].items()}
    if like_before and at - 1 in sizes:
        sizes.update(dict.fromkeys(range(at, at + count), sizes[at - 1]))
    sheet.sizes[dimension] = sizes
    _move_everything(book, sheet, dimension, _inserted(at, count))


def delete(book: Book, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Deletes rows or columns with all that is only on them."""
    if dimension == ROWS:
        sheet.grid.delete_rows(start, end)
    else:
        sheet.grid.delete_columns(start, end)
    sheet.set_count(dimension, sheet.count(dimension) - (end - start))
    count = end - start
    old = sheet.sizes[dimension].items()
    sheet.sizes[dimension] = {(at - count if at >= end else at): size for at, size in old if not start <= at < end}
    _move_everything(book, sheet, dimension, _deleted(start, end))
    grid_properties = dict(sheet.properties["gridProperties"])
    frozen = "frozenRowCount" if dimension == ROWS else "frozenColumnCount"
    gone = max(0, min(end, grid_properties.get(frozen, 0)) - start)
    if gone:
        grid_properties[frozen] -= gone
        sheet.properties["gridProperties"] = {name: value for name, value in grid_properties.items() if value}


def _look(cell: Cell) -> Cell:
    """A cell's look without its content."""
    return Cell(format=cell.format, validation=cell.validation) if cell.format or cell.validation else EMPTY


def _inserted(at: int, count: int) -> Span:
    def span(start: int, end: int | None) -> tuple[int, int | None]:
        inside = end is not None and end > at
        return (start + count if start >= at else start), (end + count if inside and end is not None else end)

    return span


def _deleted(first: int, last: int) -> Span:
    def place(at: int) -> int:
        return at if at <= first else max(first, at - (last - first))

    def span(start: int, end: int | None) -> tuple[int, int | None] | None:
        moved = place(start), None if end is None else place(end)
        return None if moved[1] is not None and moved[0] >= moved[1] else moved

    return span


def _move_everything(book: Book, sheet: Sheet, dimension: str, span: Span) -> None:
    for name, hanging in sheet.hanging.items():
        sheet.hanging[name] = _kept(hanging, sheet.id, dimension, span)
    if sheet.basic_filter is not None:
        sheet.basic_filter = next(iter(_kept([sheet.basic_filter], sheet.id, dimension, span)), None)
    book.named_ranges = _kept(book.named_ranges, sheet.id, dimension, span)
    book.metadata = _kept(book.metadata, sheet.id, dimension, span)
    if book.has_formulas:
        _move_formulas(book, sheet, dimension, span)


def _kept(things: list[Json], sheet_id: int, dimension: str, span: Span) -> list[Json]:
    moved = [_moved(thing, sheet_id, dimension, span) for thing in things]
    return [thing for thing in moved if thing is not None]


def _moved(value: Any, sheet_id: int, dimension: str, span: Span) -> Any:
    """The thing with every range in it moved; None when one of its ranges is gone."""
    if isinstance(value, list):
        parts = [_moved(part, sheet_id, dimension, span) for part in value]
        left = [part for part in parts if part is not None]
        return left if left or not parts else None
    if not isinstance(value, Mapping):
        return value
    keys = _keys_of(value, dimension)
    if keys is not None and value.get("sheetId", 0) == sheet_id:
        return _moved_range(dict(value), keys, span)
    result = {}
    for name, part in value.items():
        changed = _moved(part, sheet_id, dimension, span)
        if changed is None and part is not None:
            return None
        result[name] = changed
    return result


def _keys_of(value: Mapping[str, Any], dimension: str) -> tuple[str, str] | None:
    if "startIndex" in value and value.get("dimension") == dimension:
        return "startIndex", "endIndex"
    keys = KEYS[dimension]
    return keys if keys[0] in value or keys[1] in value else None


def _moved_range(value: Json, keys: tuple[str, str], span: Span) -> Json | None:
    moved = span(value.get(keys[0], 0), value.get(keys[1]))
    if moved is None:
        return None
    if keys[0] in value or moved[0]:
        value[keys[0]] = moved[0]
    if moved[1] is not None:
        value[keys[1]] = moved[1]
    return value


def _move_formulas(book: Book, sheet: Sheet, dimension: str, span: Span) -> None:
    def both_ends(first: int, last: int) -> tuple[int, int] | None:
        moved = span(first, last + 1)
        return None if moved is None or moved[1] is None else (moved[0], moved[1] - 1)

    for other in book.sheets:

        def is_here(written: str, home: Sheet = other) -> bool:
            title = written.removesuffix("!").strip("'").replace("''", "'") or home.title
            return title.lower() == sheet.title.lower()

        def change(cell: Cell, is_here: Callable[[str], bool] = is_here) -> Cell:
            if not isinstance(cell.value, Formula):
                return cell
            text = follow(cell.value.text, is_here, both_ends, rows=dimension == ROWS)
            return cell._replace(value=Formula(text))

        for number, row in enumerate(other.grid.rows):
            if any(isinstance(cell.value, Formula) for cell in row):
                other.grid.rows[number] = tuple(map(change, row))
