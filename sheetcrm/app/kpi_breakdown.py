"""Breakdown tables: a line a rep (product, source, stage …), a column a KPI, the total, and whether it adds up."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_cells import check_words
from sheetcrm.app.kpi_cells import figure_cell
from sheetcrm.app.kpi_cells import left_out_note
from sheetcrm.app.kpi_cells import n_cell
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_locks import breakdown_note
from sheetcrm.app.target_columns import TargetColumns
from sheetcrm.app.target_columns import target_columns
from sheetcrm.app.target_notes import line_target_notes
from sheetcrm.app.target_notes import targeted
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measured import absent
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.measures import Sum
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.messages import say
from sheetcrm.templates.report_spec import Block
from sheetcrm.templates.report_spec import Report
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]
Keys = tuple[Key, ...]

_WITHOUT_N = Count | Sum | Distinct | Growth | Attainment


class _Column(NamedTuple):
    """One KPI of a block, computed."""

    kpi: Kpi
    figures: Figures
    has_n: bool
    targets: TargetColumns

    def cells(self, figure: Figure, key: Keys, lang: str) -> Row:
        """Show a figure, its n when it is a ratio, its target when there is any; the total has the empty key."""
        total = not key
        shown = figure_cell(figure, self.kpi.unit, lang, total=total)
        n = (n_cell(figure, total=total),) if self.has_n else ()
        return (shown, *n, *self.targets.cells(figure, key, lang))

    def one(self, cell: ReportCell) -> Row:
        """Put a cell under the figures, and nothing under what stands beside them."""
        return (cell, *(EMPTY,) * (self.has_n + self.targets.width))


def breakdown_rows(
    report: Report, facts: Facts, labels: KpiLabels, lang: str, period: Period, lines: Mapping[str, Sequence[str]]
) -> list[Row]:
    """Give the rows of a breakdown tab; `lines` names entries that have a line even when nothing happened in it."""
    rows: list[Row] = []
    for block in report.blocks:
        rows += _block_rows(block, facts, labels, lang, period, lines)
        rows.append(())
    return rows


def widest(report: Report) -> int:
    """Say how wide a breakdown tab's tables can become: each figure may have its n, target and attainment beside it."""
    return max((len(block.by) + 4 * len(block.kpis) for block in report.blocks), default=0)


def _block_rows(
    block: Block, facts: Facts, labels: KpiLabels, lang: str, period: Period, lines: Mapping[str, Sequence[str]]
) -> list[Row]:
    columns = [_compute(CATALOGUE[key], facts, block, period) for key in block.kpis]
    width = len(block.by)
    rows: list[Row] = [(ReportCell(block.in_language(lang), "section"),), _heads(block, columns, labels, lang)]
    for key in _keys(block, columns, labels, lines):
        names = [ReportCell(labels.entry(name, part), "label") for name, part in zip(block.by, key, strict=True)]
        cells = [cell for column in columns for cell in column.cells(_figure(column, key), key, lang)]
        rows.append((*names, *cells))
    total = _label(say("kpi_head_total", lang), "total_label", width)
    rows.append((*total, *(c for column in columns for c in column.cells(column.figures.total, (), lang))))
    rows += _check_rows(columns, lang, width)
    rows += _explanations(columns, labels, lang)
    return [*rows, *_target_notes(block, facts, period, labels, lang)]


def _compute(kpi: Kpi, facts: Facts, block: Block, period: Period) -> _Column:
    figures = compute(facts, kpi.key, block.by, period)
    targets = target_columns(kpi.key, block, facts, period)
    return _Column(kpi, figures, not isinstance(kpi.measure, _WITHOUT_N), targets)


def _heads(block: Block, columns: Sequence[_Column], labels: KpiLabels, lang: str) -> Row:
    n = ReportCell(say("kpi_head_n", lang), "header_right")
    return (
        *(ReportCell(labels.dimension(name), "header") for name in block.by),
        *(
            cell
            for column in columns
            for cell in (
                ReportCell(column.kpi.name(lang), "header_right"),
                *((n,) if column.has_n else ()),
                *column.targets.heads(lang),
            )
        ),
    )


def _keys(
    block: Block, columns: Sequence[_Column], labels: KpiLabels, lines: Mapping[str, Sequence[str]]
) -> list[Keys]:
    """Give the lines in order: as the template or process has them, then by name, the unassigned last."""
    always = [(entry,) for entry in lines.get(block.by[0], ())] if len(block.by) == 1 else []
    happened = (line.key for column in columns for line in column.figures.lines)
    wanted = (key for column in columns for key in column.targets.targets if key)
    keys = dict.fromkeys([*always, *happened, *wanted])
    orders = [labels.order(name) for name in block.by]

    def place(key: Keys) -> list[tuple[bool, int, str]]:
        parts = zip(key, orders, strict=True)
        return [(part is None, order.get(part or "", len(order)), part or "") for part, order in parts]

    return sorted(keys, key=place)


def _target_notes(block: Block, facts: Facts, period: Period, labels: KpiLabels, lang: str) -> Iterator[Row]:
    """Say, once a KPI, of which lines targets are missing or count in part."""
    for key in dict.fromkeys(targeted(CATALOGUE[key]).key for key in block.kpis):
        kpi = CATALOGUE[key]
        for note in line_target_notes(facts, kpi, block.by, period, labels, lang):
            yield (ReportCell(f"{kpi.name(lang)}: {note}", "muted"),)


def _figure(column: _Column, key: Keys) -> Figure:
    return column.figures.at(*key) or absent(column.kpi, column.figures)


def _check_rows(columns: Sequence[_Column], lang: str, width: int) -> list[Row]:
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


def _explanations(columns: Sequence[_Column], labels: KpiLabels, lang: str) -> list[Row]:
    rows: list[Row] = []
    for column in columns:
        rows.append((ReportCell(f"{column.kpi.name(lang)} = {column.kpi.formula(lang)}", "muted"),))
        note = left_out_note(column.figures.total, lang)
        for one in (note, breakdown_note(column.kpi, column.figures, labels, lang)):
            if one:
                rows.append((ReportCell(f"{column.kpi.name(lang)}: {one}", "warn"),))
    return rows
