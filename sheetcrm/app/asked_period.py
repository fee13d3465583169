"""The period that somebody typed on the KPI tab, or this month and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import days_between
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.problems import Problem
from sheetcrm.templates.dashboard_layout import PERIOD_COLUMN
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.dashboard_layout import PERIOD_TABLE
from sheetcrm.values import Undecodable
from sheetcrm.values import decode_period
from sheetcrm.workbooks.base import TableData


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """The period to compute; with a problem it is this month, because what was typed is not understood."""

    period: Period
    problem: Problem | None = None


def asked_period(tables: Mapping[str, TableData], today: date) -> AskedPeriod:
    """Read the period cell of the KPI tab; a blank one asks for this month."""
    table = tables.get(PERIOD_TABLE)
    if table is not None and PERIOD_INPUT[0] in table.rows:
        row = table.rows.index(PERIOD_INPUT[0])
        days = decode_period(table.columns[PERIOD_COLUMN][row])
        if isinstance(days, tuple):
            return AskedPeriod(days_between(*days))
        if isinstance(days, Undecodable):
            problem = Problem(days.code, PERIOD_TABLE, None, PERIOD_COLUMN, days.params, row=row)
            return AskedPeriod(month_of(today), problem)
    return AskedPeriod(month_of(today))
