"""When the year's opportunities come up: twelve months that end on the as-of day, the same number in each."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple


class Stretch(NamedTuple):
    """A calendar month, or the part of one that lies within the year, and how many opportunities fall into it."""

    first: date
    last: date
    size: int


def year_until(until: date, a_month: int) -> tuple[Stretch, ...]:
    """Give the twelve months up to a day, each with `a_month` opportunities.

    When the day is not the last of its month, the year begins within the same month of the year before, and the two
    parts share one month's opportunities by their days.
    """
    days = monthrange(until.year, until.month)[1]
    now = round(a_month * until.day / days)
    before = [_month(until.year, until.month - back) for back in range(11, 0, -1)]
    stretches = [Stretch(first, last, a_month) for first, last in before]
    year_ago_first, year_ago_last = _month(until.year - 1, until.month)
    if until.day >= year_ago_last.day:
        return (*stretches, Stretch(until.replace(day=1), until, a_month))
    opening = Stretch(year_ago_first.replace(day=until.day + 1), year_ago_last, a_month - now)
    return (opening, *stretches, Stretch(until.replace(day=1), until, now))


def _month(year: int, month: int) -> tuple[date, date]:
    """Give the first and last day of a month; month 0 is December of the year before."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
