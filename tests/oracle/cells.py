"""Whether a cell shows what it should."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from tests.oracle.kpis_in_sql import Found
from tests.oracle.raw_sheets import Sheet

ONE_DAY = timedelta(days=1)
DIGITS = Fraction(1, 10**14)
"""A cell keeps 15 digits."""


def shows(cell: object, found: Found, words: Mapping[str, str]) -> bool:
    """Say whether a cell shows a figure to its last digit, or the reason why there is none."""
    if found.value is None:
        return cell == words[found.why]
    if not isinstance(cell, int | float | Decimal):
        return False
    return abs(Fraction(cell) - found.value) <= abs(found.value) * DIGITS


def numbers(sheet: Sheet) -> set[tuple[int, int]]:
    """Find every cell that holds a number."""
    return {
        (row, column)
        for row, cells in enumerate(sheet)
        for column, cell in enumerate(cells)
        if isinstance(cell, int | float | Decimal)
    }
