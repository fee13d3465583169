"""Many single cells as few requests: neighbours are written together."""

from __future__ import annotations

import json
from collections.abc import Hashable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from sheetcrm.values import Value
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import cell_data
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.cells import update_cells

Place = tuple[int, int]
"""Row and column, from 1."""


class Block(NamedTuple):
    """A rectangle of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int


def blocks(cells: Mapping[Place, Hashable]) -> Iterator[Block]:
    """Part cells into rectangles in which all have the same mark: neighbours in a row first, then equal rows."""
    growing: dict[tuple[int, int, Hashable], Block] = {}
    for row, left, right, mark in _runs(cells):
        span = (left, right, mark)
        above = growing.get(span)
        if above is not None and above.bottom == row - 1:
            growing[span] = above._replace(bottom=row)
            continue
        if above is not None:
            yield above
        growing[span] = Block(row, left, row, right)
    yield from growing.values()


def _runs(cells: Mapping[Place, Hashable]) -> Iterator[tuple[int, int, int, Hashable]]:
    """Give row, first column, last column and mark of neighbours in a row."""
    run: tuple[int, int, int, Hashable] | None = None
    for row, column in sorted(cells):
        mark = cells[row, column]
        if run is not None and run[0] == row and run[2] == column - 1 and run[3] == mark:
            run = (row, run[1], column, mark)
            continue
        if run is not None:
            yield run
        run = (row, column, column, mark)
    if run is not None:
        yield run


def write_values(sheet: int, values: Mapping[Place, Value]) -> Iterator[Request]:
    """Ask for the values of cells; nothing else of them changes."""
    for block in blocks(dict.fromkeys(values)):
        rows = [
            [cell_data(values[row, column]) for column in range(block.left, block.right + 1)]
            for row in range(block.top, block.bottom + 1)
        ]
        yield update_cells(sheet, block.top, block.left, rows, "userEnteredValue")


def write_looks(sheet: int, looks: Mapping[Place, str]) -> Iterator[Request]:
    """Ask for the looks of cells, given as JSON so that equal ones are written together."""
    for block in blocks(looks):
        look = json.loads(looks[block.top, block.left])
        area = grid(sheet, (block.top, block.bottom), (block.left, block.right))
        yield {"repeatCell": {"range": area, "cell": {"userEnteredFormat": look}, "fields": "userEnteredFormat"}}


def write_number_formats(sheet: int, kinds: Mapping[Place, str]) -> Iterator[Request]:
    """Ask that numbers be shown as what they are (`DATE`, `DATE_TIME`, `NUMBER`), other looks left alone."""
    for block in blocks(kinds):
        look = {"userEnteredFormat": {"numberFormat": {"type": kinds[block.top, block.left]}}}
        area = grid(sheet, (block.top, block.bottom), (block.left, block.right))
        yield {"repeatCell": {"range": area, "cell": look, "fields": "userEnteredFormat.numberFormat"}}
