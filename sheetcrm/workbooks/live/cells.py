"""Values as Excel tells them and takes them: a text is never taken for a formula, a number or a date."""

from __future__ import annotations

import re
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.comparing import holds

_ERROR_NUMBERS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
    2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!", 2049: "#FIELD!",
    2050: "#CALC!",
}  # fmt: skip
ERRORS = frozenset(_ERROR_NUMBERS.values())
_FIRST_ERROR = -2146828288
"""Windows gives an error cell as this number more; numbers themselves arrive as floats."""
_MIDNIGHT = time()
_NO_DAY = date(1899, 12, 30)
"""A time of day without a day is one on this day."""
_HALF_A_SECOND = timedelta(milliseconds=500)
_PLAIN_TEXT = re.compile(r"[^\W\d_][^\d]*")
"""Begins with a letter and has no digit: no program reads a formula, a number, a date or a share from it."""
_TRUTHS = frozenset({"true", "false"})
TEXT_FORMAT = "@"


def raw_of(told: object) -> Raw:
    """Understand a cell as Excel tells it, the way files are understood."""
    if told is None or told == "":
        return None
    if isinstance(told, str | bool):
        return told
    if isinstance(told, datetime):
        return _moment(told)
    if isinstance(told, int) and _FIRST_ERROR <= told < _FIRST_ERROR + 4096:
        return CellError(_ERROR_NUMBERS.get(told - _FIRST_ERROR, "#ERROR!"))
    if isinstance(told, int | float | Decimal):
        return float(told)
    return str(told)


def _moment(told: datetime) -> date | time:
    """Give a day, a day and time, or a time of day, to the second."""
    moment = (told.replace(tzinfo=None) + _HALF_A_SECOND).replace(microsecond=0)
    if moment.date() == _NO_DAY:
        return moment.time()
    return moment.date() if moment.time() == _MIDNIGHT else moment


def told_of(value: Value) -> object:
    """Give what Excel is told so that a cell holds a value. A leading apostrophe says "text" and is no part of it."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value if _is_plain(value) else f"'{value}"
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value if isinstance(value, datetime) else datetime.combine(value, _MIDNIGHT)
    return float(value)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN_TEXT.fullmatch(text)) and text.strip().lower() not in _TRUTHS and "\n" not in text


def shows(stored: Raw, value: Value) -> bool:
    """Say whether a cell that was written holds the value and shows it as what it is."""
    return holds(stored, value, epoch_1904=False) and (not isinstance(value, date) or isinstance(stored, date))


def fitting_format(value: Value) -> str:
    """Give the number format in which a cell cannot but show a value as what it is."""
    if isinstance(value, str):
        return TEXT_FORMAT
    if isinstance(value, datetime) and value.time() != _MIDNIGHT:
        return "dd/mm/yyyy hh:mm"
    return "dd/mm/yyyy" if isinstance(value, date) else "General"
