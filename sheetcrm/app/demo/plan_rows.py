"""Rows of `targets` and `costs`: what should be reached each month on every level, and what selling cost."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sheetcrm.app.demo.deals import Deal
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.evidence import MILLION
from sheetcrm.app.demo.words import RepWords
from sheetcrm.app.demo.words import Words
from sheetcrm.app.demo.year import year_until
from sheetcrm.values import Value

Row = dict[str, Value]

MONEY = "revenue"
BASE_CURRENCY = "VND"
ROUND = 10 * MILLION
COUNTED_ALONE = ("revenue", "leads", "opportunities", "orders")
"""KPIs that a single rep has a target for."""


def months_of(until: date) -> list[date]:
    """Give the first day of every month of the year, with that of the as-of day."""
    return [stretch.first.replace(day=1) for stretch in year_until(until, 1)]


class PlanRows:
    """Writes targets and costs."""

    def __init__(self, dice: Dice, words: Words, reps: Sequence[RepWords], until: date) -> None:
        """Write them for the selling reps and the months of the year."""
        self._dice = dice.part("plan")
        self._words = words
        self._reps = reps
        self._months = months_of(until)

    def targets(self) -> list[Row]:
        """Write a target for every month, level and KPI."""
        return [row for month in self._months for row in self._of_month(month)]

    def _of_month(self, month: date) -> Iterator[Row]:
        plan, count = self._words.plan, len(self._reps)
        season = plan.season.percent[month.month - 1]
        for kpi, a_rep in plan.rep.items():
            yield self._target(month, "system", None, kpi, a_rep * count, season)
        for department in sorted({rep.department for rep in self._reps}):
            size = sum(rep.department == department for rep in self._reps)
            yield self._target(month, "department", department, MONEY, plan.rep[MONEY] * size, season)
        for rep in self._reps:
            for kpi in COUNTED_ALONE:
                yield self._target(month, "rep", rep.name, kpi, plan.rep[kpi], season)
        for level, shares in plan.shares.items():
            for key, percent in shares.items():
                whole = plan.rep[MONEY] * count * percent // 100
                yield self._target(month, level, key, MONEY, whole, season)

    def _target(self, month: date, level: str, key: str | None, kpi: str, a_month: int, season: int) -> Row:
        """Write one target: money follows the season, counts do not."""
        money = kpi == MONEY
        value = Decimal(a_month * MILLION * season // 100 // ROUND * ROUND) if money else Decimal(a_month)
        return {
            "id": self._dice.id(),
            "month": month,
            "level": level,
            "key": key,
            "kpi": kpi,
            "value": value,
            "currency": BASE_CURRENCY if money else None,
        }

    def costs(self, deals: Sequence[Deal]) -> list[Row]:
        """Write what marketing, people, travel and single deals cost."""
        dice, costs = self._dice, self._words.plan.costs
        rows = []
        for month in self._months:
            for source, millions in self._words.journeys.marketing_millions.items():
                campaigns = self._words.phrases.campaigns.get(source)
                campaign = dice.pick(campaigns) if campaigns else None
                rows.append(self._cost(month, "marketing", millions, source, campaign))
            rows.append(self._cost(month, "people", costs.people_a_rep * len(self._reps)))
            rows.append(self._cost(month, "travel", costs.travel_a_rep * len(self._reps)))
        for deal in deals:
            if deal.approached_on and dice.chance(costs.transaction_share):
                month = deal.approached_on.replace(day=1)
                row = self._cost(month, "transaction", dice.whole(*costs.transaction), deal.source)
                rows.append(row | {"opportunity_id": deal.id})
        return rows

    def _cost(
        self, month: date, kind: str, millions: int, source: str | None = None, campaign: str | None = None
    ) -> Row:
        thousands = millions * self._dice.whole(750, 1250)
        return {
            "id": self._dice.id(),
            "month": month,
            "source": source,
            "campaign": campaign,
            "kind": kind,
            "amount": Decimal(thousands * 1000),
            "currency": BASE_CURRENCY,
        }
