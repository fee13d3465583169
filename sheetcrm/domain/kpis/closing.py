"""What is shown of closed months and beside them: kept figures never move, what changed later joins the open month.

All that changed in closed months since it was settled is shown in the first open month, as if booked on its first day.
So the months always add up to what the records say, and none that is closed moves. States, medians and means of shares
cannot be added over months: they are kept as they were and never adjusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.integers import Keys
from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.integers import difference
from sheetcrm.domain.kpis.integers import total_of
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.live import live
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.measures import MeanOfShares
from sheetcrm.domain.kpis.measures import Median
from sheetcrm.domain.kpis.measures import Ratio
from sheetcrm.domain.kpis.measures import Sum
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import first_of_month
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import quarter_of
from sheetcrm.domain.kpis.periods import year_of
from sheetcrm.domain.kpis.prints import edition
from sheetcrm.domain.kpis.prints import print_of
from sheetcrm.domain.kpis.snapshot import Unsettled

EDITION = edition(CATALOGUE)
"""How KPIs are measured now."""

Adjustments = Mapping[date, Lines]
"""The closed month something comes from → what is added."""


class Shown(NamedTuple):
    """The integers that are shown for a period."""

    lines: Lines
    closed: bool = False
    """Whether they are kept and no longer move."""
    adjustments: Adjustments = MappingProxyType({})
    """What is among them of closed months before the period."""


def keeps(kpi: Kpi) -> bool:
    """Say whether closing a month keeps this KPI: neither what matures later nor what is known for today alone."""
    return not (kpi.matures or kpi.only_today or isinstance(kpi.measure, Growth | Attainment))


def adds_up_over_time(kpi: Kpi) -> bool:
    """Say whether months of this KPI can be added: then late entries become adjustments."""
    return isinstance(kpi.measure, Count | Sum | Distinct | Ratio) and not kpi.as_of


def shown(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Shown:
    """Give what is shown of a KPI that reads facts: kept figures where the period is closed, else what is recorded."""
    closings, until = facts.closings, facts.closings.until
    if not closings or not keeps(kpi) or not closings.captured((kpi.key, tuple(by))) or _cuts(period, until):
        return Shown(live(facts, kpi, by, period))
    if not adds_up_over_time(kpi):
        kept = _kept_alone(facts, kpi, by, period) if period.end <= until else None
        return Shown(live(facts, kpi, by, period)) if kept is None else Shown(kept, closed=True)
    parts = list(_parts(facts, kpi, by, period))
    adjustments: dict[date, Lines] = {}
    for month, lines in parts:
        if month < period.start:
            adjustments[month] = total_of([adjustments.get(month, {}), lines])
    return Shown(total_of(lines for _, lines in parts), period.end <= until, adjustments)


def _cuts(period: Period, until: date) -> bool:
    """Say whether a period begins or ends in the middle of a closed month."""
    return any(edge < until and edge.day != 1 for edge in period)


def _parts(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Iterator[tuple[date, Lines]]:
    """Give what a period is made of, each part with the month it is of."""
    until = facts.closings.until
    for month, of, lines in facts.closings.kept((kpi.key, tuple(by))):
        if period.start <= month < period.end:
            yield of.start, lines
    if period.end > until:
        start = max(period.start, until)
        yield start, live(facts, kpi, by, Period(start, period.end))
    if period.start <= until < period.end:
        for source, (before, now) in unsettled(facts, kpi, by).items():
            yield source, difference(now, before)


def _kept_alone(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Lines | None:
    """Give what was kept of a closed period whose months cannot be added; None when nobody kept such a period."""
    last = first_of_month(period.last_day)
    wanted = month_of(last) if kpi.as_of else period
    if wanted not in (month_of(last), quarter_of(last), year_of(last)):
        return None
    kept = facts.closings.kept((kpi.key, tuple(by)))
    return next((lines for month, of, lines in kept if month == last and of == wanted), {})


def unsettled(facts: Facts, kpi: Kpi, by: Sequence[str]) -> Unsettled:
    """Give what has changed in closed months since it was last settled: as settled, and as recorded now."""
    breakdown = (kpi.key, tuple(by))
    if kpi.as_of or not keeps(kpi) or not facts.closings.captured(breakdown):
        return {}
    if breakdown not in facts.unsettled:
        settled = _settled(facts, kpi, by)
        months = {month for name in _tables(kpi) for month in facts.tables[name].months()}
        changes = {}
        for month in sorted(settled.keys() | {one for one in months if one < facts.closings.until}):
            if _untouched(facts, kpi, month):
                continue
            before, now = settled.get(month, {}), live(facts, kpi, by, month_of(month))
            if difference(now, before) if adds_up_over_time(kpi) else now != before:
                changes[month] = (before, now)
        facts.unsettled[breakdown] = changes
    return facts.unsettled[breakdown]


def _settled(facts: Facts, kpi: Kpi, by: Sequence[str]) -> dict[date, Lines]:
    """Give what every closed month has been shown as, adjustments that later months took in being part of it."""
    settled: dict[date, Lines] = {}
    for _, of, lines in facts.closings.kept((kpi.key, tuple(by))):
        if of == month_of(of.start):
            adds_up = adds_up_over_time(kpi)
            settled[of.start] = total_of([settled.get(of.start, {}), lines]) if adds_up else lines
    return settled


def _untouched(facts: Facts, kpi: Kpi, month: date) -> bool:
    """Say whether a month's facts are those that were settled when the last month was closed."""
    last = facts.closings.snapshots[-1]
    return last.edition == EDITION and all(
        last.prints.get((name, month)) == print_of(facts, name, month) for name in _tables(kpi)
    )


def _tables(kpi: Kpi) -> set[str]:
    measure = kpi.measure
    if isinstance(measure, Ratio):
        return {measure.top.table, measure.bottom.table}
    assert isinstance(measure, Count | Sum | Distinct | Median | MeanOfShares)
    return {measure.table}


def not_adjusted(facts: Facts, kpi: Kpi, period: Period) -> tuple[date, ...]:
    """Name closed months that changed later without this KPI's figure of the first open month being able to say so."""
    if adds_up_over_time(kpi) or not period.start <= facts.closings.until < period.end:
        return ()
    return tuple(unsettled(facts, kpi, ()))


def without(lines: Lines, key: Keys, adjustments: Adjustments) -> Lines:
    """Take the adjustments of one line off again."""
    return total_of([{key: lines[key]}, *({key: one[key].negative()} for one in adjustments.values() if key in one)])
