"""Rows that are all written the way Excel, LibreOffice, XlsxWriter and sheetcrm write them: one pattern reads a table.

The pattern takes a whole row apart, so that Python's work is a step or two a column and not a cell: five million cells
in two seconds, half of what calamine and the looks before and after it took, in a third of the memory. A sheet is read
this way only when its rows are proved to stand end to end in that form; others are left to the other readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import pairwise

from sheetcrm.values import Raw
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.cell_xml import stored_value
from sheetcrm.workbooks.xlsx.dialect import PLAIN
from sheetcrm.workbooks.xlsx.moments import as_shown
from sheetcrm.workbooks.xlsx.references import column_letters
from sheetcrm.workbooks.xlsx.references import parse_area
from sheetcrm.workbooks.xlsx.sheet_xml import find_body
from sheetcrm.workbooks.xlsx.styles import DateLook
from sheetcrm.workbooks.xlsx.styles import date_looks

_STEP = 1 << 16
"""Bytes taken apart at a time: few enough for the processor's cache to hold their pieces (a fifth faster than 1 MB)."""
_MOST_COLUMNS = 400
_DIMENSION = re.compile(rb'<dimension ref="([A-Z0-9:]+)"/>')

_ROW = rb'(<row r="([0-9]{1,7})"[^>/]*(?:/>|>%b</row>))'
_CELL = rb'(?:<c r="%b\2"(%b[^>]*>(?:(?<=/>)|[^/]*/(?:(?!c>)[^/]*/)*+c>)))?+'
"""One cell, loosely: a strict pattern takes three times as long to compile, 20 ms for all tables. What stands after its
reference is captured where wanted (of a missing cell an empty text), and proved when it is worked out."""
_USUAL = re.compile(
    rb'(?: s="(?P<style>[0-9]+)")?(?: t="s"><v>(?P<shared>[0-9]{1,9})|><v>(?P<number>-?[0-9]+(?:\.[0-9]+)?))</v></c>'
)
_TEXT_OR_BLANK = re.compile(rb'(?: s="[0-9]+")?(?: t="s"><v>([0-9]{1,9})</v></c>|/>)')
_WRITTEN = re.compile(
    rb'(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?(?:/>|>(?:<f(?:\s[^>/]*)?(?:/>|>[^<]*</f>))?'
    rb'((?:<v>[^<]*</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)?)</c>)'
)

Columns = tuple[list[int], dict[str, list[Raw]]]


class _Irregular(Exception):
    """A cell is written in another way."""


class RegularReader:
    """Reads regular sheets of one workbook; cells that are written alike, a text above all, become one object."""

    def __init__(self, book: Book) -> None:
        self._held = _Held(book)

    def read(self, data: bytes, columns: Mapping[str, int]) -> Columns | None:
        """Give row numbers and columns of a worksheet; None when it is not written in the regular way."""
        dialect, start, end = find_body(data)
        width = max(*columns.values(), _said_width(data[:start]))
        if dialect is not PLAIN or width > _MOST_COLUMNS:
            return None
        try:
            return self._read(taken_apart(data, start, end, row_pattern(columns, width)), columns)
        except _Irregular:
            return None

    def _read(self, stretches: Iterable[Sequence[tuple[bytes, ...]]], columns: Mapping[str, int]) -> Columns:
        in_order = sorted(columns, key=lambda key: columns[key])
        numbers: list[int] = []
        seldom_twice: set[str] = set()
        """Columns in which most cells were not met before."""
        found: dict[str, list[Raw]] = {key: [] for key in columns}
        for pieces in stretches:
            numbers += map(int, pieces[1])
            for key, cells in zip(in_order, pieces[2:], strict=True):
                texts = self._held.shared_texts(cells) if key in seldom_twice else None
                before = len(self._held)
                found[key] += map(self._held.__getitem__, cells) if texts is None else texts
                if 2 * (len(self._held) - before) > len(cells):
                    seldom_twice.add(key)
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            raise _Irregular
        return numbers, found


class _Held(dict[bytes, Raw]):
    """What cells hold, by what is written after their reference; worked out when first asked for."""

    def __init__(self, book: Book) -> None:
        super().__init__({b"": None})
        self._book = book
        self._looks: Sequence[DateLook | None] = date_looks(book)

    def shared_texts(self, cells: Sequence[bytes]) -> list[Raw] | None:
        """Give what a column's cells hold if all are blank or shared texts, looked at all at once; else None."""
        found, texts = _TEXT_OR_BLANK.findall(b"".join(cells)), self._book.shared_texts
        if len(found) != len(cells):
            return None
        try:
            return [texts[int(index)] or None if index else None for index in found]
        except IndexError as error:
            raise self._book.package.unreadable("xlsx_damaged") from error

    def __missing__(self, written: bytes) -> Raw:
        usual = _USUAL.fullmatch(written)
        if usual is None:
            held = self._unusual(written)
        elif usual["shared"]:
            held = self._shared(int(usual["shared"]))
        else:
            held = self._shown(float(usual["number"]), usual["style"])
        self[written] = held
        return held

    def _shared(self, index: int) -> str | None:
        """Give a shared text: one object for all cells that name it, whatever their look."""
        texts = self._book.shared_texts
        if index >= len(texts):
            raise self._book.package.unreadable("xlsx_damaged")
        return texts[index] or None

    def _unusual(self, written: bytes) -> Raw:
        match = _WRITTEN.fullmatch(written)
        if match is None:
            raise _Irregular
        style, kind, inside = match.groups()
        stored = stored_value(Cell(0, style, kind or b"n", b"", inside, 0, 0), PLAIN, self._book)
        return self._shown(stored, style)

    def _shown(self, stored: Raw, style: bytes | None) -> Raw:
        number = int(style or 0)
        look = self._looks[number] if number < len(self._looks) else None
        return as_shown(stored, look, epoch_1904=self._book.epoch_1904)


def taken_apart(data: bytes, start: int, end: int, pattern: re.Pattern[bytes]) -> Iterator[Sequence[tuple[bytes, ...]]]:
    """Give, a stretch of rows at a time: the rows, their numbers, then cells column by column.

    Raises `_Irregular` when a stretch is not made of such rows alone: the rows found must be as long as the stretch.
    """
    while start < end:
        stop = data.find(PLAIN.row_close, min(start + _STEP, end), end)
        stop = end if stop < 0 else stop + len(PLAIN.row_close)
        pieces = list(zip(*pattern.findall(data, start, stop), strict=True))
        if not pieces or sum(map(len, pieces[0])) != stop - start:
            raise _Irregular
        yield pieces
        start = stop


def row_pattern(columns: Mapping[str, int], width: int) -> re.Pattern[bytes]:
    """Make the pattern of a row: keyed cells are captured, from left to right; others only have to be regular."""
    keyed = frozenset(columns.values())
    cells = (
        _CELL % (column_letters(number).encode(), b"" if number in keyed else b"?:") for number in range(1, width + 1)
    )
    return re.compile(_ROW % b"".join(cells))


def _said_width(head: bytes) -> int:
    """Give the last column that a sheet says it has; if that is not true, some row will not be regular."""
    match = _DIMENSION.search(head)
    area = parse_area(match[1].decode()) if match else None
    return area.last_column if area else 1
