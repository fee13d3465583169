"""Many single cells as few rectangles: neighbours are read and written together."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

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
