"""Write every KPI tab and the dashboard: blocks of values, so that what was typed over is put back."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime

from sheetcrm.app.dashboard_tab import Dashboard
from sheetcrm.app.kpi_breakdown import breakdown_rows
from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_labels import with_target_keys
from sheetcrm.app.kpi_scorecard import scorecard_rows
from sheetcrm.app.receivables_tab import ReceivablesTab
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import cut_at
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.pipeline import Probability
from sheetcrm.domain.process import Process
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Rep
from sheetcrm.messages import say
from sheetcrm.templates.dashboard_layout import BLOCKS_ROW
from sheetcrm.templates.dashboard_layout import PERIOD_COLUMN
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.dashboard_layout import PERIOD_REPORT
from sheetcrm.templates.dashboard_layout import PERIOD_TABLE
from sheetcrm.templates.dashboard_layout import TITLE_ROW
from sheetcrm.templates.dashboard_layout import dashboard_places
from sheetcrm.templates.report_spec import Report
from sheetcrm.templates.report_spec import with_the_rest
from sheetcrm.templates.template import Template
from sheetcrm.values import currency_digits
from sheetcrm.values import decode_month
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import TableData

Row = tuple[ReportCell, ...]


def read_period(tables: Mapping[str, TableData], today: date) -> Period:
    """Give the month typed on the KPI tab; this month when none, or nothing readable, stands there."""
    table = tables.get(PERIOD_TABLE)
    if table is not None:
        for row, raw in zip(table.rows, table.columns[PERIOD_COLUMN], strict=True):
            month = decode_month(raw) if row == PERIOD_INPUT[0] else None
            if isinstance(month, date):
                return month_of(month)
    return month_of(today)


def company_facts(
    company: Company,
    template: Template,
    process: Process,
    probabilities: Mapping[str, Probability],
    today: date,
) -> Facts:
    """Gather a company's facts as its process and template have it."""
    return facts_of(
        with_target_keys(company, KpiLabels(template, process, "vi")),
        stages=[stage.key for stage in process.stages],
        probabilities={stage: chance.percent for stage, chance in probabilities.items()},
        today=today,
        minor_digits=currency_digits(company.base_currency),
    )


def report_edits(
    facts: Facts,
    company: Company,
    template: Template,
    process: Process,
    probabilities: Mapping[str, Probability],
    lang: str,
    period: Period,
    now: datetime,
) -> list[ReplaceBlock]:
    """Give the new content of every KPI tab and of the dashboard; `facts` as `company_facts` gathers them."""
    assumed = tuple(stage for stage, chance in probabilities.items() if chance.assumed)
    tabs = _Tabs(company, template, process, facts, assumed, lang, period, now)
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

    def blocks(self, report: Report) -> list[ReplaceBlock]:
        """Give the blocks of one tab; some are written elsewhere."""
        if report.layout in ("today", "quality"):
            return []
        labels = KpiLabels(self.template, self.process, self.lang)
        blocks = [ReplaceBlock(report.key, TITLE_ROW, 1, self._titles(report), 3, optional=True)]
        if report.key == PERIOD_REPORT:
            blocks.append(self._period_label())
        if report.layout == "dashboard":
            stages = [stage.key for stage in self.process.stages]
            dashboard = Dashboard(report, self.facts, labels, self.lang, self.period)
            return blocks + dashboard.blocks(stages, dashboard_places(stages))
        if report.layout == "receivables":
            rows = ReceivablesTab(report, self.company, self.facts, labels, self.lang).rows()
        elif report.layout == "scorecard":
            whole = with_the_rest(report, self.template.reports)
            rows = scorecard_rows(whole, self.facts, self.lang, self.period)
        else:
            rows = breakdown_rows(report, self.facts, labels, self.lang, self.period, self._lines())
        if self._weighs(report):
            rows.append((ReportCell(self._assumption(labels), "muted"),))
        return [*blocks, ReplaceBlock(report.key, BLOCKS_ROW, 1, _padded(rows), optional=True)]

    def _titles(self, report: Report) -> list[Row]:
        cut = cut_at(self.period, self.facts.today)
        until = self.facts.data_until
        computed = say("kpi_computed", self.lang, at=f"{self.now:%d/%m/%Y %H:%M}", until=_day(until))
        code = "kpi_period_running" if cut.running else "kpi_period"
        period = say(code, self.lang, first=_day(self.period.start), last=_day(cut.now.last_day))
        if report.layout == "receivables":
            period = say("kpi_debts_as_of", self.lang, day=_day(self.facts.today))
        texts = ((report.in_language(self.lang), "title"), (computed, "subtitle"), (period, "subtitle"))
        return [(ReportCell(text, style),) for text, style in texts]

    def _period_label(self) -> ReplaceBlock:
        """Put back what stands above the cell in which a month may be typed."""
        row, column = PERIOD_INPUT
        label = ReportCell(say("kpi_choose_month", self.lang), "muted")
        return ReplaceBlock(PERIOD_REPORT, row - 1, column, [(label,)], 1, optional=True)

    def _lines(self) -> Mapping[str, Sequence[str]]:
        """Name what has a line even when nothing happened: the reps of the period, and the stages."""
        return {
            "rep": [rep.name for rep in self.company.reps if rep.name and self._is_there(rep)],
            "stage": [stage.key for stage in self.process.stages],
        }

    def _is_there(self, rep: Rep) -> bool:
        started = rep.start_on is None or rep.start_on < self.period.end
        return started and (rep.end_on is None or rep.end_on >= self.period.start)

    def _weighs(self, report: Report) -> bool:
        return bool(self.assumed) and any("weighted_pipeline" in block.kpis for block in report.blocks)

    def _assumption(self, labels: KpiLabels) -> str:
        stages = ", ".join(labels.entry("stage", stage) for stage in self.assumed)
        return say("kpi_assumed", self.lang, stages=stages, count=self.template.limits.own_rates_from)


def _day(day: date | None) -> str:
    return "–" if day is None else f"{day:%d/%m/%Y}"


def _padded(rows: Sequence[Row]) -> list[Row]:
    """Make all rows equally wide, so that nothing of an older, wider row stays."""
    width = max(len(row) for row in rows)
    return [(*row, *(EMPTY,) * (width - len(row))) for row in rows]
