"""The forecast as facts: what was signed, and what is open today by the month in which it should close."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.measures import WEIGHT_UNIT
from sheetcrm.domain.kpis.periods import Period


def forecast_table(order_lines: FactTable, open_deals: FactTable, today: date) -> FactTable:
    """Make one row of every order line, and one of every deal open today that should close this month or later.

    Such a deal stands on the first day of its month, so that the running month, cut after today, holds all of its own.
    Amounts are kept times `WEIGHT_UNIT`: probabilities are whole numbers of it.
    """
    table = TableBuilder("forecast", ("rep", "close_month"), ("amount", "no_rate", "no_amount"), money=("amount",))
    reps, values = order_lines.dimensions["rep"], order_lines.values
    figures = zip(values["revenue"], values["no_rate"], values["no_amount"], strict=True)
    for day, rep, (revenue, no_rate, no_amount) in zip(order_lines.days, reps, figures, strict=True):
        month = f"{date.fromordinal(day):%Y-%m}"
        table.add(day, rep, month, revenue * WEIGHT_UNIT, no_rate, no_amount)
    reps, months, values = open_deals.dimensions["rep"], open_deals.dimensions["close_month"], open_deals.values
    for row in open_deals.rows(Period(today, today + timedelta(days=1))):
        expected = months[row]
        if expected is not None and expected >= f"{today:%Y-%m}":
            first = date.fromisoformat(f"{expected}-01").toordinal()
            left_out = values["no_rate"][row], values["no_amount"][row]
            table.add(first, reps[row], expected, values["weighted"][row], *left_out)
    return table.table()
