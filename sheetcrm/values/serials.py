"""Days as spreadsheets count them: a number of days since the end of 1899 (or 1904), the fraction being the time."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal

from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import refuse

_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - days of a calendar, no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP_BUG = 60
"""Excel counts a 29 February 1900 that never was; below it the days of programs differ by one."""
_LAST = 2_958_465
"""31/12/9999."""
_SECONDS = 86_400
_SURE = 0.49
"""A number this near to a whole second is rounded without a doubt; nearer to a half, exactly."""


def from_serial(number: float | Decimal, *, epoch_1904: bool = False) -> datetime | Undecodable:
    """Give the day and time (to the second) a spreadsheet's number stands for."""
    finite = not isinstance(number, Decimal) or number.is_finite()
    if not (finite and (0 if epoch_1904 else _LEAP_BUG + 1) <= number <= _LAST - 1462 * epoch_1904):
        return refuse("date_out_of_range", number)
    seconds = round(float(number) * _SECONDS)
    if abs(float(number) * _SECONDS - seconds) > _SURE:
        seconds = int((Decimal(number) * _SECONDS).to_integral_value())
    return (_EPOCH_1904 if epoch_1904 else _EPOCH_1900) + timedelta(seconds=seconds)


def to_serial(day: date, *, epoch_1904: bool = False) -> int | float:
    """Give the number that stands for a day (whole) or a day and time (with a fraction), from March 1900 on."""
    epoch = _EPOCH_1904 if epoch_1904 else _EPOCH_1900
    if not isinstance(day, datetime):
        return (day - epoch.date()).days
    since = day - epoch
    return since.days + (since.seconds + since.microseconds / 1e6) / _SECONDS
