"""Turn what was aggregated into figures: the total, the lines, and whether they add up."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sheetcrm.domain.kpis.aggregate import ByLine
from sheetcrm.domain.kpis.aggregate import Keys
from sheetcrm.domain.kpis.aggregate import add_up
from sheetcrm.domain.kpis.aggregate import left_out
from sheetcrm.domain.kpis.aggregate import mean_shares
from sheetcrm.domain.kpis.aggregate import medians
from sheetcrm.domain.kpis.division import NO_DENOMINATOR
from sheetcrm.domain.kpis.division import NO_TARGET
from sheetcrm.domain.kpis.division import NOTHING_BEFORE
from sheetcrm.domain.kpis.division import ONLY_TODAY
from sheetcrm.domain.kpis.division import quotient
from sheetcrm.domain.kpis.division import whole
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Check
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Line
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


class _Parts(NamedTuple):
    """The integers a breakdown is made of."""

    figures: dict[Keys, Figure]
    sums: tuple[ByLine, ...]
    """What must add up over the lines."""
    overlaps: bool
    """Whether one thing may stand in several lines."""


def measured(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Figures:
    """Compute a KPI that reads facts."""
    if kpi.only_today and period.last_day < facts.today:
        return Figures(kpi.key, tuple(by), period, Figure(None, reason=ONLY_TODAY))
    total = _parts(facts, kpi, (), period)
    figure = total.figures.get((), nothing(kpi))
    if not by:
        return Figures(kpi.key, (), period, figure)
    parts = _parts(facts, kpi, by, period)
    lines = tuple(Line(key, parts.figures[key]) for key in sorted_keys(parts.figures))
    checks = tuple(
        _check(line_sums, total_sums.get((), 0), overlaps=parts.overlaps)
        for line_sums, total_sums in zip(parts.sums, total.sums, strict=True)
    )
    return Figures(kpi.key, tuple(by), period, figure, lines, checks)


def _check(lines: ByLine, total: int, *, overlaps: bool) -> Check:
    added = sum(lines.values())
    return Check(added, added - total if overlaps else 0, total)


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
    return figures.total if figures.total.reason == ONLY_TODAY else nothing(kpi)


def sorted_keys(keys: Mapping[Keys, object] | Sequence[Keys]) -> list[Keys]:
    """Put lines in order, each once; what is unassigned comes last."""
    return sorted(dict.fromkeys(keys), key=lambda key: [(part is None, part or "") for part in key])


def _parts(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> _Parts:
    """Aggregate, and say what could not be counted, also of lines in which nothing else happened."""
    parts = _counted(facts, kpi, by, period)
    missing = {
        key: replace(parts.figures.get(key, nothing(kpi)), left_out=why)
        for key, why in _left_out(facts, kpi, by, period).items()
    }
    return parts._replace(figures=parts.figures | missing)


def _counted(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> _Parts:
    measure = kpi.measure
    scale = facts.minor_digits if kpi.unit == "money" else 0
    if isinstance(measure, Ratio):
        return _ratio(facts, measure, by, period, scale)
    if isinstance(measure, Median):
        middle = medians(facts, measure, by, period)
        figures = {key: quotient(twice, 2, n, scale=scale) for key, (twice, n) in middle.items()}
        return _Parts(figures, ({key: n for key, (_, n) in middle.items()},), measure.group is not None)
    if isinstance(measure, MeanOfShares):
        shares = mean_shares(facts, measure, by, period)
        figures = {key: quotient(share * 100, n * SHARE_UNIT, n) for key, (share, n) in shares.items()}
        return _Parts(figures, ({key: n for key, (_, n) in shares.items()},), overlaps=True)
    assert isinstance(measure, Count | Sum | Distinct)
    return _sum(facts, measure, by, period, scale)


def _sum(facts: Facts, measure: Count | Sum | Distinct, by: Sequence[str], period: Period, scale: int) -> _Parts:
    sums = add_up(facts, measure, by, period)
    per = measure.per if isinstance(measure, Sum) else 1
    figures = {key: Figure(whole(top, scale=scale, per=per), top=top) for key, top in sums.items()}
    return _Parts(figures, (sums,), isinstance(measure, Distinct))


def _ratio(facts: Facts, measure: Ratio, by: Sequence[str], period: Period, scale: int) -> _Parts:
    tops = add_up(facts, measure.top, by, period)
    bottoms = add_up(facts, measure.bottom, by, period)
    numbers = bottoms if measure.n is None else add_up(facts, measure.n, by, period)
    figures: dict[Keys, Figure] = {}
    for key in tops | bottoms:
        top, bottom, n = tops.get(key), bottoms.get(key, 0), numbers.get(key, 0)
        if top is None and measure.none_top is not None:
            figures[key] = Figure(None, n, measure.none_top, 0, bottom)
        else:
            figures[key] = quotient((top or 0) * measure.times, bottom, n, scale=scale)
    overlaps = Distinct in (type(measure.top), type(measure.bottom))
    return _Parts(figures, (tops, bottoms), overlaps)


def _left_out(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Mapping[Keys, Mapping[str, int]]:
    """Say what could not be counted, when it is money that is counted."""
    measure = kpi.measure.top if isinstance(kpi.measure, Ratio) else kpi.measure
    if not isinstance(measure, Sum | Median | MeanOfShares):
        return {}
    column = measure.part if isinstance(measure, MeanOfShares) else measure.column
    return left_out(facts, measure, by, period) if column in facts.tables[measure.table].money else {}
