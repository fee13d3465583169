"""Numbers that their look makes a date, a time of day or a duration."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta

from sheetcrm.values import Raw
from sheetcrm.values import from_serial
from sheetcrm.workbooks.xlsx.styles import DateLook


def as_shown(stored: Raw, look: DateLook | None, *, epoch_1904: bool) -> Raw:
    """Give a number that is shown as a date or time as one, and anything else as it is."""
    if look is None or not isinstance(stored, float):
        return stored
    if look is DateLook.DURATION:
        return timedelta(days=stored)
    return _moment(stored, epoch_1904=epoch_1904)


def _moment(days: float, *, epoch_1904: bool) -> date | time | float:
    if 0 <= days < 1 and not epoch_1904:
        return (datetime.combine(date.min, time.min) + timedelta(days=days)).time()
    moment = from_serial(days, epoch_1904=epoch_1904)
    if not isinstance(moment, datetime):
        return days
    return moment.date() if days == int(days) else moment
