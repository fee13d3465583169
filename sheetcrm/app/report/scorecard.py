"""Tiles and scorecard: each KPI with what came before, the same a year ago, and its target."""

from __future__ import annotations

from sheetcrm.app.kpi_cells import left_out_note
from sheetcrm.app.kpi_locks import lock_notes
from sheetcrm.app.report.page import Attainment
from sheetcrm.app.report.page import Cell
from sheetcrm.app.report.page import Change
from sheetcrm.app.report.page import Direction
from sheetcrm.app.report.page import Score
from sheetcrm.app.report.page import ScoreBlock
from sheetcrm.app.report.page import Tile
from sheetcrm.app.report.subject import Subject
from sheetcrm.app.target_notes import company_target_note
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.division import NEW
from sheetcrm.domain.kpis.figures import Comparison
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.kpi import Unit
from sheetcrm.templates.report_spec import Block
from sheetcrm.templates.report_spec import with_the_rest

FULL = 100


def tiles(subject: Subject) -> tuple[Tile, ...]:
    """Give the figures that the template puts on top of its dashboard."""
    keys = [key for block in _blocks(subject, "dashboard") for key in block.kpis]
    return tuple(_tile(subject, CATALOGUE[key]) for key in dict.fromkeys(keys))


def scorecard(subject: Subject) -> tuple[ScoreBlock, ...]:
    """Give the KPIs in the groups of the template's scorecard."""
    return tuple(
        ScoreBlock(block.in_language(subject.lang), tuple(_score(subject, CATALOGUE[key]) for key in block.kpis))
        for block in _blocks(subject, "scorecard")
    )


def figure_cell(subject: Subject, figure: Figure, unit: Unit) -> Cell:
    """Show a figure, or why it is blank."""
    text = subject.words.figure(figure, unit)
    if figure.value is None:
        return Cell(text, "good" if figure.reason == NEW else "blank")
    return Cell(text, "number")


def change_of(subject: Subject, kpi: Kpi, comparison: Comparison) -> Change:
    """Say how a figure changed: percentages by points, everything else in percent."""
    change = comparison.change
    if change.value is None:
        return Change(subject.words.figure(change, "percent"))
    text = subject.words.plain(change.value, 1, signed=True)
    code = "report_change_points" if kpi.unit == "percent" else "report_change_percent"
    direction: Direction = "up" if change.value > 0 else "down" if change.value < 0 else "same"
    return Change(subject.say(code, change=text), direction)


def attainment_of(subject: Subject, comparison: Comparison) -> Attainment | None:
    """Say how much of the target was reached; None when there is no target or nothing to hold against it."""
    value = comparison.attainment.value
    if comparison.target is None or value is None:
        return None
    return Attainment(subject.words.percent(value), max(0, min(FULL, int(value))))


def _blocks(subject: Subject, layout: str) -> list[Block]:
    reports = subject.reading.template.reports
    chosen = (with_the_rest(report, reports) for report in reports if report.layout == layout)
    return [block for report in chosen for block in report.blocks]


def _compared(subject: Subject, kpi: Kpi) -> Comparison:
    return compare(subject.facts, kpi.key, (), subject.period)[()]


def _tile(subject: Subject, kpi: Kpi) -> Tile:
    comparison = _compared(subject, kpi)
    return Tile(
        name=kpi.name(subject.lang),
        figure=subject.words.short(comparison.now, kpi.unit),
        exact=subject.words.figure(comparison.now, kpi.unit),
        change=change_of(subject, kpi, comparison),
        attainment=attainment_of(subject, comparison),
        blank=comparison.now.value is None,
    )


def _score(subject: Subject, kpi: Kpi) -> Score:
    comparison = _compared(subject, kpi)
    target = comparison.target
    return Score(
        key=kpi.key,
        number=kpi.number,
        name=kpi.name(subject.lang),
        formula=kpi.formula(subject.lang),
        now=figure_cell(subject, comparison.now, kpi.unit),
        previous=figure_cell(subject, comparison.previous, kpi.unit),
        change=change_of(subject, kpi, comparison),
        last_year=figure_cell(subject, comparison.last_year, kpi.unit),
        target=Cell() if target is None else Cell(subject.words.number(target, kpi.unit), "number"),
        attainment=attainment_of(subject, comparison),
        n="" if comparison.now.n is None else subject.words.number(comparison.now.n, "count"),
        note=_note(subject, kpi, comparison.now),
    )


def _note(subject: Subject, kpi: Kpi, now: Figure) -> str:
    """Say what the scorecard of the workbook says of this figure."""
    facts, period, lang = subject.facts, subject.period, subject.lang
    notes = (left_out_note(now, lang), company_target_note(facts, kpi, period, lang))
    return "; ".join(note for note in (*notes, *lock_notes(kpi, now, facts, lang, period)) if note)
