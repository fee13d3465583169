"""The scorecard: every KPI of the company with what it is compared with, and how it is computed."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_cells import attainment_cell
from sheetcrm.app.kpi_cells import change_cell
from sheetcrm.app.kpi_cells import figure_cell
from sheetcrm.app.kpi_cells import left_out_note
from sheetcrm.app.kpi_cells import n_cell
from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import months_until
from sheetcrm.messages import say
from sheetcrm.templates.dashboard_layout import TREND_MONTHS
from sheetcrm.templates.report_spec import Report
from sheetcrm.workbooks.base import ReportCell

_HEADS = ("now", "previous", "change", "last_year", "target", "attainment", "n")
_TEXT_HEADS = ("formula", "note")

Row = tuple[ReportCell, ...]


def scorecard_rows(report: Report, facts: Facts, lang: str, period: Period) -> list[Row]:
    """Give the rows of a scorecard tab, block by block, as `scorecard_lines` has them."""
    months = months_until(period.last_day, TREND_MONTHS)
    rows: list[Row] = []
    for block in report.blocks:
        rows.append((ReportCell(block.in_language(lang), "section"),))
        rows.append((*_heads(lang), *(ReportCell(f"{month.start:%m/%Y}", "header_right") for month in months)))
        for key in block.kpis:
            kpi = CATALOGUE[key]
            rows.append((*_kpi_row(kpi, facts, lang, period, report.near), *_trend(kpi, facts, months)))
        rows.append(())
    return rows


def _heads(lang: str) -> Row:
    return (
        ReportCell(say("kpi_head_kpi", lang), "header"),
        *(ReportCell(say(f"kpi_head_{head}", lang), "header_right") for head in _HEADS),
        ReportCell(say("kpi_head_trend", lang), "header_center"),
        *(ReportCell(say(f"kpi_head_{head}", lang), "header") for head in _TEXT_HEADS),
    )


def _trend(kpi: Kpi, facts: Facts, months: Sequence[Period]) -> Row:
    """Give the figure of each of the last months, for the little line; what cannot be told is blank."""
    figures = (compute(facts, kpi.key, (), month).total for month in months)
    return tuple(number_cell(figure.value, kpi.unit) for figure in figures)


def _kpi_row(kpi: Kpi, facts: Facts, lang: str, period: Period, near: int) -> Row:
    figures = compare(facts, kpi.key, (), period)[()]
    return (
        ReportCell(f"{kpi.number} · {kpi.name(lang)}" if kpi.number else kpi.name(lang), "label"),
        figure_cell(figures.now, kpi.unit, lang),
        figure_cell(figures.previous, kpi.unit, lang),
        change_cell(kpi, figures.change, lang),
        figure_cell(figures.last_year, kpi.unit, lang),
        EMPTY if figures.target is None else number_cell(figures.target, kpi.unit),
        EMPTY if figures.target is None else attainment_cell(figures.attainment, lang, near),
        EMPTY if figures.now.n is None else n_cell(figures.now),
        EMPTY,
        ReportCell(kpi.formula(lang), "formula"),
        ReportCell(left_out_note(figures.now, lang), "warn") if figures.now.left_out else EMPTY,
    )
