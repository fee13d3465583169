"""Targets that belong to a KPI, a breakdown and a period."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from datetime import date
from decimal import Context
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import TargetKey
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.measures import Sum
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import first_of_month
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import months_in
from sheetcrm.domain.kpis.target_facts import SYSTEM

_EXACT = Context(prec=60)


class Share(NamedTuple):
    """How many days of a month somebody was there for."""

    month: date
    days: int
    of: int


class Goal(NamedTuple):
    """What should be reached in a period, and what has to be said beside it."""

    value: Decimal | None
    """None while a month has no target."""
    missing: tuple[date, ...]
    """The months without a target."""
    shares: tuple[Share, ...]
    """The months a rep was there for in part: their targets count by the days."""


def targets_for(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> dict[tuple[Key, ...], Decimal]:
    """Give the target of every line that has one for each month of the period."""
    goals = goals_for(facts, kpi, by, period)
    return {line: goal.value for line, goal in goals.items() if goal.value is not None}


def goals_for(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> dict[tuple[Key, ...], Goal]:
    """Give the goal of every line that has a target for some month of the period.

    Months are added for what adds up over time; a rate or a state has a target for one month only. A rep's months
    count by the calendar days he was there. A period that is not made of whole months has no targets.
    """
    months = tuple(months_in(period)) if period.whole_months else ()
    if not months or len(by) > 1 or (len(months) > 1 and not adds_up(kpi)):
        return {}
    level = by[0] if by else SYSTEM
    some = {target.key for target in facts.targets if (target.kpi, target.level) == (kpi.key, level)}
    goals: dict[tuple[Key, ...], Goal] = {}
    for key in sorted(some, key=lambda one: (one is None, one or "")):
        shares = [_share(facts, kpi, level, key, month) for month in months]
        parts = [facts.targets.get(TargetKey(kpi.key, level, key, month)) for month in months]
        goal = _goal([(part, share) for part, share in zip(parts, shares, strict=True) if share.days])
        if goal is not None:
            goals[(key,) if by else ()] = goal
    return goals


def month_target(facts: Facts, kpi: Kpi, key: TargetKey, target: Decimal) -> Decimal | None:
    """Give a month's target as it counts: a rep's by the days he was there; None for somebody who was not at all."""
    goal = _goal([(target, share)]) if (share := _share(facts, kpi, key.level, key.key, key.month)).days else None
    return None if goal is None else goal.value


def targets_by_month_alone(facts: Facts, kpi: Kpi, period: Period) -> bool:
    """Say whether there are targets in a period's months that days of it cannot be measured by.

    A running month is measured by its whole target; the days of a range by a part of it would read as more reached.
    """
    first = first_of_month(period.start)
    return not period.whole_months and any(
        target.kpi == kpi.key and first <= target.month < period.end for target in facts.targets
    )


def adds_up(kpi: Kpi) -> bool:
    """Say whether months make a quarter by adding: what happens does, a rate, a mean or a state does not."""
    return isinstance(kpi.measure, Count | Sum | Distinct) and not kpi.as_of


def _goal(months: Sequence[tuple[Decimal | None, Share]]) -> Goal | None:
    if all(target is None for target, _ in months):
        return None
    missing = tuple(share.month for target, share in months if target is None)
    shares = tuple(share for target, share in months if target is not None and share.days < share.of)
    value = None if missing else _added(months)
    return Goal(value, missing, shares)


def _added(months: Iterable[tuple[Decimal | None, Share]]) -> Decimal:
    """Add parts of targets as fractions, and divide once."""
    total = sum((Fraction(target or 0) * Fraction(share.days, share.of) for target, share in months), Fraction(0))
    return _EXACT.divide(Decimal(total.numerator), Decimal(total.denominator))


def _share(facts: Facts, kpi: Kpi, level: str, key: Key, month: date) -> Share:
    period = month_of(month)
    days = range(period.start.toordinal(), period.end.toordinal())
    spans = facts.employment.get(key or "", ()) if level == "rep" else ()
    if not spans or not adds_up(kpi) or month < facts.closings.until:  # a closed month keeps its target as it counted
        return Share(month, len(days), len(days))
    there = [range(start.toordinal(), end.toordinal() + 1) for start, end in spans]
    return Share(month, sum(any(day in span for span in there) for day in days), len(days))
