"""What a sheet's rows hide and which of its cells are formulas: asked for once, when somebody needs it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from sheetcrm.workbooks.live.native import matrix
from sheetcrm.workbooks.live.reading import Span
from sheetcrm.workbooks.live.reading import Tab
from sheetcrm.workbooks.live.reading import range_of


class Rows:
    """The rows of one sheet as they stand."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._seen_to = 0
        self._visible: frozenset[int] = frozenset()

    def is_hidden(self, row: int) -> bool:
        """Say whether a row is hidden, by a filter or by hand. Ask for the last row first: that takes one call."""
        if row > self._seen_to:
            self._seen_to = max(row, self._tab.height)
            self._visible = frozenset(self._visible_rows())
        return row not in self._visible

    def has_formula(self, row: int, column: int) -> bool:
        """Say whether a formula gives a cell's value."""
        return is_formula(self.formula(row, column), self._tab.cell(row, column))

    def formula(self, row: int, column: int) -> object:
        """Give what a cell shows when it is edited."""
        if row > self._tab.height or column > self._tab.width:
            return None
        return self._formulas[row - 1][column - 1]

    def _visible_rows(self) -> Iterator[int]:
        """Asking row by row takes Excel as many calls as there are rows."""
        parts = range_of(self._tab.sheet, Span(1, 1, self._seen_to, self._tab.width)).get_special_cells("visible")
        assert isinstance(parts, list)  # only xlwings Lite, in a browser, makes callers wait
        for part in parts:
            yield from range(part.row, part.row + part.shape[0])

    @cached_property
    def _formulas(self) -> list[list[object]]:
        everything = range_of(self._tab.sheet, Span(1, 1, self._tab.height, self._tab.width))
        return matrix(everything.formula)


def is_formula(said: object, raw: object) -> bool:
    """Say whether a cell is a formula: one whose text is what it shows is text that only looks like one."""
    return isinstance(said, str) and said.startswith("=") and said != raw
