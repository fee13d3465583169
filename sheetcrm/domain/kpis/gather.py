"""Gather a company's facts from its records."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sheetcrm.domain.kpis.activity_facts import activity_table
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.deal_facts import DealFacts
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import TargetKey
from sheetcrm.domain.kpis.forecast_facts import forecast_table
from sheetcrm.domain.kpis.lead_facts import lead_table
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.kpis.order_facts import cost_table
from sheetcrm.domain.kpis.order_facts import customer_table
from sheetcrm.domain.kpis.order_facts import order_line_table
from sheetcrm.domain.kpis.order_facts import receivable_table
from sheetcrm.domain.kpis.periods import first_of_month
from sheetcrm.domain.records import Company

SYSTEM = "system"


def facts_of(
    company: Company,
    *,
    stages: Sequence[str],
    probabilities: Mapping[str, Decimal],
    today: date,
    minor_digits: int = 0,
) -> Facts:
    """Turn records into facts, as known today.

    Args:
        company: all records.
        stages: the keys of the process' stages, in order.
        probabilities: percent by stage; a stage without one weighs nothing.
        today: what is dated later is no fact yet and goes to the data-quality list.
        minor_digits: how many decimals the base currency has (VND none, USD two).

    """
    notebook = Notebook(today, company.base_currency, company.rates, minor_digits)
    gathered = [
        lead_table(company, notebook),
        activity_table(company, notebook),
        *DealFacts(company, stages, probabilities, notebook).tables(),
        order_line_table(company, notebook),
        customer_table(company, notebook.today),
        receivable_table(company, notebook),
        cost_table(company, notebook),
    ]
    tables = {table.name: table for table in gathered}
    tables["forecast"] = forecast_table(tables["order_lines"], tables["open_deals"], today)
    return Facts(
        tables=tables,
        targets=_targets(company, notebook),
        base_currency=company.base_currency,
        minor_digits=minor_digits,
        today=today,
        data_until=None if notebook.last_day is None else date.fromordinal(notebook.last_day),
        problems=tuple(notebook.problems),
    )


def _targets(company: Company, notebook: Notebook) -> dict[TargetKey, Decimal]:
    """Add up targets by KPI, level, key and month; money in the base currency."""
    targets: dict[TargetKey, Decimal] = {}
    for target in company.targets:
        if target.month is None or target.kpi is None or target.value is None:
            continue
        rate = Decimal(1)
        if target.kpi in CATALOGUE and CATALOGUE[target.kpi].unit == "money":
            known = notebook.rate(target.currency)
            if known is None:
                notebook.note("kpi_no_rate", "targets", target, "value", currency=target.currency)
                continue
            rate = known
        level = target.level or SYSTEM
        key = TargetKey(target.kpi, level, None if level == SYSTEM else target.key, first_of_month(target.month))
        targets[key] = targets.get(key, Decimal(0)) + target.value * rate
    return targets
