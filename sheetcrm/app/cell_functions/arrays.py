"""Arguments of functions in cells: single cells and ranges, stretched to one shape as spreadsheets do."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from sheetcrm.app.cell_functions.unanswerable import Unanswerable
from sheetcrm.values import Raw
from sheetcrm.values import Value

Grid = Sequence[Sequence[Raw]]
"""Rows of cells, all equally long; a single cell is one row of one."""
Answers = Sequence[Sequence[Value]]


def as_grid(argument: object) -> Grid:
    """Give an argument as rows of one length: a cell, one row of cells, or rows; nothing at all is a blank cell."""
    rows: Sequence[Any] = argument if isinstance(argument, list | tuple) else [argument]
    if not rows or not all(isinstance(row, list | tuple) for row in rows):
        rows = [rows]
    width = max(1, *map(len, rows))
    return [[*row, *[None] * (width - len(row))] for row in rows]


def stretched(arguments: Sequence[Grid]) -> Iterator[Iterator[tuple[Raw, ...]]]:
    """Give, row by row and cell by cell, one value of each argument; a side of one is repeated.

    Raises: Unanswerable when ranges differ in a side that is not one.
    """
    heights, widths = {len(grid) for grid in arguments}, {len(grid[0]) for grid in arguments}
    if len(heights - {1}) > 1 or len(widths - {1}) > 1:
        raise Unanswerable("function_shapes")
    for row in range(max(heights)):
        yield (tuple(_at(grid, row, column) for grid in arguments) for column in range(max(widths)))


def _at(grid: Grid, row: int, column: int) -> Raw:
    cells = grid[row if len(grid) > 1 else 0]
    return cells[column if len(cells) > 1 else 0]
