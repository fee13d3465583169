"""What has to be said of targets: months that have none, and months that count in part."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date

from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_locks import month_words
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import month_number
from sheetcrm.domain.kpis.targets import goals_for
from sheetcrm.domain.kpis.targets import targets_by_month_alone
from sheetcrm.messages import say


def company_target_note(facts: Facts, kpi: Kpi, period: Period, lang: str) -> str | None:
    """Say which months lack a target of the whole company, or that days cannot be measured by those of months."""
    if targets_by_month_alone(facts, targeted(kpi), period):
        return say("kpi_targets_by_month", lang)
    goal = goals_for(facts, targeted(kpi), (), period).get(())
    return say("kpi_target_missing", lang, months=_months(goal.missing)) if goal and goal.missing else None


def line_target_notes(
    facts: Facts, kpi: Kpi, by: Sequence[str], period: Period, labels: KpiLabels, lang: str
) -> Iterator[str]:
    """Say which lines lack the target of some months, and for how many days of a month one counts."""
    if targets_by_month_alone(facts, targeted(kpi), period):
        yield say("kpi_targets_by_month", lang)
    goals = goals_for(facts, targeted(kpi), by, period)
    names = {
        line: " × ".join(labels.entry(dimension, part) for dimension, part in zip(by, line, strict=True))
        for line in goals
    }
    missing: dict[tuple[date, ...], list[str]] = {}
    for line, goal in goals.items():
        if goal.missing:
            missing.setdefault(goal.missing, []).append(names[line])
    for months, lines in missing.items():
        yield say("kpi_target_missing_of", lang, line=", ".join(lines), months=_months(months))
    for line, goal in goals.items():
        for share in goal.shares:
            month = month_words(share.month)
            yield say("kpi_target_share", lang, line=names[line], month=month, days=share.days, of=share.of)


def attainment_notes(
    facts: Facts, kpi: Kpi, by: Sequence[str], period: Period, labels: KpiLabels, lang: str
) -> tuple[str, ...]:
    """Say what has to be said beside an attainment, in total and by line; nothing beside any other KPI."""
    if not isinstance(kpi.measure, Attainment):
        return ()
    company = company_target_note(facts, kpi, period, lang)
    lines = line_target_notes(facts, kpi, by, period, labels, lang) if by else ()
    return tuple(dict.fromkeys(note for note in (company, *lines) if note))


def targeted(kpi: Kpi) -> Kpi:
    """Give the KPI whose target this one is measured against: itself, or what it is the attainment of."""
    return CATALOGUE[kpi.measure.of] if isinstance(kpi.measure, Attainment) else kpi


def _months(months: Sequence[date]) -> str:
    """Name months, a run of them by its first and last one."""
    runs: list[list[date]] = []
    for month in months:
        if runs and month_number(month) == month_number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(" – ".join(month_words(end) for end in dict.fromkeys((run[0], run[-1]))) for run in runs)
