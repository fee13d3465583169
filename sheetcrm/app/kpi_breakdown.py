"""Breakdown tables: a line a rep (product, source, stage …), a column a KPI, the total, and whether it adds up."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_cells import check_words
from sheetcrm.app.kpi_cells import left_out_note
from sheetcrm.app.kpi_column import Keys
from sheetcrm.app.kpi_column import KpiColumn
from sheetcrm.app.kpi_column import compute_column
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_locks import breakdown_note
from sheetcrm.app.target_notes import line_target_notes
from sheetcrm.app.target_notes import targeted
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.messages import say
from sheetcrm.templates.report_spec import Block
from sheetcrm.templates.report_spec import Report
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]


def breakdown_rows(
    report: Report, facts: Facts, labels: KpiLabels, lang: str, period: Period, lines: Mapping[str, Sequence[str]]
) -> list[Row]:
    """Give the rows of a breakdown tab; `lines` names entries that have a line even when nothing happened in it."""
    rows: list[Row] = []
    for block in report.blocks:
        rows += _block_rows(block, facts, labels, lang, period, lines, report.near)
        rows.append(())
    kpis = dict.fromkeys(key for block in report.blocks for key in block.kpis)
    rows.append((ReportCell(say("kpi_section_formulas", lang), "section"),))
    rows += [_formula(CATALOGUE[key], lang) for key in kpis]
    return rows


def widest(report: Report) -> int:
    """Say how wide a breakdown tab's tables can become: each figure may have n and two more beside it."""
    return max((len(block.by) + 4 * len(block.kpis) for block in report.blocks), default=0)


def _block_rows(
    block: Block,
    facts: Facts,
    labels: KpiLabels,
    lang: str,
    period: Period,
    lines: Mapping[str, Sequence[str]],
    near: int,
) -> list[Row]:
    columns = [compute_column(key, block, facts, period, near) for key in block.kpis]
    width = len(block.by)
    rows: list[Row] = [(ReportCell(block.in_language(lang), "section"),), _heads(block, columns, labels, lang)]
    for key in _keys(block, columns, labels, lines):
        names = [ReportCell(labels.entry(name, part), "label") for name, part in zip(block.by, key, strict=True)]
        cells = [cell for column in columns for cell in column.line(key, lang)]
        rows.append((*names, *cells))
    total = _label(say("kpi_head_total", lang), "total_label", width)
    rows.append((*total, *(cell for column in columns for cell in column.total(lang))))
    rows += _check_rows(columns, lang, width)
    rows += _left_out(columns, lang)
    rows += _lock_notes(columns, labels, lang)
    return rows if block.compare else [*rows, *_target_notes(block, facts, period, labels, lang)]


def _heads(block: Block, columns: Sequence[KpiColumn], labels: KpiLabels, lang: str) -> Row:
    names = (ReportCell(labels.dimension(name), "header") for name in block.by)
    return (*names, *(cell for column in columns for cell in column.heads(lang)))


def _keys(
    block: Block, columns: Sequence[KpiColumn], labels: KpiLabels, lines: Mapping[str, Sequence[str]]
) -> list[Keys]:
    """Give the lines in order: as the template or process has them, then by name, the unassigned last."""
    always = [(entry,) for entry in lines.get(block.by[0], ())] if len(block.by) == 1 else []
    keys = dict.fromkeys([*always, *(key for column in columns for key in column.lines())])
    return sorted(keys, key=labels.place_of(block.by))


def _target_notes(block: Block, facts: Facts, period: Period, labels: KpiLabels, lang: str) -> Iterator[Row]:
    """Say, once a KPI, of which lines targets are missing or count in part."""
    for key in dict.fromkeys(targeted(CATALOGUE[key]).key for key in block.kpis):
        kpi = CATALOGUE[key]
        for note in line_target_notes(facts, kpi, block.by, period, labels, lang):
            yield (ReportCell(f"{kpi.name(lang)}: {note}", "muted"),)


def _lock_notes(columns: Sequence[KpiColumn], labels: KpiLabels, lang: str) -> Iterator[Row]:
    """Say how much of a KPI comes from closed months."""
    for column in columns:
        if note := breakdown_note(column.kpi, column.figures, labels, lang):
            yield (ReportCell(f"{column.kpi.name(lang)}: {note}", "warn"),)


def _check_rows(columns: Sequence[KpiColumn], lang: str, width: int) -> list[Row]:
    """Show what stands in several lines, when anything does, and that the lines add up."""
    overlaps = [next((check.overlap for check in column.figures.checks if check.overlap), 0) for column in columns]
    rows: list[Row] = []
    if any(overlaps):
        cells = (
            column.one(ReportCell(-overlap, "check_right") if overlap else EMPTY)
            for column, overlap in zip(columns, overlaps, strict=True)
        )
        label = _label(say("kpi_head_overlap", lang), "check", width)
        rows.append((*label, *(cell for part in cells for cell in part)))
    marks = (column.one(ReportCell(check_words(column.figures, lang), "check_right")) for column in columns)
    label = _label(say("kpi_head_check", lang), "check", width)
    return [*rows, (*label, *(cell for part in marks for cell in part))]


def _label(text: str, style: str, width: int) -> Row:
    return (ReportCell(text, style), *(ReportCell(None, style),) * (width - 1))


def _left_out(columns: Sequence[KpiColumn], lang: str) -> list[Row]:
    """Say which rows could not be counted; KPIs that miss the same ones are named together."""
    notes: dict[str, list[str]] = {}
    for column in columns:
        note = left_out_note(column.figures.total, lang)
        if note:
            notes.setdefault(note, []).append(column.kpi.name(lang))
    return [(ReportCell(f"{', '.join(names)}: {note}", "warn"),) for note, names in notes.items()]


def _formula(kpi: Kpi, lang: str) -> Row:
    return (ReportCell(f"{kpi.name(lang)} = {kpi.formula(lang)}", "muted"),)
