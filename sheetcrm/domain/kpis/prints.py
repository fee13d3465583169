"""Fingerprints of the facts of a month, so that closed months nobody has touched need not be computed again."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Mapping
from datetime import date

from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.periods import month_of

_PLAIN = 2
"""The marshal version that writes equal values alike, whether or not they are one object."""


def print_of(facts: Facts, table: str, month: date) -> str | None:
    """Give the fingerprint of what happened in a month, if anything; another order of rows may give another one."""
    place = (table, month)
    if month not in facts.tables[table].months():
        return None
    if place not in facts.prints:
        facts.prints[place] = _print(facts.tables[table], month)
    return facts.prints[place]


def all_prints(facts: Facts, until: date) -> Mapping[tuple[str, date], str]:
    """Give the fingerprints of every month before a day in which anything happened."""
    places = [(name, month) for name, table in facts.tables.items() for month in sorted(table.months())]
    prints = {(name, month): print_of(facts, name, month) for name, month in places if month < until}
    return {place: found for place, found in prints.items() if found is not None}


def edition(catalogue: Mapping[str, Kpi]) -> str:
    """Sum up how KPIs are measured: what is measured otherwise must be computed again."""
    return hashlib.sha256(repr([(key, kpi.measure) for key, kpi in catalogue.items()]).encode()).hexdigest()[:16]


def _print(table: FactTable, month: date) -> str:
    rows = table.rows(month_of(month))
    columns = {"": table.days, **table.dimensions, **{f"={name}": cells for name, cells in table.values.items()}}
    chosen = [(name, [cells[row] for row in rows]) for name, cells in sorted(columns.items())]
    return hashlib.sha256(marshal.dumps(chosen, _PLAIN)).hexdigest()[:16]
