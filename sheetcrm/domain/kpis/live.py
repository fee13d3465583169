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
from sheetcrm.domain.kpis.integers import ALL_COUNTED
from sheetcrm.domain.kpis.integers import Integers
from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import MeanOfShares
from sheetcrm.domain.kpis.measures import Median
from sheetcrm.domain.kpis.measures import Ratio
from sheetcrm.domain.kpis.measures import Sum
from sheetcrm.domain.kpis.periods import Period


def live(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> Lines:
    """Give the integers of a KPI that reads facts, as the records say today."""
    measure = kpi.measure
    if isinstance(measure, Ratio):
        return _ratio(facts, measure, by, period)
    missing = _left_out(facts, measure, by, period) if isinstance(measure, Sum | Median | MeanOfShares) else {}
    if isinstance(measure, Median):
        middles = medians(facts, measure, by, period)
        return {key: Integers(twice, 2, n, missing.get(key, ALL_COUNTED)) for key, (twice, n) in middles.items()}
    if isinstance(measure, MeanOfShares):
        shares = mean_shares(facts, measure, by, period)
        return {key: Integers(share, n, n, missing.get(key, ALL_COUNTED)) for key, (share, n) in shares.items()}
    assert isinstance(measure, Count | Sum | Distinct)
    sums = add_up(facts, measure, by, period)
    return {key: Integers(top, left_out=missing.get(key, ALL_COUNTED)) for key, top in sums.items()}


def _ratio(facts: Facts, measure: Ratio, by: Sequence[str], period: Period) -> Lines:
    tops = add_up(facts, measure.top, by, period)
    bottoms = add_up(facts, measure.bottom, by, period)
    numbers = bottoms if measure.n is None else add_up(facts, measure.n, by, period)
    missing = _left_out(facts, measure.top, by, period)
    return {
        key: Integers(tops.get(key), bottoms.get(key, 0), numbers.get(key, 0), missing.get(key, ALL_COUNTED))
        for key in tops | bottoms
    }


def _left_out(
    facts: Facts, measure: Count | Sum | Distinct | Median | MeanOfShares, by: Sequence[str], period: Period
) -> Mapping[Keys, Mapping[str, int]]:
    """Say what could not be counted, when it is money that is counted."""
    if isinstance(measure, Count | Distinct):
        return {}
    column = measure.part if isinstance(measure, MeanOfShares) else measure.column
    table = facts.tables[measure.table]
    return left_out(facts, measure.table, by, period) if column in table.money else {}
