"""The stretches of time a KPI is computed for: months, quarters, years, any range; and what each is compared with."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from datetime import timedelta
from typing import NamedTuple

from sheetcrm.values import decode_period

ONE_DAY = timedelta(days=1)
MONTHS_A_YEAR = 12


class Period(NamedTuple):
    """From `start` up to, but not including, `end`."""

    start: date
    end: date

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - ONE_DAY

    @property
    def whole_months(self) -> int:
        """How many calendar months the period is made of; 0 when it does not begin and end with a month."""
        if self.start.day != 1 or self.end.day != 1:
            return 0
        return month_number(self.end) - month_number(self.start)


class Cut(NamedTuple):
    """A period, and how much of it counts.

    A running one is cut after today, and so is all it is compared with: half a month never stands beside a whole one.
    """

    whole: Period
    now: Period

    @property
    def running(self) -> bool:
        """Whether the period is still running."""
        return self.now != self.whole

    def previous(self) -> Cut:
        """Give the period before: as many months back as this one is long, or as many days.

        A running month or quarter is compared with as many days of the one before; whole years, which may have a
        29 February more, with the same dates.
        """
        months = self.whole.whole_months
        if not months:
            return self._days_back(self.whole.end - self.whole.start)
        before = self._months_back(months)
        if not self.running or months % MONTHS_A_YEAR == 0:
            return before
        end = before.whole.start + (self.now.end - self.now.start)
        return Cut(before.whole, Period(before.whole.start, min(end, before.whole.end)))

    def last_year(self) -> Cut:
        """Give the same period a year earlier."""
        return self._months_back(MONTHS_A_YEAR)

    def _months_back(self, months: int) -> Cut:
        start = shift_months(self.whole.start, -months)
        if self.whole.whole_months:
            whole = Period(start, shift_months(self.whole.end, -months))
        else:
            whole = Period(start, shift_months(self.whole.last_day, -months) + ONE_DAY)
        return Cut(whole, Period(start, shift_months(self.now.last_day, -months) + ONE_DAY) if self.running else whole)

    def _days_back(self, length: timedelta) -> Cut:
        return Cut(*(Period(period.start - length, period.end - length) for period in self))


def month_number(day: date) -> int:
    """Count months, so that their difference is a number of months."""
    return day.year * MONTHS_A_YEAR + day.month - 1


def shift_months(day: date, months: int) -> date:
    """Move by months; a day the month does not have becomes its last one."""
    year, month = divmod(month_number(day) + months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_of_month(day: date) -> date:
    """Give the first day of that day's month."""
    return day.replace(day=1)


def month_of(day: date) -> Period:
    """Give the calendar month a day lies in."""
    start = first_of_month(day)
    return Period(start, shift_months(start, 1))


def quarter_of(day: date) -> Period:
    """Give the calendar quarter a day lies in."""
    start = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Period(start, shift_months(start, 3))


def year_of(day: date) -> Period:
    """Give the calendar year a day lies in."""
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def months_in(period: Period) -> Iterator[date]:
    """Give the first day of every month that begins in the period."""
    month = first_of_month(period.start)
    if month < period.start:
        month = shift_months(month, 1)
    while month < period.end:
        yield month
        month = shift_months(month, 1)


def months_until(day: date, count: int) -> tuple[Period, ...]:
    """Give the last `count` months, the one of `day` being the last."""
    return tuple(month_of(shift_months(first_of_month(day), back)) for back in range(1 - count, 1))


def cut_at(period: Period, today: date) -> Cut:
    """Cut a period after today when it is still running."""
    running = period.start <= today < period.last_day
    return Cut(period, Period(period.start, today + ONE_DAY) if running else period)


def days_between(first: date, last: date) -> Period:
    """Give the period of these days, both included."""
    return Period(first, last + ONE_DAY)


def parse_period(text: str) -> Period | None:
    """Understand a period as people type it (see `values.decode_period`); None when it is blank or unreadable."""
    days = decode_period(text)
    return days_between(*days) if isinstance(days, tuple) else None
