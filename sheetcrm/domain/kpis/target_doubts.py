"""Targets that nobody has come near to: a zero too many, or a wish."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sheetcrm.domain.kpis.aggregate import Keys
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import TargetKey
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.periods import first_of_month
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import shift_months
from sheetcrm.domain.kpis.target_facts import SYSTEM
from sheetcrm.domain.limits import Limits
from sheetcrm.messages import Label
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity

_TENTH = Decimal("0.1")


def doubtful_targets(facts: Facts, limits: Limits) -> Iterator[Problem]:
    """Find targets, of this month and later, far above the best of the last whole months.

    Where nothing was reached in them, nothing is doubted; and what was aimed at in months gone by is not asked again.
    """
    history = _History(facts, limits.target_history_months)
    for key, target in facts.target_rows.items():
        if key.month < history.this_month or key not in facts.targets:
            continue
        best = history.best(key)
        if best is not None and facts.targets[key] * 100 > limits.target_warns_above_percent * best[0]:
            kpi = CATALOGUE[key.kpi]
            params = {
                "kpi": Label(kpi.vi, kpi.en),
                "value": _shown(facts.targets[key]),
                "percent": limits.target_warns_above_percent,
                "months": limits.target_history_months,
                "best": _shown(best[0]),
                "month": f"{best[1]:%m/%Y}",
            }
            yield Problem("target_high", "targets", target.id, "value", params, Severity.WARNING, target.row)


class _History:
    """What was reached in whole months, each computed once."""

    def __init__(self, facts: Facts, months: int) -> None:
        self._facts, self._months = facts, months
        self.this_month = first_of_month(facts.today)
        self._reached: dict[tuple[str, str, date], Mapping[Keys, Number | None]] = {}

    def best(self, key: TargetKey) -> tuple[Number, date] | None:
        """Give the best of the last whole months, and when; None when nothing was reached."""
        months = [shift_months(self.this_month, -back) for back in range(1, self._months + 1)]
        line: Keys = () if key.level == SYSTEM else (key.key,)
        reached = [(self._lines(key, month).get(line), month) for month in months]
        some = [(value, month) for value, month in reached if value is not None and value > 0]
        return max(some, default=None)

    def _lines(self, key: TargetKey, month: date) -> Mapping[Keys, Number | None]:
        place = (key.kpi, key.level, month)
        if place not in self._reached:
            by = () if key.level == SYSTEM else (key.level,)
            figures = compute(self._facts, key.kpi, by, month_of(month))
            self._reached[place] = {(): figures.total.value} | {line.key: line.figure.value for line in figures.lines}
        return self._reached[place]


def _shown(number: Number) -> Decimal:
    """Give a number as a sentence says it: a fraction to one tenth."""
    exact = Decimal(number)
    return exact if exact == exact.to_integral_value() else exact.quantize(_TENTH)
