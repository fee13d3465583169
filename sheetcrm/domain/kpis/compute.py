"""Compute a KPI: aggregate integers, then divide once, exactly, or leave it blank and say why."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from sheetcrm.domain.kpis.aggregate import Keys
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.division import NO_TARGET
from sheetcrm.domain.kpis.division import TARGETS_BY_MONTH
from sheetcrm.domain.kpis.division import attainment
from sheetcrm.domain.kpis.division import change
from sheetcrm.domain.kpis.division import growth
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Comparison
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Line
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measured import absent
from sheetcrm.domain.kpis.measured import measured
from sheetcrm.domain.kpis.measured import nothing
from sheetcrm.domain.kpis.measured import sorted_keys
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.periods import Cut
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import cut_at
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.targets import targets_by_month_alone
from sheetcrm.domain.kpis.targets import targets_for

_Rule = Callable[[Figure, Number | None], Figure]


def compute(facts: Facts, key: str, by: Sequence[str] = (), period: Period | None = None) -> Figures:
    """Compute one KPI for a period, in total and in the lines of a breakdown.

    Args:
        facts: what is known.
        key: the KPI.
        by: the dimensions of the breakdown, one of those the KPI names; none gives the total alone.
        period: from when to when, this month unless given; a state is that of its last day (today while it runs).

    """
    kpi, by = CATALOGUE[key], tuple(by)
    if by and by not in kpi.by:
        raise KeyError(f"{key} is not broken down by {' x '.join(by)}")
    return _compute(facts, kpi, by, cut_at(period or month_of(facts.today), facts.today))


def _compute(facts: Facts, kpi: Kpi, by: tuple[str, ...], cut: Cut) -> Figures:
    measure = kpi.measure
    if isinstance(measure, Growth):
        of = CATALOGUE[measure.of]
        now, before = (_compute(facts, of, by, part) for part in (cut, cut.previous()))
        values = dict.fromkeys((line.key for line in now.lines), nothing(of).value)
        values |= {line.key: line.figure.value for line in before.lines}
        return _against(kpi, now, before.total.value, values, growth, nothing(of))
    if isinstance(measure, Attainment):
        of = CATALOGUE[measure.of]
        now = _compute(facts, of, by, cut)
        total = targets_for(facts, of, (), cut.whole).get(())
        targets = targets_for(facts, of, by, cut.whole) if by else {}
        missing = TARGETS_BY_MONTH if targets_by_month_alone(facts, of, cut.whole) else NO_TARGET
        return _against(kpi, now, total, targets, partial(attainment, missing=missing), nothing(of))
    return measured(facts, kpi, by, cut.whole if kpi.ahead else cut.now)


def _against(
    kpi: Kpi, now: Figures, total: Number | None, values: Mapping[Keys, Number | None], rule: _Rule, empty: Figure
) -> Figures:
    figures = {line.key: line.figure for line in now.lines}
    lines = [Line(key, rule(figures.get(key, empty), values.get(key))) for key in sorted_keys([*figures, *values])]
    return Figures(kpi.key, now.by, now.period, rule(now.total, total), tuple(lines), now.checks, closed=now.closed)


def compare(facts: Facts, key: str, by: Sequence[str] = (), period: Period | None = None) -> dict[Keys, Comparison]:
    """Compute one KPI with what it is compared with, for every line; the total stands under the empty key."""
    kpi, by = CATALOGUE[key], tuple(by)
    period = period or month_of(facts.today)
    cut = cut_at(period, facts.today)
    computed = [_compute(facts, kpi, by, part) for part in (cut, cut.previous(), cut.last_year())]
    three = [_by_line(figures) for figures in computed]
    targets: dict[Keys, Decimal] = targets_for(facts, kpi, (), period)
    if by:
        targets |= targets_for(facts, kpi, by, period)
    empties = [absent(kpi, figures) for figures in computed]
    found: dict[Keys, Comparison] = {}
    for line in sorted_keys([*three[0], *three[1], *three[2], *targets]):
        now, previous, last_year = (part.get(line, empty) for part, empty in zip(three, empties, strict=True))
        target = targets.get(line)
        found[line] = Comparison(now, previous, change(kpi, now, previous), last_year, target, attainment(now, target))
    return found


def _by_line(figures: Figures) -> dict[Keys, Figure]:
    return {(): figures.total} | {line.key: line.figure for line in figures.lines}
