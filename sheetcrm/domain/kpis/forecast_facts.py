"""The forecast as facts: what was signed, and what is open today by the day on which it should close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.measures import WEIGHT_UNIT
from sheetcrm.domain.kpis.periods import first_of_month


class Hope(NamedTuple):
    """A deal that is open today, by the day on which it should close."""

    expected: date
    rep: str | None
    weighted: int
    """Its amount times its probability, a whole number of `WEIGHT_UNIT` parts."""
    no_rate: int
    no_amount: int


def forecast_table(order_lines: FactTable, hopes: Iterable[Hope], today: date) -> FactTable:
    """Make one row of every order line, and one of every deal open today that should close this month or later.

    A deal whose day has passed, but not its month, may still close today. Amounts are kept times `WEIGHT_UNIT`.
    """
    table = TableBuilder("forecast", ("rep", "close_month"), ("amount", "no_rate", "no_amount"), money=("amount",))
    reps, values = order_lines.dimensions["rep"], order_lines.values
    figures = zip(values["revenue"], values["no_rate"], values["no_amount"], strict=True)
    for day, rep, (revenue, no_rate, no_amount) in zip(order_lines.days, reps, figures, strict=True):
        month = f"{date.fromordinal(day):%Y-%m}"
        table.add(day, rep, month, revenue * WEIGHT_UNIT, no_rate, no_amount)
    this_month = first_of_month(today)
    for hope in hopes:
        if hope.expected >= this_month:
            day, month = max(hope.expected, today).toordinal(), f"{hope.expected:%Y-%m}"
            table.add(day, hope.rep, month, hope.weighted, hope.no_rate, hope.no_amount)
    return table.table()
