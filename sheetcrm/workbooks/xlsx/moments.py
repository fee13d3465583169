"""Numbers that their look makes a date, a time of day or a duration."""

from __future__ import annotations

from datetime import timedelta

from sheetcrm.values import Raw
from sheetcrm.workbooks.moments import moment_of
from sheetcrm.workbooks.xlsx.styles import DateLook


def as_shown(stored: Raw, look: DateLook | None, *, epoch_1904: bool) -> Raw:
    """Give a number that is shown as a date or time as one, and anything else as it is."""
    if look is None or not isinstance(stored, float):
        return stored
    if look is DateLook.DURATION:
        return timedelta(days=stored)
    return moment_of(stored, epoch_1904=epoch_1904)
