"""Answers of functions as a spreadsheet program takes them: exact numbers as its own, days and blanks in its way."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sheetcrm.values import Value

_Day = TypeVar("_Day")
_Blank = TypeVar("_Blank")


def shown(
    answers: Sequence[Sequence[Value]], day: Callable[[date], _Day], blank: _Blank
) -> list[list[str | int | float | bool | _Day | _Blank]]:
    """Give rows of cells. `day` turns a day, with or without a time, into what the program calls one."""
    return [[_shown(value, day, blank) for value in row] for row in answers]


def _shown(value: Value, day: Callable[[date], _Day], blank: _Blank) -> str | int | float | bool | _Day | _Blank:
    if value is None:
        return blank
    if isinstance(value, Decimal):
        return float(value)
    return day(value) if isinstance(value, date) else value
