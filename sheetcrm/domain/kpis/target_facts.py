"""Turn rows of targets into facts: one number a KPI, level, key and month, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import Span
from sheetcrm.domain.kpis.facts import TargetKey
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.kpis.periods import first_of_month
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import Target
from sheetcrm.messages import Label

SYSTEM = "system"
LEVELS = frozenset({SYSTEM, *(by[0] for kpi in CATALOGUE.values() for by in kpi.by if len(by) == 1)})

Entries = Mapping[str, Collection[str]]
"""Level → what its lists hold, whether anything happened there or not."""


def target_key(target: Target) -> TargetKey | None:
    """Say what a row is a target for; None when it does not say it all."""
    if target.month is None or target.kpi is None or target.value is None:
        return None
    level = target.level or SYSTEM
    return TargetKey(target.kpi, level, None if level == SYSTEM else target.key, first_of_month(target.month))


def gather_targets(
    company: Company, tables: Mapping[str, FactTable], entries: Entries, notebook: Notebook
) -> tuple[dict[TargetKey, Decimal], dict[TargetKey, Target]]:
    """Give each target that counts, money in the base currency, and its row; of two for the same, the upper one."""
    judge = _TargetJudge(company, tables, entries, notebook)
    targets: dict[TargetKey, Decimal] = {}
    rows: dict[TargetKey, Target] = {}
    for target in company.targets:
        key = target_key(target)
        if key is None or not judge.makes_sense(target, key):
            continue
        if key in rows:
            notebook.note("target_twice", "targets", target, "kpi", first_row=rows[key].row, second_row=target.row)
            continue
        worth = judge.worth(target, CATALOGUE[key.kpi])
        if worth is not None:
            targets[key], rows[key] = worth, target
    return targets, rows


class _TargetJudge:
    """Finds what is wrong with a row, and whether it can count all the same."""

    def __init__(self, company: Company, tables: Mapping[str, FactTable], entries: Entries, notebook: Notebook) -> None:
        self._tables, self._notebook = tables, notebook
        self._known: dict[str, set[str | None]] = {level: set(keys) for level, keys in entries.items()}
        self._known.setdefault("rep", set()).update(rep.name for rep in company.reps)
        self._seen: set[str] = set()

    def makes_sense(self, target: Target, key: TargetKey) -> bool:
        """Say whether the row is a target for something; what is wrong is noted."""
        if key.kpi not in CATALOGUE:
            return self._note("target_kpi_unknown", target, "kpi", value=key.kpi)
        if key.level not in LEVELS:
            return self._note("target_level_unknown", target, "level", value=key.level)
        kpi = CATALOGUE[key.kpi]
        if key.level == SYSTEM:
            if target.key is not None:
                self._note("target_key_unused", target, "key", value=target.key, level_choice=SYSTEM)
            return True
        if (key.level,) not in kpi.by:
            name = Label(kpi.vi, kpi.en)
            return self._note("target_not_by_level", target, "level", kpi=name, level_choice=key.level)
        if key.key is None:
            return self._note("target_without_key", target, "key", level_choice=key.level)
        if key.key not in self._entries(key.level):
            self._note("target_key_unknown", target, "key", value=key.key, level_choice=key.level)
        return True

    def worth(self, target: Target, kpi: Kpi) -> Decimal | None:
        """Give the target as a number of the KPI's unit; None for money without an exchange rate."""
        assert target.value is not None
        if kpi.unit == "percent" and 0 < target.value < 1:
            name, meant = Label(kpi.vi, kpi.en), target.value * 100
            self._note("target_small_percent", target, "value", kpi=name, value=target.value, meant=meant)
        if kpi.unit != "money":
            return target.value
        rate = self._notebook.rate(target.currency)
        if rate is None:
            self._note("kpi_no_rate", target, "value", currency=target.currency)
            return None
        return target.value * rate

    def _note(self, code: str, target: Target, column: str, **params: object) -> bool:
        self._notebook.note(code, "targets", target, column, **params)
        return False

    def _entries(self, level: str) -> Collection[str | None]:
        """Give what may be named on a level: what the lists hold, and what stands in any row."""
        known = self._known.setdefault(level, set())
        if level not in self._seen:
            self._seen.add(level)
            for table in self._tables.values():
                known.update(table.dimensions.get(level, ()))
        return known


def employment(company: Company) -> dict[str, list[Span]]:
    """Say from when to when each rep is there; a start after the end is no date to reckon with."""
    spans: dict[str, list[Span]] = {}
    for rep in company.reps:
        if rep.name is not None:
            spans.setdefault(rep.name, []).append(_span(rep))
    return spans


def _span(rep: Rep) -> Span:
    start, end = rep.start_on or date.min, rep.end_on or date.max
    return (start, end) if start <= end else (date.min, date.max)
