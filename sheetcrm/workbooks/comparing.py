"""Whether a cell says what it should, or still what it said when it was read; the same for every backend."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import normalise_text
from sheetcrm.values import to_serial

_SECOND = 1 / 86_400
_DIGITS = 15
_FIRST_SURE_DAY = 61
"""Below 1 March 1900 programs disagree about days, so a reader's date does not tell the number in the cell."""


def holds(stored: Raw, value: Value, *, epoch_1904: bool) -> bool:
    """Say whether a cell already holds exactly a value: text as it is, numbers to 15 digits, times to the second."""
    if value is None or value == "":
        return stored is None or stored == ""
    if stored is None:
        return False
    if isinstance(value, str):
        return isinstance(stored, str) and stored == value
    if isinstance(value, bool) or isinstance(stored, bool):
        return value is stored
    if isinstance(value, date):
        wanted = float(to_serial(value, epoch_1904=epoch_1904))
        found = _days(stored, epoch_1904=epoch_1904)
        return found is not None and abs(found - wanted) < _SECOND / 2
    return isinstance(stored, float) and (stored == value or _rounded(stored) == _rounded(float(value)))


def as_read(value: Value) -> Raw:
    """Give a value as a spreadsheet tells it when it is read again."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value if value != "" else None


def still_stands(expected: Raw, stored: Raw, *, epoch_1904: bool) -> bool:
    """Say whether what was read from a cell stands there (blanks, Unicode forms, last digits do not count)."""
    if expected.__class__ is stored.__class__ and expected == stored:
        return True
    if expected is None or isinstance(expected, str):
        text = "" if stored is None else stored
        return isinstance(text, str) and normalise_text(text) == normalise_text(expected or "")
    if isinstance(expected, CellError):
        return stored == expected
    if isinstance(expected, bool) or isinstance(stored, bool):
        return expected is stored
    wanted, found = _days(expected, epoch_1904=epoch_1904), _days(stored, epoch_1904=epoch_1904)
    if wanted is None or found is None:
        return False
    if isinstance(expected, date | time) and max(wanted, found) < _FIRST_SURE_DAY:
        return True
    if isinstance(expected, int | float | Decimal) and not isinstance(stored, date):
        return _rounded(wanted) == _rounded(found)
    return abs(wanted - found) < _SECOND


def _days(raw: Raw, *, epoch_1904: bool) -> float | None:
    """Give the number a cell keeps for a raw value; None for text, errors and blanks."""
    if isinstance(raw, date):
        return float(to_serial(raw, epoch_1904=epoch_1904))
    if isinstance(raw, time):
        return (raw.hour * 3600 + raw.minute * 60 + raw.second + raw.microsecond / 1e6) * _SECOND
    if isinstance(raw, timedelta):
        return raw / timedelta(days=1)
    return float(raw) if isinstance(raw, int | float | Decimal) else None


def _rounded(number: float) -> str:
    return f"{number:.{_DIGITS}g}"
