"""The table that an append goes to: the block of filled cells around the last filled cell of a range."""

from __future__ import annotations

from sheets_service.area import Area
from sheets_service.sheet import Sheet


def last_table(sheet: Sheet, area: Area) -> Area | None:
    """The last table that a closed area meets; None when no cell of it is filled."""
    grid = sheet.grid
    for row in range(min(area.top + area.height, len(grid.rows)) - 1, area.top - 1, -1):
        for column in reversed(area.columns()):
            if grid.cell(row, column).value is not None:
                return _around(sheet, row, column)
    return None


def _around(sheet: Sheet, row: int, column: int) -> Area:
    top, bottom, left, right = row, row + 1, column, column + 1
    grown = True
    while grown:
        grown = False
        while top and _filled(sheet, range(top - 1, top), left - 1, right + 1):
            top, grown = top - 1, True
        while _filled(sheet, range(bottom, bottom + 1), left - 1, right + 1):
            bottom, grown = bottom + 1, True
        while left and _filled(sheet, range(max(top - 1, 0), bottom + 1), left - 1, left):
            left, grown = left - 1, True
        while _filled(sheet, range(max(top - 1, 0), bottom + 1), right, right + 1):
            right, grown = right + 1, True
    return Area(sheet.id, top, bottom, left, right)


def _filled(sheet: Sheet, rows: range, left: int, right: int) -> bool:
    return any(cell.value is not None for row in rows for cell in sheet.grid.row(row)[max(left, 0) : right])
