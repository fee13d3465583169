"""The demonstration company, made once, and its rows understood as a workbook's rows are."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from sheetcrm.app.demo.company import demo_company
from sheetcrm.domain.records import Company
from sheetcrm.templates.columns import Parsed
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.kinds import conventions_for
from sheetcrm.templates.load import Template
from sheetcrm.templates.load import load_template
from sheetcrm.templates.models import company_of
from sheetcrm.templates.rows import parse_table
from sheetcrm.templates.rows import render_row
from sheetcrm.templates.rows import resolve_references
from sheetcrm.values import Value

Rows = Mapping[str, Sequence[Mapping[str, Value]]]
Understand = Callable[[Rows, str], Mapping[str, Parsed]]

TODAY = date(2026, 11, 23)


@cache
def company_rows(seed: int, until: date) -> Mapping[str, list[dict[str, Value]]]:
    return demo_company(seed, until)


@pytest.fixture(scope="session")
def invent() -> Callable[[int, date], Rows]:
    """Invent a company, each only once."""
    return company_rows


@pytest.fixture(scope="session")
def rows() -> Rows:
    return company_rows(1, TODAY)


@pytest.fixture(scope="session")
def template() -> Template:
    return load_template()


def conventions_in(template: Template, lang: str) -> Mapping[str, Mapping[str, Conventions]]:
    process = template.processes["standard"]
    entries = {one.key: [item.in_language(lang) for item in one.items] for one in template.lists}
    return {
        table.key: {
            column.key: conventions_for(column, template, process, lang, "VND", entries) for column in table.columns
        }
        for table in template.tables
    }


@pytest.fixture(scope="session")
def understand(template: Template) -> Understand:
    """Show the rows in a language as a sheet would, and parse them back."""

    def shown_and_parsed(rows: Rows, lang: str) -> Mapping[str, Parsed]:
        conventions = conventions_in(template, lang)
        parsed = {}
        for table in template.tables:
            shown = [render_row(table, row, conventions[table.key]) for row in rows.get(table.key, ())]
            columns = {column.key: [row.get(column.key) for row in shown] for column in table.columns}
            parsed[table.key] = parse_table(table, columns, conventions[table.key])
        return resolve_references(template, parsed)

    return shown_and_parsed


@pytest.fixture(scope="session")
def company(rows: Rows, understand: Understand) -> Company:
    rates = {"VND": Decimal(1), "USD": Decimal(25400), "EUR": Decimal(28600)}
    return company_of(understand(rows, "vi"), "VND", rates)
