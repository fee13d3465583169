"""What every part of the report speaks about: the facts, the period, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass

from sheetcrm.app.judging import Judgement
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_locks import reps_of
from sheetcrm.app.reading import Reading
from sheetcrm.app.report.number_words import NumberWords
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.messages import say
from sheetcrm.problems import Problem


@dataclass(frozen=True, slots=True)
class Subject:
    """One workbook, judged, for one period, to be told in one language."""

    reading: Reading
    judgement: Judgement
    labels: KpiLabels
    words: NumberWords
    period: Period
    lang: str
    unread: Problem | None = None
    """Why the period is not the one somebody typed on the KPI tab."""

    @property
    def facts(self) -> Facts:
        """Give the facts that KPIs are computed from."""
        return self.judgement.facts

    def say(self, code: str, **blanks: object) -> str:
        """Say a sentence in the page's language."""
        return say(code, self.lang, **blanks)

    def name(self, kpi: str) -> str:
        """Give a KPI's name."""
        return CATALOGUE[kpi].name(self.lang)

    def stages(self) -> list[str]:
        """Give the stages in their order."""
        return [stage.key for stage in self.reading.process.stages]

    def reps(self) -> list[str]:
        """Give the reps who were there in the period, in the order of their sheet; of closed months, as it was then."""
        return reps_of(self.judgement.company, self.facts.closings, self.period)
