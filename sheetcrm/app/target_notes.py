"""What has to be said of targets: months that have none, and months that count in part."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.period_words import month_words
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.targets import Goal
from sheetcrm.domain.kpis.targets import goals_for
from sheetcrm.messages import say


def company_target_note(facts: Facts, kpi: Kpi, period: Period, lang: str) -> str | None:
    """Say which months lack a target of the whole company, when some have one."""
    goal = goals_for(facts, targeted(kpi), (), period).get(())
    return say("kpi_target_missing", lang, months=_months(goal, lang)) if goal and goal.missing else None


def line_target_notes(
    facts: Facts, kpi: Kpi, by: Sequence[str], period: Period, labels: KpiLabels, lang: str
) -> Iterator[str]:
    """Say of each line which months lack a target, and for how many days of a month one counts."""
    for line, goal in goals_for(facts, targeted(kpi), by, period).items():
        name = " × ".join(labels.entry(dimension, part) for dimension, part in zip(by, line, strict=True))
        if goal.missing:
            yield say("kpi_target_missing_of", lang, line=name, months=_months(goal, lang))
        for share in goal.shares:
            month = month_words(share.month, lang)
            yield say("kpi_target_share", lang, line=name, month=month, days=share.days, of=share.of)


def targeted(kpi: Kpi) -> Kpi:
    """Give the KPI whose target this one is measured against: itself, or what it is the attainment of."""
    return CATALOGUE[kpi.measure.of] if isinstance(kpi.measure, Attainment) else kpi


def _months(goal: Goal, lang: str) -> str:
    return ", ".join(month_words(month, lang) for month in goal.missing)
