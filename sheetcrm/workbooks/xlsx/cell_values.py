"""Values as a cell's XML keeps them: written, and compared with what stands there."""

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
from sheetcrm.workbooks.xlsx.cell_text import inline_item
from sheetcrm.workbooks.xlsx.sheet_xml import Stored

_SECOND = 1 / 86_400
_DIGITS = 15


def cell_xml(opening: str, value: Value, prefix: str, *, epoch_1904: bool) -> bytes:
    """Write a whole cell; `opening` is its tag up to the kind (`<c r="A1" s="3"`). Text is never a formula."""
    if value is None or value == "":
        return f"{opening}/>".encode()
    if isinstance(value, str):
        return f'{opening} t="inlineStr">{inline_item(value, prefix)}</{prefix}c>'.encode()
    if isinstance(value, bool):
        return f'{opening} t="b"><{prefix}v>{value:d}</{prefix}v></{prefix}c>'.encode()
    return f"{opening}><{prefix}v>{_number(value, epoch_1904=epoch_1904)}</{prefix}v></{prefix}c>".encode()


def _number(value: int | Decimal | date, *, epoch_1904: bool) -> str:
    if isinstance(value, date):
        return repr(to_serial(value, epoch_1904=epoch_1904))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"no cell can hold {value}")
    return str(value)


def holds(stored: Stored, value: Value, *, epoch_1904: bool) -> bool:
    """Say whether a cell already holds exactly a value: text as it is, numbers to 15 digits, times to the second."""
    if value is None or value == "":
        return stored is None or stored == ""
    if isinstance(value, str):
        return isinstance(stored, str) and stored == value
    if isinstance(value, bool) or isinstance(stored, bool):
        return value is stored
    if isinstance(value, date):
        wanted = float(to_serial(value, epoch_1904=epoch_1904))
        found = _days(stored, epoch_1904=epoch_1904)
        return found is not None and abs(found - wanted) < _SECOND / 2
    return isinstance(stored, float) and _rounded(stored) == _rounded(float(value))


def still_stands(expected: Raw, stored: Stored, *, epoch_1904: bool) -> bool:
    """Say whether what was read from a cell stands there (blanks, Unicode forms, last digits do not count)."""
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
    if isinstance(expected, int | float | Decimal) and not isinstance(stored, datetime):
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
