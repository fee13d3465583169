"""Closing months: what is kept of each, in order, and what taking the lock off would move."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.closing import adds_up_over_time
from sheetcrm.domain.kpis.closing import keeps
from sheetcrm.domain.kpis.closing import unsettled
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import TargetKey
from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.integers import difference
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.live import live
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import first_of_month
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import quarter_of
from sheetcrm.domain.kpis.periods import shift_months
from sheetcrm.domain.kpis.periods import year_of
from sheetcrm.domain.kpis.prints import all_prints
from sheetcrm.domain.kpis.prints import edition
from sheetcrm.domain.kpis.snapshot import Closings
from sheetcrm.domain.kpis.snapshot import Kept
from sheetcrm.domain.kpis.snapshot import Snapshot
from sheetcrm.domain.kpis.snapshot import TargetOf
from sheetcrm.domain.kpis.target_facts import SYSTEM
from sheetcrm.domain.kpis.targets import targets_for


def with_closings(facts: Facts, closings: Closings) -> Facts:
    """Give the facts with the months closed that had ended by their day; closed months keep their targets, too."""
    closings = closings.known_on(facts.today)
    recorded = facts.targets if facts.recorded_targets is None else facts.recorded_targets
    targets = {key: value for key, value in recorded.items() if key.month >= closings.until}
    for snapshot in closings.snapshots:
        for (kpi, level, key), value in snapshot.targets.items():
            targets[TargetKey(kpi, level, key, snapshot.month)] = value
    return replace(facts, closings=closings, targets=targets, recorded_targets=recorded)


def close_through(facts: Facts, last: date, reps: Callable[[Period], Sequence[str]]) -> tuple[Snapshot, ...]:
    """Close every open month up to and including one, the earliest first; the first one takes in all adjustments.

    Args:
        facts: what is known, with the months closed so far.
        last: the first day of the last month to close.
        reps: names who has a line of their own in a month.

    """
    month = facts.closings.until if facts.closings else _first_month(facts, last)
    snapshots: list[Snapshot] = []
    while month <= last:
        snapshots.append(_close(facts, month, tuple(reps(month_of(month))), adjusts=not snapshots))
        month = shift_months(month, 1)
    return tuple(snapshots)


def _first_month(facts: Facts, last: date) -> date:
    tables = facts.tables.values()
    months = [month for table in tables for month in table.months()]
    began = [min(days) for table in tables if table.until is not None and (days := [day for day in table.days if day])]
    months += [first_of_month(date.fromordinal(day)) for day in began]
    return min([*months, *(target.month for target in facts.targets), last])


def _close(facts: Facts, month: date, reps: tuple[str, ...], *, adjusts: bool) -> Snapshot:
    kept: dict[Kept, Lines] = {}
    breakdowns = [(kpi, by) for kpi in CATALOGUE.values() if keeps(kpi) for by in ((), *kpi.by)]
    for kpi, by in breakdowns:
        for period in _periods(kpi, month):
            if lines := live(facts, kpi, by, period):
                kept[Kept((kpi.key, by), period)] = lines
        if adjusts:
            kept |= dict(_adjustments(facts, kpi, by))
    targets = _targets(facts, month)
    captured = frozenset((kpi.key, by) for kpi, by in breakdowns)
    prints = all_prints(facts, month_of(month).end)
    return Snapshot(month, facts.today, captured, kept, targets, reps, edition(CATALOGUE), prints)


def _targets(facts: Facts, month: date) -> dict[TargetOf, Decimal]:
    """Give a month's targets as they count: a rep's by the days he was there."""
    kept: dict[TargetOf, Decimal] = {}
    for key, level in {(at.kpi, at.level) for at in facts.targets if at.month == month and at.kpi in CATALOGUE}:
        by = () if level == SYSTEM else (level,)
        for line, value in targets_for(facts, CATALOGUE[key], by, month_of(month)).items():
            kept[key, level, line[0] if line else None] = value
    return kept


def _periods(kpi: Kpi, month: date) -> Iterator[Period]:
    """Give the month and, when its months cannot be added, the quarter and the year it completes."""
    own = month_of(month)
    yield own
    if not adds_up_over_time(kpi) and not kpi.as_of:
        yield from (longer for longer in (quarter_of(month), year_of(month)) if longer.end == own.end)


def _adjustments(facts: Facts, kpi: Kpi, by: tuple[str, ...]) -> Iterator[tuple[Kept, Lines]]:
    """Settle what changed in the months closed before: a sum by its difference, anything else by its new state."""
    for source, (before, now) in unsettled(facts, kpi, by).items():
        yield Kept((kpi.key, by), month_of(source)), difference(now, before) if adds_up_over_time(kpi) else now


def last_month_to_close(today: date) -> date:
    """Give the first day of the last month that has ended."""
    return shift_months(first_of_month(today), -1)
