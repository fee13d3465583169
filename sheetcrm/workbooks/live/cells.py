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

ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
    | {"#CONNECT!", "#UNKNOWN!", "#GETTING_DATA"}
)
_ERROR_NUMBERS = range(-2146828288, -2146826000)
"""What Windows gives for an error cell that xlwings has no word for; numbers themselves arrive as floats."""
_MIDNIGHT = time()
_NO_DAY = date(1899, 12, 30)
"""A time of day without a day is one on this day."""
_HALF_A_SECOND = timedelta(milliseconds=500)
_PLAIN_TEXT = re.compile(r"[^\W\d_][^\d]*")
"""Begins with a letter and has no digit: no program reads a formula, a number, a date or a share from it."""
_TRUTHS = frozenset({"true", "false"})
TEXT_FORMAT = "@"


def raw_of(told: object) -> Raw:
    """Understand a cell as xlwings tells it, the way files are understood."""
    if told is None or told == "":
        return None
    if isinstance(told, str):
        return CellError(told) if told in ERRORS else told
    if isinstance(told, bool):
        return told
    if isinstance(told, datetime):
        return _moment(told)
    if isinstance(told, int) and told in _ERROR_NUMBERS:
        return CellError("#ERROR!")
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
    return bool(_PLAIN_TEXT.fullmatch(text)) and text.lower() not in _TRUTHS and "\n" not in text


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
