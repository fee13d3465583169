"""Values as they are written: RAW or as if typed, skipped where null, cleared where empty, never outside the grid."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from itertools import zip_longest
from typing import Any

from sheets_service import a1
from sheets_service.area import Area
from sheets_service.cell import Cell
from sheets_service.cell import Formula
from sheets_service.cell import as_double
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.entry import enter
from sheets_service.moving import insert
from sheets_service.reading import Rendering
from sheets_service.reading import read_area
from sheets_service.sheet import COLUMNS
from sheets_service.sheet import ROWS
from sheets_service.sheet import Sheet
from sheets_service.table import last_table

CELL_LENGTH = 50_000
SKIP = object()
Rows = list[list[Any]]


@dataclass
class Written:
    """Which cells a write changed."""

    area: Area
    rows: set[tuple[int, int]] = field(default_factory=set)
    columns: set[tuple[int, int]] = field(default_factory=set)
    cells: int = 0

    def note(self, row: int, columns: Sequence[int]) -> None:
        """Counts cells of one row."""
        if columns:
            self.rows.add((self.area.sheet_id, row))
            self.columns.update((self.area.sheet_id, column) for column in columns)
            self.cells += len(columns)


def rows_of(value_range: Mapping[str, Any]) -> Rows:
    """The values by rows; a missing cell of a column is skipped."""
    values: Sequence[Sequence[Any]] = value_range.get("values", [])
    if value_range.get("majorDimension") == COLUMNS:
        return [list(row) for row in zip_longest(*values)]
    return [list(row) for row in values]


def write_area(edit: Edit, area: Area, value_range: Mapping[str, Any], option: str) -> Written:
    """Writes values from the area's first cell on. A single cell is only a start; a larger area is a limit."""
    sheet = edit.book.sheet(area.sheet_id)
    rows = rows_of(value_range)
    single = (area.bottom, area.right) == (area.top + 1, area.left + 1)
    limit = sheet.closed(Area(area.sheet_id, top=area.top, left=area.left) if single else area)
    _check_limit(edit, sheet, limit, rows)
    return put_rows(edit, sheet, limit.top, limit.left, rows, option)


def _check_limit(edit: Edit, sheet: Sheet, limit: Area, rows: Rows) -> None:
    width = max(map(len, rows), default=0)
    outside = ""
    if len(rows) > limit.height:
        outside = f"row [{limit.top + limit.height + 1}]"
    elif width > limit.width:
        outside = f"column [{a1.letters(limit.left + limit.width)}]"
    if outside:
        shown = a1.area_text(limit, sheet.title)
        raise edit.refuse(f"Requested writing within range [{shown}], but tried writing to {outside}")


def put_rows(edit: Edit, sheet: Sheet, top: int, left: int, rows: Rows, option: str) -> Written:
    """Writes rows at a place that is inside the grid."""
    height, width = max(len(rows), 1), max(max(map(len, rows), default=0), 1)
    area = Area(sheet.id, top, top + height, left, left + width)
    edit.touch(area)
    written = Written(area)
    for down, row in enumerate(rows):
        cells = []
        for across, value in enumerate(row):
            cell = sheet.grid.cell(top + down, left + across)
            cells.append(cell if value is None else entered(edit, cell, value, option, (down, across)))
        written.note(top + down, [left + across for across, value in enumerate(row) if value is not None])
        sheet.grid.put(top + down, left, cells)
    return written


def entered(edit: Edit, cell: Cell, value: Any, option: str, place: tuple[int, int] = (0, 0)) -> Cell:
    """The cell after a value was written into it. Raises: ApiError for a list, an object or a text too long."""
    if not isinstance(value, str):
        if isinstance(value, list | dict):
            kind = "list_value" if isinstance(value, list) else "struct_value"
            raise edit.refuse(f"Invalid values[{place[0]}][{place[1]}]: {kind} {{\n}}\n")
        return cell.with_value(value if isinstance(value, bool) else as_double(value))
    if len(value) > CELL_LENGTH:
        raise edit.refuse(f"Your input contains more than the maximum of {CELL_LENGTH} characters in a single cell.")
    if option != "USER_ENTERED" or (cell.format or {}).get("numberFormat", {}).get("type") == "TEXT":
        return cell.with_value(value)
    content, number_format = enter(value, edit.book.locale)
    if isinstance(content, Formula):
        edit.book.has_formulas = True
    if number_format is not None:
        cell = cell._replace(format={**(cell.format or {}), "numberFormat": number_format})
    return cell.with_value(content)


def append(
    edit: Edit, area: Area, value_range: Mapping[str, Any], *, option: str, insert_rows: bool
) -> tuple[Area | None, Written]:
    """Writes below the last table of the area, or at its start when there is none; the grid grows as it must."""
    sheet = edit.book.sheet(area.sheet_id)
    rows = rows_of(value_range)
    table = last_table(sheet, sheet.closed(area))
    top, left = (table.top + table.height, table.left) if table else (area.top, area.left)
    if insert_rows and table and top < sheet.row_count:
        edit.touch(Area(sheet.id, top, top + 1))
        insert(edit.book, sheet, ROWS, top, len(rows), like_before=True)
    sheet.grow(top + len(rows), left + max(map(len, rows), default=0))
    edit.check_size()
    return table, put_rows(edit, sheet, top, left, rows, option)


def clear(edit: Edit, area: Area) -> Area:
    """Takes the values out of an area, not its look."""
    sheet = edit.book.sheet(area.sheet_id)
    closed = sheet.closed(area)
    edit.touch(closed)
    for row in range(closed.top, min(closed.top + closed.height, len(sheet.grid.rows))):
        cells = sheet.grid.row(row)[closed.left : closed.right]
        if any(cell.value is not None for cell in cells):
            sheet.grid.put(row, closed.left, [cell.with_value(None) for cell in cells])
    return closed


def update_reply(edit: Edit, written: Written, query: Mapping[str, Any]) -> Json:
    """An UpdateValuesResponse; counts of nothing go unsaid."""
    title = edit.book.sheet(written.area.sheet_id).title
    reply: Json = {"spreadsheetId": edit.book.id, "updatedRange": a1.area_text(written.area, title)}
    counts = {"updatedRows": len(written.rows), "updatedColumns": len(written.columns), "updatedCells": written.cells}
    reply.update({name: count for name, count in counts.items() if count})
    if query.get("includeValuesInResponse"):
        reply["updatedData"] = read_area(edit.book, written.area, Rendering.of(query, "response"))
    return reply
