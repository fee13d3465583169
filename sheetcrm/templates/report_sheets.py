"""Draw the report tabs of a template: headings, the period input, column widths and the dashboard's charts.

What stands in them is written by recompute (`sheetcrm.app.kpi_tabs`); both read the places in `dashboard_layout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sheetcrm.domain.process import Process
from sheetcrm.messages import say
from sheetcrm.templates.blueprint import Chart
from sheetcrm.templates.blueprint import HintRule
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import Rule
from sheetcrm.templates.blueprint import Series
from sheetcrm.templates.dashboard_layout import BREAKDOWN_WIDTHS
from sheetcrm.templates.dashboard_layout import CHART_ROWS
from sheetcrm.templates.dashboard_layout import CHART_SIZE
from sheetcrm.templates.dashboard_layout import CHARTS_ROW
from sheetcrm.templates.dashboard_layout import DASHBOARD_WIDTHS
from sheetcrm.templates.dashboard_layout import PERIOD_COLUMN
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.dashboard_layout import PERIOD_REPORT
from sheetcrm.templates.dashboard_layout import PERIOD_TABLE
from sheetcrm.templates.dashboard_layout import RIGHT_HALF
from sheetcrm.templates.dashboard_layout import SCORECARD_WIDTHS
from sheetcrm.templates.dashboard_layout import TITLE_ROW
from sheetcrm.templates.dashboard_layout import Place
from sheetcrm.templates.dashboard_layout import Places
from sheetcrm.templates.dashboard_layout import dashboard_places
from sheetcrm.templates.dashboard_layout import sources_of
from sheetcrm.templates.report_spec import Report
from sheetcrm.templates.spec import ListEntries
from sheetcrm.templates.today_layout import TODAY_WIDTHS
from sheetcrm.values import Value

_WIDTHS = {
    "today": TODAY_WIDTHS,
    "dashboard": DASHBOARD_WIDTHS,
    "scorecard": SCORECARD_WIDTHS,
    "breakdown": BREAKDOWN_WIDTHS,
}
_GREEN, _AMBER, _BLUE, _TEAL = "2E7D5B", "E09F3E", "3B6FA0", "2A9D8F"
_SHORT = {
    "vi": '[>=1000000000]0.0,,," tỷ";[>=1000000]0,," tr";#,##0',
    "en": '[>=1000000000]0.0,,,"B";[>=1000000]0,,"M";#,##0',
}
"""Axis labels of money, in words people use for large sums."""


class HasReports(Protocol):
    """The part of a template that report tabs are drawn from."""

    @property
    def reports(self) -> Sequence[Report]:
        """The report tabs, in the order they stand."""
        ...

    @property
    def lists(self) -> Sequence[ListEntries]:
        """The dropdown lists."""
        ...


def draw_reports(template: HasReports, process: Process, lang: str) -> tuple[ReportSheet, ...]:
    """Draw every report tab of the template, in its order."""
    return tuple(_draw(report, template, process, lang) for report in template.reports)


def _draw(report: Report, template: HasReports, process: Process, lang: str) -> ReportSheet:
    cells: dict[tuple[int, int], tuple[Value, str]] = {(TITLE_ROW, 1): (report.in_language(lang), "title")}
    inputs: dict[tuple[int, int], Rule] = {}
    charts: tuple[Chart, ...] = ()
    if report.key == PERIOD_REPORT:
        row, column = PERIOD_INPUT
        cells[1, column] = (f"{PERIOD_TABLE}.{PERIOD_COLUMN}", "table_key")
        cells[row - 1, column] = (say("kpi_choose_period", lang), "muted")
        cells[row, column] = (None, "input_period")
        inputs[row, column] = HintRule(say("hint_period_title", lang), say("hint_period", lang))
    if report.layout == "dashboard":
        charts = _charts(dashboard_places(process.stages, sources_of(template.lists)), lang)
    return ReportSheet(
        key=report.key,
        title=report.in_language(lang),
        widths=_WIDTHS[report.layout],
        cells=cells,
        inputs=inputs,
        charts=charts,
        frozen_rows=4 if report.layout in ("scorecard", "breakdown") else 0,
        tab_colour=report.tab_colour,
    )


def _charts(places: Places, lang: str) -> tuple[Chart, ...]:
    below = CHARTS_ROW + CHART_ROWS
    return (
        Chart(
            "column",
            say("kpi_chart_revenue", lang),
            (_series(places.months, 1, _GREEN),),
            (CHARTS_ROW, 1),
            CHART_SIZE,
            _SHORT[lang],
            (_series(places.months, 2, _AMBER),),
        ),
        Chart(
            "column",
            say("kpi_chart_stages", lang),
            (_series(places.stages, 1, _BLUE), _series(places.stages, 2, _TEAL)),
            (CHARTS_ROW, RIGHT_HALF),
            CHART_SIZE,
            _SHORT[lang],
        ),
        Chart("line", say("kpi_chart_win_rate", lang), (_series(places.trend, 1, _TEAL),), (below, 1), CHART_SIZE, "0"),
        Chart(
            "bar",
            say("kpi_chart_sources", lang),
            (_series(places.sources, 1, _BLUE),),
            (below, RIGHT_HALF),
            CHART_SIZE,
            "0",
        ),
    )


def _series(place: Place, offset: int, colour: str) -> Series:
    column = place.column + offset
    return Series(
        name=(place.head, column),
        categories=(place.first, place.column, place.last, place.column),
        values=(place.first, column, place.last, column),
        colour=colour,
    )
