"""The scorecard: every KPI of the company with what it is compared with, and how it is computed."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_cells import figure_cell
from sheetcrm.app.kpi_cells import left_out_note
from sheetcrm.app.kpi_cells import n_cell
from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.app.kpi_locks import lock_notes
from sheetcrm.app.target_notes import company_target_note
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.messages import say
from sheetcrm.templates.report_spec import Report
from sheetcrm.workbooks.base import ReportCell

_HEADS = ("now", "previous", "change", "last_year", "target", "attainment", "n")
_TEXT_HEADS = ("formula", "note")

Row = tuple[ReportCell, ...]


def scorecard_rows(report: Report, facts: Facts, lang: str, period: Period) -> list[Row]:
    """Give the rows of a scorecard tab, block by block."""
    rows: list[Row] = []
    for block in report.blocks:
        rows.append((ReportCell(block.in_language(lang), "section"),))
        rows.append(_heads(lang))
        rows += [_kpi_row(CATALOGUE[key], facts, lang, period) for key in block.kpis]
        rows.append(())
    return rows


def _heads(lang: str) -> Row:
    return (
        ReportCell(say("kpi_head_kpi", lang), "header"),
        *(ReportCell(say(f"kpi_head_{head}", lang), "header_right") for head in _HEADS),
        ReportCell(None, "header"),
        *(ReportCell(say(f"kpi_head_{head}", lang), "header") for head in _TEXT_HEADS),
    )


def _kpi_row(kpi: Kpi, facts: Facts, lang: str, period: Period) -> Row:
    figures = compare(facts, kpi.key, (), period)[()]
    notes = (left_out_note(figures.now, lang), company_target_note(facts, kpi, period, lang))
    return (
        ReportCell(f"{kpi.number} · {kpi.name(lang)}" if kpi.number else kpi.name(lang), "label"),
        figure_cell(figures.now, kpi.unit, lang),
        figure_cell(figures.previous, kpi.unit, lang),
        figure_cell(figures.change, "percent", lang),
        figure_cell(figures.last_year, kpi.unit, lang),
        EMPTY if figures.target is None else number_cell(figures.target, kpi.unit),
        EMPTY if figures.target is None else figure_cell(figures.attainment, "percent", lang),
        EMPTY if figures.now.n is None else n_cell(figures.now),
        EMPTY,
        ReportCell(kpi.formula(lang), "muted"),
        _note([*notes, *lock_notes(kpi, figures.now, facts, lang, period)]),
    )


def _note(notes: Sequence[str | None]) -> ReportCell:
    text = "; ".join(note for note in notes if note)
    return ReportCell(text, "warn") if text else EMPTY
