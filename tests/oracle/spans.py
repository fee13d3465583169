"""The days a KPI speaks of, and those it is compared with: like with like."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from datetime import timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
YEAR = 12


class Days(NamedTuple):
    """From a day up to, not including, another."""

    start: date
    end: date

    @property
    def months(self) -> list[date]:
        """The calendar months these days are made of; none when they do not begin and end with a month."""
        if self.start.day != 1 or self.end.day != 1:
            return []
        count = (self.end.year - self.start.year) * YEAR + self.end.month - self.start.month
        return [earlier(self.start, -at) for at in range(count)]


class Span(NamedTuple):
    """Days, and those of them that have passed while they are running."""

    whole: Days
    now: Days

    def previous(self) -> Span:
        """Give as many months, or else days, before; of running ones as many days, of years up to the same date."""
        months = len(self.whole.months)
        if months and self.now != self.whole and months % YEAR:
            whole = self._back(months).whole
            return Span(whole, Days(whole.start, min(whole.start + (self.now.end - self.now.start), whole.end)))
        if months:
            return self._back(months)
        length = self.whole.end - self.whole.start
        return Span(*(Days(days.start - length, days.end - length) for days in self))

    def last_year(self) -> Span:
        """Give the same days a year before."""
        return self._back(YEAR)

    def _back(self, months: int) -> Span:
        whole = Days(earlier(self.whole.start, months), _end(self.whole.end, months, whole=bool(self.whole.months)))
        if self.now == self.whole:
            return Span(whole, whole)
        return Span(whole, Days(whole.start, _end(self.now.end, months, whole=False)))


def _end(end: date, months: int, *, whole: bool) -> date:
    return earlier(end, months) if whole else earlier(end - ONE_DAY, months) + ONE_DAY


def span_of(days: Days, today: date) -> Span:
    """Cut days after today while they are running."""
    running = days.start <= today < days.end - ONE_DAY
    return Span(days, Days(days.start, today + ONE_DAY) if running else days)


def month_of(day: date) -> Days:
    """Give the month a day lies in."""
    first = day.replace(day=1)
    return Days(first, earlier(first, -1))


def earlier(day: date, months: int) -> date:
    """Give the same day some months earlier; a day that month does not have is its last one."""
    year, place = divmod(day.year * YEAR + day.month - 1 - months, YEAR)
    return date(year, place + 1, min(day.day, monthrange(year, place + 1)[1]))
