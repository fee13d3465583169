"""Calls a function of cells by its name: every spreadsheet program comes in here."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sheetcrm.app.cell_functions.arrays import Answers
from sheetcrm.app.cell_functions.arrays import Grid
from sheetcrm.app.cell_functions.arrays import as_grid
from sheetcrm.app.cell_functions.arrays import stretched
from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.kpis import kpi_figure
from sheetcrm.app.cell_functions.kpis import kpi_table
from sheetcrm.app.cell_functions.moving import check
from sheetcrm.app.cell_functions.moving import next_ones
from sheetcrm.app.cell_functions.scoring import band
from sheetcrm.app.cell_functions.scoring import points
from sheetcrm.app.cell_functions.scoring import scored
from sheetcrm.app.cell_functions.scoring import why
from sheetcrm.app.cell_functions.unanswerable import Unanswerable
from sheetcrm.errors import SheetCrmError
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import is_blank

_NOTHING = timedelta.min
"""Marks a blank cell within a range: no cell holds it."""
_OneByOne = Callable[..., Value]


def _cell_by_cell(function: _OneByOne, book: CellBook, arguments: Sequence[Grid]) -> Answers:
    return [[_answer(function, book, cells) for cells in row] for row in stretched(arguments)]


def _answer(function: _OneByOne, book: CellBook, cells: Sequence[Raw]) -> Value:
    """Let one cell of a range that makes no sense not spoil the others."""
    try:
        return function(book, *cells)
    except Unanswerable as error:
        return error.in_language(book.lang)


def _figures(book: CellBook, arguments: Sequence[Grid]) -> Answers:
    """Give a figure a cell; beside a blank cell of a range of lines nothing stands, not the total."""
    lines = arguments[-1]
    if len(lines) == len(lines[0]) == 1:
        return _cell_by_cell(kpi_figure, book, arguments)
    marked = [[_NOTHING if is_blank(cell) else cell for cell in row] for row in lines]
    return _cell_by_cell(_figure_unless_blank, book, [*arguments[:-1], marked])


def _figure_unless_blank(book: CellBook, key: Raw, period: Raw, by: Raw, value: Raw) -> Value:
    return "" if value is _NOTHING else kpi_figure(book, key, period, by, value)


def _table(book: CellBook, arguments: Sequence[Grid]) -> Answers:
    key, by, period = (grid[0][0] for grid in arguments)
    return kpi_table(book, key, by, period)


FUNCTIONS: Mapping[str, Callable[[CellBook, Sequence[Grid]], Answers]] = {
    "CRM_SCORE": partial(scored, show=points),
    "CRM_BAND": partial(scored, show=band),
    "CRM_WHY": partial(scored, show=why),
    "CRM_CHECK": partial(_cell_by_cell, check),
    "CRM_NEXT": partial(_cell_by_cell, next_ones),
    "CRM_KPI": _figures,
    "CRM_KPI_TABLE": _table,
}


def call_function(name: str, book: CellBook, arguments: Sequence[object], lang: str) -> Answers:
    """Give what a function answers; arguments left out at the end are blank.

    What goes wrong is a sentence in one cell: in the workbook's language, or in `lang` when it cannot be read.
    """
    most = len(SIGNATURES[name])
    missing = [None] * (most - len(arguments))
    try:
        if len(arguments) > most:
            raise Unanswerable("function_arguments", name=name, most=most)
        return FUNCTIONS[name](book, [as_grid(one) for one in (*arguments, *missing)])
    except SheetCrmError as error:
        return [[error.in_language(_language(book, lang))]]


def _language(book: CellBook, lang: str) -> str:
    try:
        return book.lang
    except SheetCrmError:
        return lang
