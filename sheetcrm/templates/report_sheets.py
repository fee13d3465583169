"""Draw the report tabs of a template: headings, the period input, column widths, charts and little bars.

What stands in them is written by recompute (`sheetcrm.app.kpi_tabs`); both read the places in `dashboard_layout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.process import Process
from sheetcrm.messages import say
from sheetcrm.templates.blueprint import Chart
from sheetcrm.templates.blueprint import HintRule
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import Rule
from sheetcrm.templates.blueprint import Sparkline
from sheetcrm.templates.dashboard_heads import all_heads
from sheetcrm.templates.dashboard_layout import BREAKDOWN_WIDTHS
from sheetcrm.templates.dashboard_layout import CHARTS_END
from sheetcrm.templates.dashboard_layout import DASHBOARD_WIDTHS
from sheetcrm.templates.dashboard_layout import FIRST_MONTH_COLUMN
from sheetcrm.templates.dashboard_layout import PERIOD_COLUMN
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.dashboard_layout import PERIOD_REPORT
from sheetcrm.templates.dashboard_layout import PERIOD_TABLE
from sheetcrm.templates.dashboard_layout import QUALITY_WIDTHS
from sheetcrm.templates.dashboard_layout import RECEIVABLES_WIDTHS
from sheetcrm.templates.dashboard_layout import SCORECARD_WIDTHS
from sheetcrm.templates.dashboard_layout import TITLE_ROW
from sheetcrm.templates.dashboard_layout import TREND_COLUMN
from sheetcrm.templates.dashboard_layout import TREND_MONTHS
from sheetcrm.templates.dashboard_layout import dashboard_places
from sheetcrm.templates.dashboard_layout import scorecard_lines
from sheetcrm.templates.palette import COUNT
from sheetcrm.templates.report_charts import AMOUNT
from sheetcrm.templates.report_charts import WEIGHTED
from sheetcrm.templates.report_charts import draw_charts
from sheetcrm.templates.report_spec import Report
from sheetcrm.templates.report_spec import with_the_rest
from sheetcrm.templates.today_layout import TODAY_WIDTHS
from sheetcrm.values import Value

_WIDTHS = {
    "today": TODAY_WIDTHS,
    "dashboard": DASHBOARD_WIDTHS,
    "scorecard": SCORECARD_WIDTHS,
    "breakdown": BREAKDOWN_WIDTHS,
    "receivables": RECEIVABLES_WIDTHS,
    "quality": QUALITY_WIDTHS,
}
_FROZEN = frozenset({"scorecard", "breakdown", "receivables", "quality"})
_TITLES_END = 4


class HasReports(Protocol):
    """The part of a template that report tabs are drawn from."""

    @property
    def reports(self) -> Sequence[Report]:
        """The report tabs, in the order they stand."""
        ...


def draw_reports(template: HasReports, process: Process, lang: str, short: str = COUNT) -> tuple[ReportSheet, ...]:
    """Draw every report tab of the template, in its order; `short` is the number format of amounts in charts."""
    return tuple(_draw(with_the_rest(report, template.reports), process, lang, short) for report in template.reports)


def _draw(report: Report, process: Process, lang: str, short: str) -> ReportSheet:
    cells: dict[tuple[int, int], tuple[Value, str]] = {
        (TITLE_ROW, 1): (report.in_language(lang), "title"),
        (TITLE_ROW + 1, 1): (say("report_not_computed", lang), "subtitle"),
    }
    charts: tuple[Chart, ...] = ()
    if report.layout == "dashboard":
        places = dashboard_places(process.stages)
        charts = draw_charts(places, lang, short)
        cells |= {at: (head, "header_right") for at, head in all_heads(places, lang)}
    inputs: dict[tuple[int, int], Rule] = {}
    if report.key == PERIOD_REPORT:
        row, column = PERIOD_INPUT
        cells[1, column] = (f"{PERIOD_TABLE}.{PERIOD_COLUMN}", "table_key")
        cells[row - 1, column] = (say("kpi_choose_period", lang), "muted")
        cells[row, column] = (None, "input_period")
        inputs[row, column] = HintRule(say("hint_period_title", lang), say("hint_period", lang))
    return ReportSheet(
        key=report.key,
        title=report.in_language(lang),
        widths=_WIDTHS[report.layout],
        cells=cells,
        inputs=inputs,
        charts=charts,
        sparklines=_trends(report) if report.layout == "scorecard" else (),
        frozen_rows=_TITLES_END if report.layout in _FROZEN else 0,
        repeated_rows=None if report.layout == "dashboard" else (TITLE_ROW, _TITLES_END),
        printed_rows=CHARTS_END if report.layout == "dashboard" else None,
        printed_columns=_printed(report),
        tab_colour=report.tab_colour,
        hidden=report.hidden,
    )


def _trends(report: Report) -> tuple[Sparkline, ...]:
    """Draw little bars of its last months beside every KPI; what is known for today only has none."""
    return tuple(
        Sparkline(
            (row, TREND_COLUMN),
            (row, FIRST_MONTH_COLUMN, row, FIRST_MONTH_COLUMN + TREND_MONTHS - 1),
            WEIGHTED,
            AMOUNT,
            from_zero=not isinstance(CATALOGUE[key].measure, Growth),
        )
        for row, key in scorecard_lines(report)
        if not CATALOGUE[key].only_today
    )


def _printed(report: Report) -> int | None:
    """Say how many columns are printed: of a scorecard not the months behind it, else all in use."""
    return FIRST_MONTH_COLUMN - 1 if report.layout == "scorecard" else None
