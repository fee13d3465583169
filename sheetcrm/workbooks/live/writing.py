"""Carries out what is wanted of the sheets, block by block; looks at it afterwards, and puts all back if it failed."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import time
from datetime import timedelta
from decimal import Decimal
from functools import partial

import xlwings

from sheetcrm.errors import ExcelRefused
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.live.cells import fitting_format
from sheetcrm.workbooks.live.cells import shows
from sheetcrm.workbooks.live.cells import told_of
from sheetcrm.workbooks.live.drafting import Place
from sheetcrm.workbooks.live.drafting import TabDraft
from sheetcrm.workbooks.live.growing import grow
from sheetcrm.workbooks.live.native import TAKES_SEVERAL_AREAS
from sheetcrm.workbooks.live.native import add_link
from sheetcrm.workbooks.live.native import matrix
from sheetcrm.workbooks.live.native import remove_link
from sheetcrm.workbooks.live.painting import BETWEEN
from sheetcrm.workbooks.live.painting import painted
from sheetcrm.workbooks.live.reading import Span
from sheetcrm.workbooks.live.reading import range_of
from sheetcrm.workbooks.live.reading import read_cells
from sheetcrm.workbooks.live.refusals import refusal_of
from sheetcrm.workbooks.live.refusals import without_giving_up
from sheetcrm.workbooks.live.report_edits import PLAIN
from sheetcrm.workbooks.live.rows import Rows
from sheetcrm.workbooks.live.rows import is_formula
from sheetcrm.workbooks.live.swatches import Swatches
from sheetcrm.workbooks.rectangles import Block
from sheetcrm.workbooks.rectangles import blocks
from sheetcrm.workbooks.xlsx.references import column_letters

Undo = Callable[[], None]
_SECONDS = 86_400


class Writer:
    """Writes drafts; remembers for each step how to take it back."""

    def __init__(self, file: str, swatches: Swatches | None) -> None:
        """Keep what errors call the workbook, and where looks are copied from."""
        self._file = file
        self._swatches = swatches
        self._undo: list[Undo] = []
        self._takes_several = TAKES_SEVERAL_AREAS
        """Excel copies into several areas at once; until it refuses to."""

    def write(self, draft: TabDraft, rows: Rows) -> None:
        """Make what a draft wants. Raises: what Excel raises, ExcelRefused."""
        sheet = draft.tab.sheet
        if draft.growth is not None:
            grow(draft, draft.growth, self._undo.append)
        if draft.values:
            self._remember(draft, rows)
        for address, look in painted(draft.looks):
            self._paint(sheet, address, look)
        for place, target in draft.links.items():
            self._link(sheet.range(place), target)
        if draft.values:
            self._write_values(draft, rows)
        for block in blocks({(row, 1): hides for row, hides in draft.hidden.items()}):
            self._hide(sheet, block, hides=draft.hidden[block.top])
        for place, text in draft.stamp.items():
            self._stamp(sheet.range(place), text, draft.tab.texts.get(place[1]))

    def take_back(self) -> bool:
        """Put everything back as it was, the last step first; say whether every step could be taken back."""
        complete = True
        with without_giving_up():
            while self._undo:
                try:
                    self._undo.pop()()
                except Exception:
                    complete = False  # the other steps are taken back all the same
        return complete

    def _stamp(self, cell: xlwings.Range, text: str, before: str | None) -> None:
        self._undo.append(lambda: _set(cell, told_of(before)))
        _set(cell, told_of(text))

    def _remember(self, draft: TabDraft, rows: Rows) -> None:
        """Keep what the cells that will be written hold: formulas as such, all else as it was read."""
        sheet, box = draft.tab.sheet, _box(draft.values)
        formulas = matrix(range_of(sheet, box).formula)
        held = {place: draft.tab.cell(*place) for place in draft.values}
        own = {
            place: said
            for place, raw in held.items()
            if is_formula(said := formulas[place[0] - box.top][place[1] - box.left], raw) or isinstance(raw, CellError)
        }

        def put_back() -> None:
            _write_blocks(sheet, {place: _as_value(raw) for place, raw in held.items()}, rows)
            for place, formula in own.items():
                sheet.range(place).formula = formula

        self._undo.append(put_back)

    def _write_values(self, draft: TabDraft, rows: Rows) -> None:
        """Write, look, write once more what Excel took for something else, and look again."""
        sheet, values = draft.tab.sheet, draft.values
        _write_blocks(sheet, values, rows)
        if wrong := _misunderstood(sheet, values):
            for place, value in wrong.items():
                cell = sheet.range(place)
                self._undo.append(partial(setattr, cell, "number_format", cell.number_format))
                cell.number_format = fitting_format(value)
                _set(cell, value if isinstance(value, str) and not value.startswith("'") else told_of(value))
            if still := _misunderstood(sheet, wrong):
                row, column = next(iter(still))
                raise ExcelRefused(file=self._file, said=f"{draft.tab.title}!{column_letters(column)}{row}")

    def _paint(self, sheet: xlwings.Sheet, address: str, look: str) -> None:
        """Give cells a look; area by area when Excel does not take several at once."""
        pieces = address.split(BETWEEN)
        if len(pieces) > 1 and self._takes_several:
            try:
                self._copy_look(sheet.range(address), look)
            except Exception as error:
                if not isinstance(refusal_of(error, self._file), ExcelRefused):
                    raise
                self._takes_several = False
            else:
                return
        for piece in pieces:
            self._copy_look(sheet.range(piece), look)

    def _copy_look(self, area: xlwings.Range, look: str) -> None:
        if look == PLAIN:
            area.clear_formats()
        elif self._swatches is not None:
            self._swatches.sheet.range(self._swatches.places[look]).copy(area)

    def _link(self, cell: xlwings.Range, target: str | None) -> None:
        if target is None:
            remove_link(cell)
        else:
            self._undo.append(lambda: remove_link(cell))
            add_link(cell, target)

    def _hide(self, sheet: xlwings.Sheet, block: Block, *, hides: bool) -> None:
        rows = sheet.range((block.top, 1), (block.bottom, 1)).rows

        def put_back() -> None:
            rows.hidden = not hides

        self._undo.append(put_back)
        rows.hidden = hides


def _write_blocks(sheet: xlwings.Sheet, values: Mapping[Place, Value], rows: Rows) -> None:
    """Write neighbours together.

    Cells in hidden rows go alone: into a range with rows that a filter hides Excel writes the first value everywhere
    (xlwings issue 747).
    """
    alone = {row for row in sorted({row for row, _ in values}, reverse=True) if len(values) > 1 and rows.is_hidden(row)}
    for block in blocks({place: place if place[0] in alone else None for place in values}):
        told = [
            [told_of(values[row, column]) for column in range(block.left, block.right + 1)]
            for row in range(block.top, block.bottom + 1)
        ]
        range_of(sheet, Span(*block)).value = told


def _set(cell: xlwings.Range, told: object) -> None:
    cell.value = told


def _misunderstood(sheet: xlwings.Sheet, values: Mapping[Place, Value]) -> dict[Place, Value]:
    """Read what was written and give what does not stand there as it should."""
    box = _box(values)
    stands = read_cells(sheet, box)
    return dict(_differing(values, stands, box))


def _differing(values: Mapping[Place, Value], stands: list[list[Raw]], box: Span) -> Iterator[tuple[Place, Value]]:
    for (row, column), value in values.items():
        if not shows(stands[row - box.top][column - box.left], value):
            yield (row, column), value


def _box(places: Mapping[Place, object]) -> Span:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Span(min(rows), min(columns), max(rows), max(columns))


def _as_value(raw: Raw) -> Value:
    """Give what was read as what is written; an error is put back as the formula, or the word, that it is."""
    if isinstance(raw, time):
        return Decimal((raw.hour * 60 + raw.minute) * 60 + raw.second) / _SECONDS
    if isinstance(raw, timedelta):
        return Decimal(repr(raw / timedelta(days=1)))
    if isinstance(raw, CellError):
        return None
    return Decimal(repr(raw)) if isinstance(raw, float) else raw
