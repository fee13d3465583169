"""Answer a question about KPIs from a workbook as it stands, without writing anything."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path

from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.target_notes import attainment_notes
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.kpis.snapshot import Closings
from sheetcrm.errors import BadRequest
from sheetcrm.sync.identity import new_id as random_id
from sheetcrm.workbooks.base import Workbook


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know: which KPIs (none named: all), by what, for when."""

    keys: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    period: str | None = None

    def kpis(self) -> list[Kpi]:
        """Give the KPIs asked for. Raises BadRequest for one that does not exist or has no such breakdown."""
        unknown = [key for key in self.keys if key not in CATALOGUE]
        if unknown:
            known = ", ".join(CATALOGUE)
            raise BadRequest(what="KPI", why="@kpi_none_such", key=unknown[0], known=known)
        kpis = [CATALOGUE[key] for key in self.keys or CATALOGUE]
        if not self.keys and self.by:
            kpis = [kpi for kpi in kpis if self.by in kpi.by]
        for kpi in kpis:
            if self.by and self.by not in kpi.by:
                possible = ", ".join(",".join(by) for by in kpi.by)
                raise BadRequest(
                    what="--by", why="@kpi_no_breakdown", key=kpi.key, by=",".join(self.by), known=possible
                )
        return kpis

    def when(self, today: date) -> Period:
        """Give the period asked for, this month unless named. Raises BadRequest when it cannot be understood."""
        if self.period is None:
            return month_of(today)
        period = parse_period(self.period)
        if period is None:
            raise BadRequest(what=self.period, why="@kpi_no_period")
        return period


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures asked for, and what is needed to show them."""

    lang: str
    currency: str
    period: Period
    figures: tuple[Figures, ...]
    labels: KpiLabels
    closings: Closings
    notes: Mapping[str, tuple[str, ...]]
    """KPI → what has to be said of its targets: months without one, reps who were there in part."""


def ask_kpis(
    workbook: Workbook,
    name: str,
    question: Question,
    *,
    templates: Path | None,
    clock: Callable[[str], datetime],
    today: date | None = None,
    lang: str | None = None,
    new_id: Callable[[], str] = random_id,
) -> Answer:
    """Compute KPIs of a workbook just as recompute would; `lang` overrides the workbook's language.

    Raises: BadRequest, and what `read_workbook` raises.
    """
    kpis = question.kpis()
    reading = read_workbook(workbook, name, templates, new_id)
    now = clock(reading.settings.time_zone)
    as_of = today or now.date()
    period = question.when(as_of)
    judged = judge_workbook(reading, as_of, now, new_id)
    facts = judged.facts
    spoken = lang or reading.settings.lang
    figures = tuple(compute(facts, kpi.key, question.by, period) for kpi in kpis)
    labels = KpiLabels(reading.template, reading.process, spoken)
    notes = {kpi.key: attainment_notes(facts, kpi, question.by, period, labels, spoken) for kpi in kpis}
    return Answer(spoken, reading.settings.currency, period, figures, labels, facts.closings, notes)
