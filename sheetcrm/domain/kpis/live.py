"""The integers of a KPI as the records say today: what is shown of an open month, and what a closing keeps."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.domain.kpis.aggregate import Keys
from sheetcrm.domain.kpis.aggregate import add_up
from sheetcrm.domain.kpis.aggregate import left_out
from sheetcrm.domain.kpis.aggregate import mean_shares
from sheetcrm.domain.kpis.aggregate import medians
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.integers import Integers
from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import MeanOfShares
from sheetcrm.domain.kpis.measures import Measure
from sheetcrm.domain.kpis.measures import Median
from sheetcrm.domain.kpis.measures import Ratio
from sheetcrm.domain.kpis.measures import Sum
from sheetcrm.domain.kpis.periods import Period


def live(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Lines:
    """Give the integers of a KPI that reads facts, as the records say today.

    What could not be counted is told of lines in which nothing else happened, too.
    """
    counted = _counted(facts, kpi.measure, by, period)
    missing = _left_out(facts, kpi, by, period)
    blank = Integers(0) if isinstance(kpi.measure, Sum) else Integers(0, 0, 0)
    return {**counted, **{key: counted.get(key, blank)._replace(left_out=why) for key, why in missing.items()}}


def _counted(facts: Facts, measure: Measure, by: Sequence[str], period: Period) -> Lines:
    if isinstance(measure, Ratio):
        return _ratio(facts, measure, by, period)
    if isinstance(measure, Median):
        return {key: Integers(twice, 2, n) for key, (twice, n) in medians(facts, measure, by, period).items()}
    if isinstance(measure, MeanOfShares):
        return {key: Integers(share, n, n) for key, (share, n) in mean_shares(facts, measure, by, period).items()}
    assert isinstance(measure, Count | Sum | Distinct)
    return {key: Integers(top) for key, top in add_up(facts, measure, by, period).items()}


def _ratio(facts: Facts, measure: Ratio, by: Sequence[str], period: Period) -> Lines:
    tops = add_up(facts, measure.top, by, period)
    bottoms = add_up(facts, measure.bottom, by, period)
    numbers = bottoms if measure.n is None else add_up(facts, measure.n, by, period)
    return {key: Integers(tops.get(key), bottoms.get(key, 0), numbers.get(key, 0)) for key in {**tops, **bottoms}}


def _left_out(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Mapping[Keys, Mapping[str, int]]:
    """Say what could not be counted, when it is money that is counted."""
    measure = kpi.measure.top if isinstance(kpi.measure, Ratio) else kpi.measure
    if not isinstance(measure, Sum | Median | MeanOfShares):
        return {}
    column = measure.part if isinstance(measure, MeanOfShares) else measure.column
    return left_out(facts, measure, by, period) if column in facts.tables[measure.table].money else {}
