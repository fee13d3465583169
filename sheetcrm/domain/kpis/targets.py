"""Targets that belong to a KPI, a breakdown and a period."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import TargetKey
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import months_in

SYSTEM = "system"
ADDS_UP_OVER_TIME = frozenset({"count", "money"})


def targets_for(facts: Facts, kpi: Kpi, by: Sequence[str], period: Period) -> dict[tuple[Key, ...], Decimal]:
    """Give the target of every line that has one for each month of the period.

    Months are added for counts and money; a rate has a target for one month only. A period that is not made of whole
    months has none.
    """
    months = tuple(months_in(period)) if period.whole_months else ()
    if not months or len(by) > 1 or (len(months) > 1 and kpi.unit not in ADDS_UP_OVER_TIME):
        return {}
    level = by[0] if by else SYSTEM
    found: dict[tuple[Key, ...], Decimal] = {}
    for target in facts.targets:
        if target.kpi == kpi.key and target.level == level and target.month == months[0]:
            parts = [facts.targets.get(TargetKey(kpi.key, level, target.key, month)) for month in months]
            known = [part for part in parts if part is not None]
            if len(known) == len(months):
                found[(target.key,) if by else ()] = sum(known, Decimal(0))
    return found
