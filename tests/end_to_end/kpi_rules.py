"""What KPI tabs must show, from the SQL figures: periods, growth, attainment, comparison, overlaps."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple

from kpis_in_sql import COUNTED
from kpis_in_sql import ONLY_TODAY
from kpis_in_sql import Found
from kpis_in_sql import Line
from kpis_in_sql import Sql

PERCENT = frozenset(
    {"lead_conversion", "win_rate", "win_rate_cohort", "margin", "margin_mean_of_orders", "margin_coverage",
     "stage_conversion", "revenue_attainment", "revenue_growth"}
)  # fmt: skip
BY_ORDER = frozenset({"orders", "order_value", "order_value_median", "margin_mean_of_orders"})
"""KPIs in which one order may stand in several lines."""
NOTHING = {
    "revenue_growth": Found(None, None, "nothing_before"),
    "revenue_attainment": Found(None, None, "no_target"),
}
"""What a line shows in which nothing ever happened, where that is not simply 0 or nothing to divide by."""


class Days(NamedTuple):
    """From a day up to, not including, another."""

    start: date
    end: date


@dataclass(frozen=True)
class Rules:
    """The figures of one workbook, as of one day, for one month."""

    sql: Sql
    today: date
    month: date

    @property
    def now(self) -> Days:
        """The month, up to today while it runs."""
        return self._of(self.month)

    def _of(self, month: date, back: int = 0) -> Days:
        """Give a month `back` months earlier, cut like the one it is compared with."""
        earlier = months_earlier(month, back)
        if not month <= self.today < _next_month(month) - timedelta(days=1):
            return Days(earlier, _next_month(earlier))
        length = monthrange(earlier.year, earlier.month)[1]
        return Days(earlier, earlier.replace(day=min(self.today.day, length)) + timedelta(days=1))

    def year(self, kpi: str, by: Sequence[str]) -> dict[Line, Found]:
        """Give a KPI of the twelve months that end with this one, line by line."""
        return self.sql.ask(kpi, by, f"{months_earlier(self.month, 11)}", f"{self.now.end}")

    def lines(self, kpi: str, by: Sequence[str], back: int = 0) -> dict[Line, Found]:
        """Give a KPI of the month `back` months earlier, line by line."""
        days = self._of(self.month, back)
        if kpi in ONLY_TODAY and days.end <= self.today:
            return {} if by else {(): Found(None, None, "only_today")}
        if kpi == "revenue_growth":
            now, before = self.lines("revenue", by, back), self.lines("revenue", by, back + 1)
            return {line: growth(now.get(line, _ZERO), before.get(line, _ZERO)) for line in now | before}
        if kpi == "revenue_attainment":
            now = self.lines("revenue", by, back)
            goals = self.sql.goals("revenue", by[0] if by else "system", f"{days.start}")
            return {line: attainment(now.get(line, _ZERO), goals.get(line)) for line in now | goals}
        return self.sql.ask(kpi, by, f"{days.start}", f"{days.end}")

    def figure(self, kpi: str, by: Sequence[str], line: Line, back: int = 0) -> Found:
        """Give one figure, also of a line in which nothing happened."""
        if kpi in ONLY_TODAY and self._of(self.month, back).end <= self.today:
            return Found(None, None, "only_today")
        return self.lines(kpi, by, back).get(line) or empty(kpi)

    def change(self, kpi: str) -> Found:
        """Compare with the month before: percentages by points, everything else in percent."""
        now, before = self.figure(kpi, (), ()), self.figure(kpi, (), (), 1)
        if kpi not in PERCENT:
            return growth(now, before)
        if now.value is None or before.value is None:
            return Found(None, None, now.why or before.why)
        return Found(now.value - before.value)

    def goal(self, kpi: str) -> Fraction | None:
        """Give the target of the whole company."""
        if kpi not in ("revenue", "orders", "opportunities", "leads"):
            return None
        return self.sql.goals(kpi, "system", f"{self.month}").get(())

    def goals(self, kpi: str, by: Sequence[str]) -> dict[Line, Fraction]:
        """Give the target of each line; reps of these books are there all month."""
        levels = ("department", "rep", "product_group", "source")
        if kpi not in ("revenue", "orders", "opportunities", "leads") or by[0] not in levels:
            return {}
        return self.sql.goals(kpi, by[0], f"{self.month}")

    def overlap(self, kpi: str, by: Sequence[str]) -> int:
        """Say how many orders stand in several lines; everything else must add up by itself."""
        lines, total = self.lines(kpi, by), self.figure(kpi, (), ())
        parts = [one.n if one.n is not None else one.value for one in lines.values()]
        whole = total.n if total.n is not None else total.value
        if kpi in BY_ORDER:
            return int(sum(parts) - (whole or 0))
        if kpi not in ("revenue_attainment", "revenue_growth"):
            assert sum(parts) == (whole or 0), (kpi, by)
        return 0


_ZERO = Found(Fraction(0))


def empty(kpi: str) -> Found:
    """Give what stands in a line nothing happened in: 0 for counts and sums, else a blank with its reason."""
    return _ZERO if kpi in COUNTED else NOTHING.get(kpi, Found(None, 0, "no_denominator"))


def growth(now: Found, before: Found) -> Found:
    """(cur − prev)/|prev|; previous = 0 and current > 0 shows "new"."""
    if now.value is None:
        return Found(None, None, now.why)
    if not before.value:
        return Found(None, None, "new" if before.value == 0 and now.value > 0 else "nothing_before")
    return Found((now.value - before.value) * 100 / abs(before.value))


def attainment(now: Found, goal: Fraction | None) -> Found:
    """Actual / target."""
    if goal is None or goal <= 0:
        return Found(None, None, "no_target")
    return Found(None, None, now.why) if now.value is None else Found(now.value * 100 / goal)


def months_earlier(month: date, back: int) -> date:
    """Give the first day of an earlier month."""
    year, place = divmod(month.year * 12 + month.month - 1 - back, 12)
    return date(year, place + 1, 1)


def _next_month(month: date) -> date:
    return months_earlier(month, -1)
