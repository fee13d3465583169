"""Answer a question about KPIs from a workbook as it stands, without writing anything."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import datetime
from pathlib import Path

from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_words import breakdown_called
from sheetcrm.app.kpi_words import kpi_called
from sheetcrm.app.near_names import near_names
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
from sheetcrm.messages import LANGUAGES
from sheetcrm.sync.identity import new_id as random_id
from sheetcrm.workbooks.base import Workbook


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know: which KPIs (none named: all), by what, for when."""

    keys: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    period: str | None = None

    def understood(self) -> Question:
        """Give the same question by keys; names of the KPI tabs may be asked for as well. Raises: BadRequest."""
        kpis = [_kpi(typed) for typed in self.keys]
        return replace(self, keys=tuple(kpi.key for kpi in kpis), by=_breakdown(kpis, self.by) if self.by else ())

    def kpis(self) -> list[Kpi]:
        """Give the KPIs that are asked for by their keys; all that have the breakdown when none is named."""
        return [CATALOGUE[key] for key in self.keys] or [
            kpi for kpi in CATALOGUE.values() if not self.by or self.by in kpi.by
        ]

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
    question = question.understood()
    kpis = question.kpis()
    reading = read_workbook(workbook, name, templates, new_id)
    now = clock(reading.settings.time_zone)
    as_of = today or now.date()
    period = question.when(as_of)
    judged = judge_workbook(reading, as_of, now, new_id)
    facts = judged.facts
    spoken = lang or reading.settings.lang
    labels = KpiLabels(reading.template, reading.process, spoken)
    place = labels.place_of(question.by)
    computed = (compute(facts, kpi.key, question.by, period) for kpi in kpis)
    figures = tuple(replace(one, lines=tuple(sorted(one.lines, key=lambda line: place(line.key)))) for one in computed)
    notes = {kpi.key: attainment_notes(facts, kpi, question.by, period, labels, spoken) for kpi in kpis}
    return Answer(spoken, reading.settings.currency, period, figures, labels, facts.closings, notes)


def _kpi(typed: str) -> Kpi:
    if (kpi := kpi_called(typed)) is not None:
        return kpi
    near = near_names(typed, [*CATALOGUE, *(kpi.name(lang) for lang in LANGUAGES for kpi in CATALOGUE.values())])
    why = "@kpi_none_such_near" if near else "@kpi_none_such"
    raise BadRequest(what="KPI", why=why, key=typed, known=", ".join(CATALOGUE), near=", ".join(near))


def _breakdown(kpis: Sequence[Kpi], typed: tuple[str, ...]) -> tuple[str, ...]:
    """Give the breakdown that is meant: every KPI that was named must have it, or one at least when none was."""
    asked = kpis or list(CATALOGUE.values())
    found = [breakdown_called(kpi, typed) for kpi in asked]
    if kpis and None in found:
        kpi = kpis[found.index(None)]
        raise _no_breakdown("@kpi_no_breakdown", typed, kpi.by, key=kpi.key)
    meant = next((by for by in found if by), None)
    if meant is None:
        raise _no_breakdown("@kpi_no_breakdown_at_all", typed, dict.fromkeys(by for kpi in asked for by in kpi.by))
    return meant


def _no_breakdown(why: str, typed: Sequence[str], possible: Iterable[Sequence[str]], **facts: str) -> BadRequest:
    return BadRequest(what="--by", why=why, by=",".join(typed), known=" | ".join(map(",".join, possible)), **facts)
