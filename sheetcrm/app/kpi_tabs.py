"""Write every KPI tab and the dashboard: blocks of values, so that what was typed over is put back."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import datetime
from types import MappingProxyType

from sheetcrm.app.dashboard_tab import Dashboard
from sheetcrm.app.kpi_breakdown import breakdown_rows
from sheetcrm.app.kpi_breakdown import widest
from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_labels import with_target_keys
from sheetcrm.app.kpi_locks import closed_words
from sheetcrm.app.kpi_locks import locked_rows
from sheetcrm.app.kpi_locks import reps_of
from sheetcrm.app.kpi_scorecard import scorecard_rows
from sheetcrm.app.period_words import day_words
from sheetcrm.app.period_words import period_line
from sheetcrm.app.period_words import period_words
from sheetcrm.app.receivables_tab import ReceivablesTab
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.target_doubts import doubtful_targets
from sheetcrm.domain.pipeline import Probability
from sheetcrm.domain.process import Process
from sheetcrm.domain.records import Company
from sheetcrm.messages import say
from sheetcrm.problems import Problem
from sheetcrm.templates.dashboard_layout import BLOCKS_ROW
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.dashboard_layout import PERIOD_REPORT
from sheetcrm.templates.dashboard_layout import TITLE_ROW
from sheetcrm.templates.dashboard_layout import dashboard_places
from sheetcrm.templates.report_spec import Report
from sheetcrm.templates.report_spec import with_the_rest
from sheetcrm.templates.template import Template
from sheetcrm.values import currency_digits
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]
PLAIN = ReportCell(None, "label")


def company_facts(
    company: Company,
    template: Template,
    process: Process,
    probabilities: Mapping[str, Probability],
    today: date,
    lists: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Facts:
    """Gather a company's facts as its process and template have it; `lists` as they stand on the lists sheet."""
    labels = KpiLabels(template, process, "vi")
    company = with_target_keys(company, labels)
    facts = facts_of(
        company,
        stages=[stage.key for stage in process.stages],
        probabilities={stage: chance.percent for stage, chance in probabilities.items()},
        today=today,
        minor_digits=currency_digits(company.base_currency),
        entries=labels.listed(lists),
    )
    return replace(facts, problems=(*facts.problems, *doubtful_targets(facts, template.limits)))


def report_edits(
    facts: Facts,
    company: Company,
    template: Template,
    process: Process,
    probabilities: Mapping[str, Probability],
    lang: str,
    period: Period,
    now: datetime,
    unread: Problem | None = None,
) -> list[ReplaceBlock]:
    """Give the new content of every KPI tab and of the dashboard.

    `facts` as `company_facts` gathers them; `unread` tells that this is not the period somebody typed, and why.
    """
    assumed = tuple(stage for stage, chance in probabilities.items() if chance.assumed)
    tabs = _Tabs(company, template, process, facts, assumed, lang, period, now, unread)
    return [block for report in template.reports for block in tabs.blocks(report)]


@dataclass(frozen=True, slots=True)
class _Tabs:
    """Everything the tabs are written from."""

    company: Company
    template: Template
    process: Process
    facts: Facts
    assumed: tuple[str, ...]
    lang: str
    period: Period
    now: datetime
    unread: Problem | None

    def blocks(self, report: Report) -> list[ReplaceBlock]:
        """Give the blocks of one tab; some are written elsewhere."""
        if report.layout in ("today", "quality"):
            return []
        labels = KpiLabels(self.template, self.process, self.lang)
        blocks = [ReplaceBlock(report.key, TITLE_ROW, 1, self._titles(report), 3, optional=True)]
        if report.key == PERIOD_REPORT:
            blocks += self._around_the_cell()
        if report.layout == "dashboard":
            stages = [stage.key for stage in self.process.stages]
            dashboard = Dashboard(report, self.facts, labels, self.lang, self.period)
            return blocks + dashboard.blocks(stages, dashboard_places(stages))
        if report.layout == "receivables":
            rows = ReceivablesTab(report, self.company, self.facts, labels, self.lang).rows()
        elif report.layout == "scorecard":
            whole = with_the_rest(report, self.template.reports)
            rows = scorecard_rows(whole, self.facts, self.lang, self.period)
            rows += locked_rows(whole, self.facts, self.lang)
        else:
            rows = breakdown_rows(report, self.facts, labels, self.lang, self.period, self._lines())
        if self._weighs(report):
            rows.append((ReportCell(self._assumption(labels), "muted"),))
        reach = widest(report) if report.layout == "breakdown" else 0
        rows = _renewed(rows, max(reach, *map(len, rows)))
        return [*blocks, ReplaceBlock(report.key, BLOCKS_ROW, 1, rows, optional=True)]

    def _titles(self, report: Report) -> list[Row]:
        words = period_words(self.period, self.lang)
        until = day_words(self.facts.data_until)
        computed = say("kpi_computed", self.lang, at=f"{self.now:%d/%m/%Y %H:%M}", until=until)
        if report.layout == "receivables":
            title, line = (
                report.in_language(self.lang),
                say("kpi_debts_as_of", self.lang, day=day_words(self.facts.today)),
            )
        else:
            title = say("kpi_title", self.lang, tab=report.in_language(self.lang), period=words)
            line = period_line(self.period, self.facts.today, self.lang, self.unread)
            line += closed_words(self.facts.closings, self.period, self.lang)
        look = "subtitle" if self.unread is None else "warn"
        return [
            (ReportCell(title, "title"),),
            (ReportCell(computed, "subtitle", incidental=True),),
            (ReportCell(line, look),),
        ]

    def _around_the_cell(self) -> list[ReplaceBlock]:
        """Put back what stands above the period cell, and say right of it when nobody can read what was typed."""
        row, column = PERIOD_INPUT
        label = ReportCell(say("kpi_choose_period", self.lang), "muted")
        unread = self.unread
        told = EMPTY if unread is None else ReportCell(say(unread.code, self.lang, **unread.params), "warn")
        return [
            ReplaceBlock(PERIOD_REPORT, row - 1, column, [(label,)], 1, optional=True),
            ReplaceBlock(PERIOD_REPORT, row, column + 1, [(told,)], 1, optional=True),
        ]

    def _lines(self) -> Mapping[str, Sequence[str]]:
        """Name what has a line even when nothing happened: the reps of the period, and the stages."""
        return {
            "rep": reps_of(self.company, self.facts.closings, self.period),
            "stage": [stage.key for stage in self.process.stages],
        }

    def _weighs(self, report: Report) -> bool:
        return bool(self.assumed) and any("weighted_pipeline" in block.kpis for block in report.blocks)

    def _assumption(self, labels: KpiLabels) -> str:
        stages = ", ".join(labels.entry("stage", stage) for stage in self.assumed)
        return say("kpi_assumed", self.lang, stages=stages, count=self.template.limits.own_rates_from)


def _renewed(rows: Sequence[Row], width: int) -> list[Row]:
    """Let the first row reach as far as any older one may have, so that nothing of it stays, nor its look.

    What lies right of a shorter row is emptied, look and all; blanks within a row get a plain look.
    """
    first, *rest = ([PLAIN if cell == EMPTY else cell for cell in row or (PLAIN,)] for row in rows)
    return [(*first, *(PLAIN,) * (width - len(first))), *map(tuple, rest)]
