"""Whether a cell shows what it should."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from tests.oracle.kpis_in_sql import Found
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet

ONE_DAY = timedelta(days=1)
DIGITS = Fraction(1, 10**14)
"""A cell keeps 15 digits."""


def shows(cell: object, found: Found, words: Mapping[str, str]) -> bool:
    """Say whether a cell shows a figure to its last digit, or the reason why there is none."""
    if found.value is None:
        return cell == words[found.why]
    return is_number(cell, found.value)


def is_number(cell: Cell, value: Fraction | int | None) -> bool:
    """Say whether a cell shows a number to its last digit; nothing is shown as a blank."""
    if value is None:
        return cell is None
    if not isinstance(cell, int | float | Decimal):
        return False
    return abs(Fraction(cell) - value) <= abs(value) * DIGITS


def numbers(sheet: Sheet) -> set[tuple[int, int]]:
    """Find every cell that holds a number, or a day."""
    return {
        (row, column)
        for row, cells in enumerate(sheet)
        for column, cell in enumerate(cells)
        if isinstance(cell, int | float | Decimal | date)
    }
