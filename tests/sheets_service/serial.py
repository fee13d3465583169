"""Dates as numbers: days since 30 December 1899, the time of day behind the point."""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

EPOCH = datetime(1899, 12, 30)


def to_serial(moment: datetime) -> float:
    """The number of a moment."""
    passed = moment - EPOCH
    return passed.days + passed.seconds / 86400


def from_serial(number: float) -> datetime:
    """The moment of a number, to the second as it is shown."""
    return EPOCH + timedelta(seconds=round(number * 86400))
