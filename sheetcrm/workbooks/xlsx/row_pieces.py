"""Rows of a regularly written sheet, taken apart at some of their cells, so that they can be joined again with others.

One pattern takes a row apart in C; walking from cell to cell in Python costs five times as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from operator import ge

from sheetcrm.workbooks.xlsx.dialect import PLAIN
from sheetcrm.workbooks.xlsx.references import column_letters
from sheetcrm.workbooks.xlsx.sheet_xml import find_body
from sheetcrm.workbooks.xlsx.sheet_xml import holds_markup

Pieces = tuple[bytes, ...]
"""The whole row, its number, then, in turn, what stands before a cell (with the cell's reference) and the rest of the
cell, and last what follows. Of a cell that is missing, the rest is empty; of a row without content, all is."""
WHOLE, NUMBER, BEFORE_CELLS = 0, 1, 2

_STEP = 1 << 16
"""Bytes taken apart at a time: few enough for the processor's cache to hold their pieces."""
_REST = rb"[^/>]*+(?:/>|>[^/]*+/(?:(?!c>)[^/]*+/)*+c>)"
_BEFORE = rb'(?:<c r="(?!%b\2")[A-Z]{1,3}\2"' + _REST + rb')*+(?:<c r="%b\2")?+'
_CELL = rb")((?:(?!<)" + _REST + rb")?+)("
_AFTER = rb'(?:<c r="[A-Z]{1,3}\2"' + _REST + rb")*+</row>"
_ROW = rb'((?=<row r="([0-9]{1,7})")(?:(<row[^<>/]*>%b' + _AFTER + rb")|<row[^<>/]*/>))"


class Irregular(Exception):
    """The sheet, or a row of it, is written in another way."""


class RowPieces:
    """Takes a sheet's rows apart at the cells of some columns."""

    def __init__(self, data: bytes, columns: Sequence[int]) -> None:
        """Look at a worksheet part; `columns` are numbers from 1. Raises: Irregular, UnusualXml."""
        dialect, self._start, self._end = find_body(data)
        if dialect is not PLAIN or self._end < 0 or holds_markup(data, self._start, self._end):
            raise Irregular
        self._data = data
        self._columns = sorted(columns)

    @property
    def head(self) -> bytes:
        """What stands before the rows."""
        return self._data[: self._start]

    @property
    def tail(self) -> bytes:
        """What stands after the rows."""
        return self._data[self._end :]

    @cached_property
    def slots(self) -> Mapping[int, int]:
        """Column → the place of its cell among a row's pieces."""
        return {column: BEFORE_CELLS + 1 + 2 * at for at, column in enumerate(self._columns)}

    def stretches(self) -> Iterator[list[Pieces]]:
        """Give all rows, some at a time. Raises: Irregular when they do not stand end to end in the usual order."""
        letters = [column_letters(column).encode() for column in self._columns]
        pattern = re.compile(_ROW % b"".join(_BEFORE % (letter, letter) + _CELL for letter in letters))
        at, last = self._start, 0
        while at < self._end:
            stop = self._data.find(PLAIN.row_close, min(at + _STEP, self._end), self._end)
            stop = self._end if stop < 0 else stop + len(PLAIN.row_close)
            rows = pattern.findall(self._data, at, stop)
            numbers = [last, *(int(pieces[NUMBER]) for pieces in rows)]
            if sum(len(pieces[WHOLE]) for pieces in rows) != stop - at or any(map(ge, numbers, numbers[1:])):
                raise Irregular
            yield rows
            at, last = stop, numbers[-1]
