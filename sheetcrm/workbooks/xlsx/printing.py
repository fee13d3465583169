"""A draft printed as the sheet's new bytes: wanted cells are rewritten, every other byte is copied."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sheetcrm.workbooks.xlsx.cell_text import LONGEST_TEXT
from sheetcrm.workbooks.xlsx.cell_text import escape
from sheetcrm.workbooks.xlsx.cell_text import utf16_length
from sheetcrm.workbooks.xlsx.cell_values import rest_of_cell
from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.formula_guard import FormulaGuard
from sheetcrm.workbooks.xlsx.growing import grow_tail
from sheetcrm.workbooks.xlsx.growing import reach
from sheetcrm.workbooks.xlsx.references import column_letters
from sheetcrm.workbooks.xlsx.sheet_draft import Place
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_draft import Wanted
from sheetcrm.workbooks.xlsx.sheet_xml import Row
from sheetcrm.workbooks.xlsx.sheet_xml import Span
from sheetcrm.workbooks.xlsx.styles import StyleSheet
from sheetcrm.workbooks.xlsx.table_edits import Growth

_OF_THE_OLD_VALUE = re.compile(rb"""\s+(?:cm|vm)\s*=\s*(?:"[^"]*"|'[^']*')""")
"""Attributes that tie a cell to a dynamic array or a rich value, which go when the cell is written over."""
_ROW_OWN_ATTRIBUTES = re.compile(
    rb"""\s+(?:r|spans|hidden|collapsed|outlineLevel|ht|customHeight|thickTop|thickBot)\s*=\s*(?:"[^"]*"|'[^']*')"""
)
_HIDDEN = re.compile(rb"""\s+hidden\s*=\s*(?:"[^"]*"|'[^']*')""")
_SPANS = re.compile(rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet's new bytes and what else must follow from them."""

    data: bytes
    places: Mapping[int, Span]
    """Where it holds the rows written; nothing of a sheet that is written in an unusual way."""
    formulas_changed: bool


class SheetPrinter:
    """Prints one draft."""

    def __init__(self, draft: SheetDraft, styles: StyleSheet, growths: Sequence[Growth]) -> None:
        self._draft = draft
        self._styles = styles
        self._growths = growths
        self._data = draft.xml.data
        self._dialect = draft.xml.dialect
        self._guard = FormulaGuard(draft)
        self._epoch_1904 = draft.book.epoch_1904
        self._texts: dict[str, str] = {}
        """Text → the rest of a cell that holds it: most texts of an engine stand in many cells."""
        self._openings: dict[tuple[int, bytes | None, int | None, type], tuple[str, str]] = {}

    def print(self) -> Printed:
        """Give the sheet's new bytes. Raises: WouldLoseContent."""
        draft, view = self._draft, memoryview(self._data)
        numbers, starts = [row.number for row in draft.xml.rows], [row.start for row in draft.xml.rows]
        pieces: list[bytes | memoryview] = [self._head()]
        places: dict[int, Span] = {}
        at, written = draft.xml.body_end if draft.xml.empty else draft.xml.body_start, len(pieces[0])
        for number in sorted({*draft.wanted, *draft.veils}):
            wishes = draft.wanted.get(number, {})
            if not wishes and number not in draft.veils:
                continue
            row = draft.rows.get(number)
            if row is not None:
                start, end, new = row.start, row.end, self._row(row, wishes)
            else:
                below = bisect_right(numbers, number)
                start = end = starts[below] if below < len(starts) else self._end_of_rows()
                new = self._new_row(number, wishes)
            pieces += (view[at:start], new)
            places[number] = Span(written + start - at, written := written + start - at + len(new))
            at = end
        data = b"".join((*pieces, view[at : draft.xml.body_end], self._tail()))
        self._guard.finish(data)
        return Printed(data, places if draft.usual else {}, self._guard.formulas_changed)

    def _end_of_rows(self) -> int:
        xml = self._draft.xml
        if xml.empty:
            return xml.body_end
        return xml.rows[-1].end if xml.rows else xml.body_start

    def _head(self) -> bytes:
        xml, prefix = self._draft.xml, self._dialect.prefix.encode()
        head = reach(self._draft.head, self._draft.wanted)
        return head + b"<" + prefix + b"sheetData>" if xml.empty else head

    def _tail(self) -> bytes:
        xml, prefix = self._draft.xml, self._dialect.prefix.encode()
        tail = grow_tail(self._draft.tail if self._draft.links is None else self._draft.links, self._growths)
        return b"</" + prefix + b"sheetData>" + tail if xml.empty else tail

    def _row(self, row: Row, wishes: Mapping[int, Wanted]) -> bytes:
        """Print a standing row: its wanted cells anew, everything between them copied."""
        found = self._draft.cells(row.number, frozenset(wishes))
        stretches = [
            (cell.start, cell.end, self._cell(row.number, column, cell, wishes[column]))
            for column, cell in found.items()
            if column in wishes
        ]
        opening, at = self._data[row.start : row.content], row.content
        if len(stretches) < len(wishes):
            missing = sorted(wishes.keys() - found.keys())
            opening = self._open(row, missing)
            stretches = self._insert(row, missing, wishes) + stretches
            stretches.sort(key=lambda stretch: stretch[:2])
        if row.number in self._draft.veils:
            opening = _veiled(opening, hidden=self._draft.veils[row.number])
            if not wishes:
                return opening + self._data[row.content : row.end]
        pieces: list[bytes] = [opening]
        for start, end, text in stretches:
            pieces += (self._data[at:start], text)
            at = end
        pieces.append(self._dialect.row_close if row.close < 0 else self._data[at : row.end])
        return b"".join(pieces)

    def _open(self, row: Row, missing: Sequence[int]) -> bytes:
        """Give a row's opening tag ready for more cells: open, and without a span that would no longer hold."""
        opening = self._data[row.start : row.content]
        if row.close < 0:
            opening = opening.removesuffix(b"/>").rstrip() + b">"
        spans = attribute(opening, b"spans")
        first, _, last = (spans or b"").partition(b":")
        if first.isdigit() and last.isdigit() and int(first) <= missing[0] and missing[-1] <= int(last):
            return opening
        return _SPANS.sub(b"", opening)

    def _insert(self, row: Row, missing: Sequence[int], wishes: Mapping[int, Wanted]) -> list[tuple[int, int, bytes]]:
        """Place new cells among the standing ones, in the order of columns."""
        cells = list(cells_of(self._data, self._dialect, row))
        columns = [cell.column for cell in cells]
        if any(later <= earlier for earlier, later in pairwise(columns)):
            raise self._draft.refusal(str(Place(row.number, missing[0])), "xlsx_unusual_xml")
        by_place: dict[int, list[bytes]] = {}
        for column in missing:
            after = bisect_right(columns, column)
            place = cells[after].start if after < len(cells) else cells[-1].end if cells else row.content
            by_place.setdefault(place, []).append(self._cell(row.number, column, None, wishes[column]))
        return [(place, place, b"".join(texts)) for place, texts in by_place.items()]

    def _new_row(self, number: int, wishes: Mapping[int, Wanted]) -> bytes:
        prefix = self._dialect.prefix
        pattern = self._draft.rows.get(self._draft.pattern_rows.get(number, 0))
        attributes = b""
        if pattern is not None:
            opening = self._data[pattern.start : pattern.content].rstrip(b"/> \t\r\n")
            attributes = _ROW_OWN_ATTRIBUTES.sub(b"", opening.removeprefix(f"<{prefix}row".encode()))
        if self._draft.veils.get(number):
            attributes += b' hidden="1"'
        cells = b"".join(self._cell(number, column, None, wishes[column]) for column in sorted(wishes))
        return f'<{prefix}row r="{number}"'.encode() + attributes + b">" + cells + self._dialect.row_close

    def _cell(self, number: int, column: int, cell: Cell | None, wanted: Wanted) -> bytes:
        value, prefix = wanted.value, self._dialect.prefix
        if self._guard.watches or (cell is not None and cell.inside):
            self._guard.check(number, column, cell)
        opening = self._opening(number, column, cell, wanted)
        if wanted.formula is not None:
            self._guard.formulas_changed = True
            return f"{opening}><{prefix}f>{escape(wanted.formula)}</{prefix}f></{prefix}c>".encode()
        if not isinstance(value, str):
            return (opening + rest_of_cell(value, prefix, epoch_1904=self._epoch_1904)).encode()
        if (rest := self._texts.get(value)) is None:
            if utf16_length(value) > LONGEST_TEXT:
                raise self._draft.refusal(str(Place(number, column)), "xlsx_text_too_long")
            rest = self._texts[value] = rest_of_cell(value, prefix, epoch_1904=self._epoch_1904)
        return (opening + rest).encode()

    def _opening(self, number: int, column: int, cell: Cell | None, wanted: Wanted) -> str:
        """Give a cell's tag up to its kind; worked out once for all cells of a column with one look and type."""
        if cell.others if cell else wanted.style is None:
            before, after = self._around(number, column, cell, wanted)
            return f"{before}{number}{after}"
        usual = column, cell.style if cell else None, wanted.style, wanted.value.__class__
        around = self._openings.get(usual)
        if around is None:
            around = self._openings[usual] = self._around(number, column, cell, wanted)
        return f"{around[0]}{number}{around[1]}"

    def _around(self, number: int, column: int, cell: Cell | None, wanted: Wanted) -> tuple[str, str]:
        """Give what stands before and after the row's number in a cell's tag."""
        style, others = self._look(number, column, cell, wanted)
        look = f' s="{style}"' if style else ""
        return f'<{self._dialect.prefix}c r="{column_letters(column)}', f'"{look}{others}'

    def _look(self, number: int, column: int, cell: Cell | None, wanted: Wanted) -> tuple[int | None, str]:
        """Give the number of the cell's format and what else its tag says."""
        if wanted.style is not None:
            style: int | None = wanted.style
        elif cell is None:
            style = self._draft.style_for(number, column)
        else:
            style = int(cell.style) if cell.style else None
        style = self._styles.fitting(style, wanted.value)
        others = _OF_THE_OLD_VALUE.sub(b"", cell.others).decode().rstrip() if cell is not None and cell.others else ""
        return style, others


def _veiled(opening: bytes, *, hidden: bool) -> bytes:
    """Give a row's opening tag that says whether the row is hidden."""
    shown = _HIDDEN.sub(b"", opening)
    if not hidden:
        return shown
    end = len(shown) - (2 if shown.endswith(b"/>") else 1)
    return shown[:end].rstrip() + b' hidden="1"' + shown[end:]
