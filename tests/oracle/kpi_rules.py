"""What KPI tabs must show, from the SQL figures: periods, growth, attainment, comparison, overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from tests.oracle.kpis_in_sql import COUNTED
from tests.oracle.kpis_in_sql import ONLY_TODAY
from tests.oracle.kpis_in_sql import Found
from tests.oracle.kpis_in_sql import LeftOut
from tests.oracle.kpis_in_sql import Line
from tests.oracle.kpis_in_sql import Sql
from tests.oracle.spans import Days
from tests.oracle.spans import Span
from tests.oracle.spans import earlier
from tests.oracle.spans import month_of
from tests.oracle.spans import span_of

PERCENT = frozenset(
    {"lead_conversion", "win_rate", "win_rate_cohort", "margin", "margin_mean_of_orders", "margin_coverage",
     "stage_conversion", "revenue_attainment", "revenue_growth"}
)  # fmt: skip
BY_ORDER = frozenset({"orders", "order_value", "order_value_median", "margin_mean_of_orders"})
"""KPIs in which one order may stand in several lines."""
HAVE_TARGETS = ("revenue", "orders", "opportunities", "leads")
NOTHING = {
    "revenue_growth": Found(None, None, "nothing_before"),
    "revenue_attainment": Found(None, None, "no_target"),
}
"""What a line shows in which nothing ever happened, where that is not simply 0 or nothing to divide by."""


@dataclass(frozen=True)
class Rules:
    """The figures of one workbook, as of one day, for some days."""

    sql: Sql
    today: date
    days: Days

    @cached_property
    def span(self) -> Span:
        """The days, up to today while they run."""
        return span_of(self.days, self.today)

    def of(self, days: Days) -> Rules:
        """Give the rules of other days."""
        return replace(self, days=days)

    def year(self, kpi: str, by: Sequence[str]) -> dict[Line, Found]:
        """Give a KPI of the twelve months that end with these days, line by line."""
        return self.sql.ask(kpi, by, f"{earlier(self.days.start, 11)}", f"{self.span.now.end}")

    def lines(self, kpi: str, by: Sequence[str], span: Span | None = None) -> dict[Line, Found]:
        """Give a KPI line by line, of these days unless others are named."""
        span = span or self.span
        start, end = map(str, self._days(kpi, span))
        if self._is_forgotten(kpi, span):
            return {} if by else {(): Found(None, None, "only_today")}
        if kpi == "revenue_growth":
            now, before = self.lines("revenue", by, span), self.lines("revenue", by, span.previous())
            return {line: growth(now.get(line, _ZERO), before.get(line, _ZERO)) for line in now | before}
        if kpi == "revenue_attainment":
            now = self.lines("revenue", by, span)
            goals = self._goals("revenue", by[0] if by else "system", span.whole) if len(by) < 2 else {}
            why = self._no_target(span)
            return {line: attainment(now.get(line, _ZERO), goals.get(line), why) for line in now | goals}
        return self.sql.ask(kpi, by, start, end)

    def figure(self, kpi: str, by: Sequence[str], line: Line, span: Span | None = None) -> Found:
        """Give one figure, also of a line in which nothing happened."""
        if self._is_forgotten(kpi, span or self.span):
            return Found(None, None, "only_today")
        found = self.lines(kpi, by, span).get(line) or empty(kpi)
        return found._replace(why=self._no_target(span or self.span)) if found.why == "no_target" else found

    def _no_target(self, span: Span) -> str:
        """Say why there is none: nobody set one, or those that were set are for whole months."""
        first, end = f"{span.whole.start.replace(day=1)}", f"{span.whole.end}"
        touched = self.sql.has_goals("revenue", first, end) and not span.whole.months
        return "only_months" if touched else "no_target"

    def _is_forgotten(self, kpi: str, span: Span) -> bool:
        """Nobody keeps what was owed, or stood where, on an earlier day."""
        return kpi in ONLY_TODAY and span.now.end <= self.today

    def left_out(self, kpi: str, by: Sequence[str] = ()) -> dict[Line, LeftOut]:
        """Say what could not be counted."""
        if self._is_forgotten(kpi, self.span):
            return {}
        return self.sql.left_out(kpi, by, *map(str, self._days(kpi, self.span)))

    def _days(self, kpi: str, span: Span) -> Days:
        """Cut running days after today, but for what looks forward."""
        return span.whole if kpi == "forecast" else span.now

    def change(self, kpi: str) -> Found:
        """Compare with the days before: percentages by points, everything else in percent."""
        now, before = self.figure(kpi, (), ()), self.figure(kpi, (), (), self.span.previous())
        if kpi not in PERCENT:
            return growth(now, before)
        if now.value is None or before.value is None:
            return Found(None, None, now.why or before.why)
        return Found(now.value - before.value)

    def goal(self, kpi: str) -> Fraction | None:
        """Give the target of the whole company."""
        return self._goals(kpi, "system", self.days).get(()) if kpi in HAVE_TARGETS else None

    def _goals(self, kpi: str, level: str, days: Days) -> dict[Line, Fraction]:
        """Add up the targets of months, a rep's by the days he was there; a month without leaves all without."""
        monthly = {month: self.sql.goals(kpi, level, f"{month}") for month in days.months}
        lines = {line for goals in monthly.values() for line in goals}
        there = {line: {month: self._there(level, line, month) for month in monthly} for line in lines}
        return {
            line: sum((monthly[month][line] * part for month, part in parts.items() if part), Fraction(0))
            for line, parts in there.items()
            if any(parts.values()) and all(line in monthly[month] for month, part in parts.items() if part)
        }

    def _there(self, level: str, line: Line, month: date) -> Fraction:
        """Say what part of a month's days somebody was there; a source or product always is."""
        return self.sql.presence(line[0], month_of(month)) if level == "rep" else Fraction(1)

    def goals(self, kpi: str, by: Sequence[str]) -> dict[Line, Fraction]:
        """Give the target of each line."""
        if kpi not in HAVE_TARGETS or by[0] not in ("department", "rep", "product_group", "source"):
            return {}
        return self._goals(kpi, by[0], self.days)

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


def attainment(now: Found, goal: Fraction | None, why: str = "no_target") -> Found:
    """Actual / target."""
    if goal is None or goal <= 0:
        return Found(None, None, why)
    return Found(None, None, now.why) if now.value is None else Found(now.value * 100 / goal)
