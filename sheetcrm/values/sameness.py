"""Whether a cell already says what it should: compared as a spreadsheet keeps things, not as Python does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal

from sheetcrm.values.cells import CellError
from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Value
from sheetcrm.values.text import is_blank
from sheetcrm.values.text import normalise_text

SIGNIFICANT_DIGITS = 15
_MIDNIGHT = time()
_BLANK = (None, "")
_COMPARABLE = frozenset((type(None), str, int, float, date, datetime))
"""What is the same when Python calls it equal (but to a bool)."""


def same(value: Value, raw: Raw) -> bool:
    """Say whether `raw`, read from a cell, is what `value` becomes in a cell.

    Numbers agree to 15 significant digits, times to the second, text after normalisation; an error is never the same.
    """
    if isinstance(raw, CellError):
        return False
    if value is None or value == "":
        return is_blank(raw)
    if isinstance(value, str):
        return isinstance(raw, str) and (value == raw or normalise_text(value) == normalise_text(raw))
    if isinstance(value, bool) or isinstance(raw, bool):
        return value is raw
    if isinstance(value, int | Decimal):
        return isinstance(raw, int | float | Decimal) and _rounded(value) == _rounded(raw)
    return isinstance(raw, date) and _moment(value) == _moment(raw)


def differing(values: Sequence[Value], cells: Sequence[Raw]) -> list[int]:
    """Give the positions at which a column's cells are not the `same` as its values."""
    return [
        position
        for position, (value, raw) in enumerate(zip(values, cells, strict=True))
        if (value != raw or raw.__class__ not in _COMPARABLE or value.__class__ is bool)
        and (value not in _BLANK if raw is None else not same(value, raw))
    ]


def _rounded(number: int | float | Decimal) -> str:
    return (
        f"{number:.{SIGNIFICANT_DIGITS}g}" if isinstance(number, float) else f"{float(number):.{SIGNIFICANT_DIGITS}g}"
    )


def _moment(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, _MIDNIGHT)
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
