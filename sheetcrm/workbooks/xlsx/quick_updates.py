"""Updates of many rows of a regularly written sheet, for a third of what the general way costs.

Only what is simple is done here: a cell that stands where it was read and is written the usual way gets a new value.
Whatever needs more thought is left for `TableEdits`, which knows every case and words every refusal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import NamedTuple

from sheetcrm.values import Value
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.comparing import still_stands
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.cell_text import LONGEST_TEXT
from sheetcrm.workbooks.xlsx.cell_text import utf16_length
from sheetcrm.workbooks.xlsx.cell_values import rest_of_cell
from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.cell_xml import Stored
from sheetcrm.workbooks.xlsx.cell_xml import stored_value
from sheetcrm.workbooks.xlsx.dialect import PLAIN
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.row_pieces import BEFORE_CELLS
from sheetcrm.workbooks.xlsx.row_pieces import NUMBER
from sheetcrm.workbooks.xlsx.row_pieces import WHOLE
from sheetcrm.workbooks.xlsx.row_pieces import Irregular
from sheetcrm.workbooks.xlsx.row_pieces import Pieces
from sheetcrm.workbooks.xlsx.row_pieces import RowPieces
from sheetcrm.workbooks.xlsx.sheet_xml import Span
from sheetcrm.workbooks.xlsx.styles import StyleSheet
from sheetcrm.workbooks.xlsx.tables import TablePlace

BYTES_AN_EDIT = 4096
"""Of larger sheets with fewer edits, finding the few rows is cheaper than taking all apart."""
_ID = "id"
_BLANK = (None, "")
_SIMPLE = re.compile(
    rb'(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rb'(?:/>|>((?:<v>[^<]*</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)?)</c>)'
)
"""What follows the reference of a cell that holds no formula and says nothing unusual."""
_ARRAYS, _MERGED = (b"array", b"dataTable"), b"mergeCell"
"""Words without which no cell belongs to an array formula, a data table or a merged area."""


class _NotSimple(Exception):
    """A row needs more thought."""


class _Standing(NamedTuple):
    """A cell as it stands."""

    style: int | None
    stored: Stored


@dataclass(slots=True)
class Rewritten:
    """A sheet's new bytes, and what was done to them."""

    pieces: list[bytes]
    """Of nothing, when nothing was written."""
    written: dict[int, Mapping[int, Value]] = field(default_factory=dict)
    """Row → column → new value."""
    places: Mapping[int, Span] = field(default_factory=dict)
    """Where the new bytes hold the rows that are written."""
    left: list[UpdateRow] = field(default_factory=list)
    """Edits that need more thought."""
    proved: bool = False
    """Each cell's text has been read back already: only its place is left to prove."""


def rewrite_rows(book: Book, place: TablePlace, edits: Sequence[UpdateRow], styles: StyleSheet) -> Rewritten | None:
    """Make the simple ones of many updates; None when the sheet is not regular, or the general way is quicker."""
    data = book.package.xml(place.sheet.part)
    keys = {_ID, *(key for edit in edits for key in (*edit.cells, *edit.expected))}
    if len(edits) * BYTES_AN_EDIT < len(data) or not keys <= place.columns.keys():
        return None
    try:
        rows = RowPieces(data, [place.columns[key] for key in keys])
        if any(word in data for word in _ARRAYS) or _MERGED in rows.tail:
            return None
        return _QuickUpdates(book, place, rows, styles).make(edits)
    except (Irregular, UnusualXml):
        return None


class _QuickUpdates:
    """Makes the updates of one sheet."""

    def __init__(self, book: Book, place: TablePlace, rows: RowPieces, styles: StyleSheet) -> None:
        self._epoch_1904 = book.epoch_1904
        self._styles = styles
        self._rows = rows
        self._columns = place.columns
        self._slots = {key: rows.slots[column] for key, column in place.columns.items() if column in rows.slots}
        self._standing = _StandingCells(book)
        self._printed: dict[tuple[int | None, type, Value], bytes] = {}

    def make(self, edits: Sequence[UpdateRow]) -> Rewritten:
        """Rewrite the rows of simple edits. Raises: Irregular."""
        places: dict[int, Span] = {}
        result = Rewritten([self._rows.head], places=places, proved=True)
        simple = _one_a_row(edits, result.left)
        at = len(self._rows.head)
        for rows in self._rows.stretches():
            texts = [pieces[WHOLE] for pieces in rows]
            for place, pieces in enumerate(rows):
                if edit := simple.pop(number := int(pieces[NUMBER]), None):
                    texts[place] = self._row(edit, number, pieces, result)
                    places[number] = Span(at, at + len(texts[place]))
                at += len(texts[place])
            result.pieces.append(b"".join(texts))
        result.pieces = [*result.pieces, self._rows.tail] if result.written else []
        result.left += simple.values()
        return result

    def _row(self, edit: UpdateRow, number: int, pieces: Pieces, result: Rewritten) -> bytes:
        """Give a row with what an edit changes; the row as it is when the edit needs more thought."""
        new, wishes = list(pieces), {}
        try:
            self._prove(edit, pieces)
            for key, value in edit.cells.items():
                slot = self._slots[key]
                style, stored = self._standing[pieces[slot]]
                if value not in _BLANK if stored is None else not holds(stored, value, epoch_1904=self._epoch_1904):
                    new[slot], wishes[self._columns[key]] = self._print(style, value), value
        except _NotSimple:
            result.left.append(edit)
            return pieces[WHOLE]
        if wishes:
            result.written[number] = wishes
        return b"".join(new[BEFORE_CELLS:])

    def _prove(self, edit: UpdateRow, pieces: Pieces) -> None:
        """Make sure that the row is the one meant and holds what was read. Raises: _NotSimple."""
        row_id = self._standing[pieces[self._slots[_ID]]].stored
        if not isinstance(row_id, str) or row_id.strip() != edit.row_id:
            raise _NotSimple
        for key, raw in edit.expected.items():
            stored = self._standing[pieces[self._slots[key]]].stored
            if raw is not stored and not still_stands(raw, stored, epoch_1904=self._epoch_1904):
                raise _NotSimple

    def _print(self, style: int | None, value: Value) -> bytes:
        """Write a cell from its look on, and read it back; once for cells that become alike. Raises: _NotSimple."""
        alike = style, value.__class__, value
        if (printed := self._printed.get(alike)) is None:
            if isinstance(value, str) and utf16_length(value) > LONGEST_TEXT:
                raise _NotSimple
            fitting = self._styles.fitting(style, value)
            look = f' s="{fitting}"' if fitting else ""
            printed = (look + rest_of_cell(value, "", epoch_1904=self._epoch_1904)).encode()
            if not holds(self._standing[printed].stored, value, epoch_1904=self._epoch_1904):
                raise _NotSimple
            self._printed[alike] = printed
        return printed


class _StandingCells(dict[bytes, _Standing]):
    """What cells are, by what is written after their reference; worked out when first asked for."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, written: bytes) -> _Standing:
        match = _SIMPLE.fullmatch(written)
        if match is None:
            raise _NotSimple
        style, kind, inside = match.groups()
        stored = stored_value(Cell(0, style, kind or b"n", b"", inside, 0, 0), PLAIN, self._book)
        self[written] = standing = _Standing(int(style) if style else None, stored)
        return standing


def _one_a_row(edits: Sequence[UpdateRow], left: list[UpdateRow]) -> dict[int, UpdateRow]:
    """Give the edits that say by id and number which row they mean, where no other means it too; leave the others."""
    ids, rows = Counter(edit.row_id for edit in edits), Counter(edit.row for edit in edits)
    simple: dict[int, UpdateRow] = {}
    for edit in edits:
        alone = ids[edit.row_id] == rows[edit.row] == 1
        if alone and edit.row_id is not None and edit.row is not None and edit.row >= FIRST_DATA_ROW:
            simple[edit.row] = edit
        else:
            left.append(edit)
    return simple
