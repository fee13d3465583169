"""Numbers that a spreadsheet shows as dates or times."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta

from sheetcrm.values import from_serial


def moment_of(days: float, *, epoch_1904: bool = False) -> date | time | float:
    """Give the day, the day and time, or the time alone that a number stands for; itself when it is none."""
    if 0 <= days < 1 and not epoch_1904:
        return (datetime.combine(date.min, time.min) + timedelta(days=days)).time()
    moment = from_serial(days, epoch_1904=epoch_1904)
    if not isinstance(moment, datetime):
        return days
    return moment.date() if days == int(days) else moment
