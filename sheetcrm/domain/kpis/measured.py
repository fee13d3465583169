"""Turn what was aggregated into figures: the total, the lines, and whether they add up."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace

from sheetcrm.domain.kpis.closing import Adjustments
from sheetcrm.domain.kpis.closing import Shown
from sheetcrm.domain.kpis.closing import shown
from sheetcrm.domain.kpis.closing import without
from sheetcrm.domain.kpis.division import NO_DENOMINATOR
from sheetcrm.domain.kpis.division import NO_TARGET
from sheetcrm.domain.kpis.division import NOTHING_BEFORE
from sheetcrm.domain.kpis.division import ONLY_TODAY
from sheetcrm.domain.kpis.division import TARGETS_BY_MONTH
from sheetcrm.domain.kpis.division import quotient
from sheetcrm.domain.kpis.division import whole
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Adjustment
from sheetcrm.domain.kpis.figures import Check
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Line
from sheetcrm.domain.kpis.integers import Integers
from sheetcrm.domain.kpis.integers import Keys
from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import SHARE_UNIT
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.measures import MeanOfShares
from sheetcrm.domain.kpis.measures import Median
from sheetcrm.domain.kpis.measures import Ratio
from sheetcrm.domain.kpis.measures import Sum
from sheetcrm.domain.kpis.periods import Period


def measured(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Figures:
    """Compute a KPI that reads facts."""
    if kpi.only_today and period.last_day < facts.today:
        return Figures(kpi.key, tuple(by), period, Figure(None, reason=ONLY_TODAY))
    scale = facts.minor_digits if kpi.unit == "money" else 0
    total = shown(facts, kpi, (), period)
    figure = _figure(kpi, total, (), scale) if () in total.lines else nothing(kpi)
    if not by:
        return Figures(kpi.key, (), period, figure, closed=total.closed)
    parts = shown(facts, kpi, by, period)
    lines = tuple(Line(key, _figure(kpi, parts, key, scale)) for key in sorted_keys(parts.lines))
    checks = tuple(_checks(kpi, parts.lines, total.lines.get(())))
    return Figures(kpi.key, tuple(by), period, figure, lines, checks, closed=total.closed)


def nothing(kpi: Kpi) -> Figure:
    """Give the figure of a line nothing happened in: sums are 0, quotients and comparisons blank."""
    if isinstance(kpi.measure, Count | Sum | Distinct):
        return Figure(whole(0))
    if isinstance(kpi.measure, Growth):
        return Figure(None, reason=NOTHING_BEFORE)
    if isinstance(kpi.measure, Attainment):
        return Figure(None, reason=NO_TARGET)
    return Figure(None, 0, NO_DENOMINATOR)


def absent(kpi: Kpi, figures: Figures) -> Figure:
    """Give the figure of a line that is not among the lines: nothing happened in it, or nobody can know."""
    return figures.total if figures.total.reason in (ONLY_TODAY, TARGETS_BY_MONTH) else nothing(kpi)


def sorted_keys(keys: Mapping[Keys, object] | Sequence[Keys]) -> list[Keys]:
    """Put lines in order, each once; what is unassigned comes last."""
    return sorted(dict.fromkeys(keys), key=lambda key: [(part is None, part or "") for part in key])


def figure_of(kpi: Kpi, integers: Integers, scale: int) -> Figure:
    """Divide the integers of one line, or leave the figure blank and say why."""
    figure = _divided(kpi, integers, scale)
    return replace(figure, left_out=integers.left_out) if integers.left_out else figure


def _divided(kpi: Kpi, integers: Integers, scale: int) -> Figure:
    measure, (top, bottom, n, _) = kpi.measure, integers
    if isinstance(measure, Count | Sum | Distinct):
        per = measure.per if isinstance(measure, Sum) else 1
        return Figure(whole(top or 0, scale=scale, per=per), top=top or 0)
    if isinstance(measure, Ratio):
        if top is None and measure.none_top is not None:
            return Figure(None, n, measure.none_top, 0, bottom)
        return quotient((top or 0) * measure.times, bottom, n or 0, scale=scale)
    if isinstance(measure, MeanOfShares):
        return quotient((top or 0) * 100, bottom * SHARE_UNIT, n or 0)
    return quotient(top or 0, bottom, n or 0, scale=scale)


def _figure(kpi: Kpi, parts: Shown, key: Keys, scale: int) -> Figure:
    figure = figure_of(kpi, parts.lines[key], scale)
    if not any(key in lines for lines in parts.adjustments.values()):
        return figure
    own = without(parts.lines, key, parts.adjustments)[key]
    told = tuple(_adjustments(kpi, parts.adjustments, key, scale))
    return replace(figure, adjustments=told, unadjusted=figure_of(kpi, own, scale).value)


def _adjustments(kpi: Kpi, adjustments: Adjustments, key: Keys, scale: int) -> Iterator[Adjustment]:
    """Give, month by month, what came from closed ones; parts of a ratio cannot be told as one number."""
    for month, lines in sorted(adjustments.items()):
        if key in lines:
            yield Adjustment(month, None if isinstance(kpi.measure, Ratio) else figure_of(kpi, lines[key], scale).value)


def _checks(kpi: Kpi, lines: Lines, total: Integers | None) -> Iterator[Check]:
    """Hold what must add up over the lines against the total."""
    measure = kpi.measure
    if isinstance(measure, Ratio):
        overlaps = Distinct in (type(measure.top), type(measure.bottom))
    else:
        overlaps = isinstance(measure, Distinct | MeanOfShares) or (
            isinstance(measure, Median) and measure.group is not None
        )
    for number in _adding_up(kpi):
        added = sum(number(integers) for integers in lines.values())
        whole_number = 0 if total is None else number(total)
        yield Check(added, added - whole_number if overlaps else 0, whole_number)


def _adding_up(kpi: Kpi) -> tuple[Callable[[Integers], int], ...]:
    """Name the numbers of a line that must add up to the total's."""
    if isinstance(kpi.measure, Ratio):
        return (lambda one: one.top or 0), (lambda one: one.bottom)
    if isinstance(kpi.measure, Count | Sum | Distinct):
        return ((lambda one: one.top or 0),)
    return ((lambda one: one.n or 0),)
