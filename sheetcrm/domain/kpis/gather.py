"""Gather a company's facts from its records."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sheetcrm.domain.kpis.activity_facts import activity_table
from sheetcrm.domain.kpis.deal_facts import DealFacts
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.forecast_facts import forecast_table
from sheetcrm.domain.kpis.lead_facts import lead_table
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.kpis.order_facts import cost_table
from sheetcrm.domain.kpis.order_facts import customer_table
from sheetcrm.domain.kpis.order_facts import order_line_table
from sheetcrm.domain.kpis.order_facts import receivable_table
from sheetcrm.domain.kpis.target_facts import Entries
from sheetcrm.domain.kpis.target_facts import employment
from sheetcrm.domain.kpis.target_facts import gather_targets
from sheetcrm.domain.records import Company


def facts_of(
    company: Company,
    *,
    stages: Sequence[str],
    probabilities: Mapping[str, Decimal],
    today: date,
    minor_digits: int = 0,
    entries: Entries = MappingProxyType({}),
) -> Facts:
    """Turn records into facts, as known today.

    Args:
        company: all records.
        stages: the keys of the process' stages, in order.
        probabilities: percent by stage; a stage without one weighs nothing.
        today: what is dated later is no fact yet and goes to the data-quality list.
        minor_digits: how many decimals the base currency has (VND none, USD two).
        entries: what the lists of departments, product groups … hold: a target may name it before anything happens.

    """
    notebook = Notebook(today, company.base_currency, company.rates, minor_digits)
    people, talks = lead_table(company, notebook), activity_table(company, notebook)
    deals = DealFacts(company, stages, probabilities, notebook)
    gathered = [
        people,
        talks,
        *deals.tables(),
        order_line_table(company, notebook),
        customer_table(company, notebook.today),
        receivable_table(company, notebook),
        cost_table(company, notebook),
    ]
    tables = {table.name: table for table in gathered}
    tables["forecast"] = forecast_table(tables["order_lines"], deals.hopes, today)
    targets, target_rows = gather_targets(company, tables, entries, notebook)
    return Facts(
        tables=tables,
        targets=targets,
        target_rows=target_rows,
        base_currency=company.base_currency,
        minor_digits=minor_digits,
        today=today,
        data_until=None if notebook.last_day is None else date.fromordinal(notebook.last_day),
        employment=employment(company),
        problems=tuple(notebook.problems),
    )
