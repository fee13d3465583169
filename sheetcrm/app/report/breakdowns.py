"""The tables by rep: those of the template's breakdown tabs, a line a rep, with the total and whether it adds up."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcrm.app.kpi_cells import check_words
from sheetcrm.app.kpi_cells import left_out_note
from sheetcrm.app.kpi_locks import breakdown_note
from sheetcrm.app.report.page import Cell
from sheetcrm.app.report.page import Table
from sheetcrm.app.report.scorecard import figure_cell
from sheetcrm.app.report.subject import Subject
from sheetcrm.app.target_notes import attainment_notes
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.measured import absent
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.measures import Sum

REP = ("rep",)
_WITHOUT_N = Count | Sum | Distinct | Growth | Attainment


def rep_tables(subject: Subject) -> tuple[Table, ...]:
    """Give every table by rep of the breakdown tabs; what an earlier one shows whole is not shown again."""
    shown: set[str] = set()
    tables = []
    for report in subject.reading.template.reports:
        for block in report.blocks if report.layout == "breakdown" else ():
            if block.by == REP and not shown.issuperset(block.kpis):
                shown |= set(block.kpis)
                tables.append(_table(subject, block.in_language(subject.lang), block.kpis))
    return tuple(tables)


def _table(subject: Subject, title: str, kpis: Sequence[str]) -> Table:
    columns = [compute(subject.facts, key, REP, subject.period) for key in kpis]
    return Table(
        title=title,
        heads=(Cell(subject.labels.dimension("rep")), *(Cell(subject.name(key), "number") for key in kpis)),
        lines=tuple(
            (Cell(subject.labels.entry("rep", rep)), *(_cell(subject, column, rep) for column in columns))
            for rep in _reps(subject, columns)
        ),
        total=(
            Cell(subject.say("kpi_head_total")),
            *(_shown(subject, column, column.total) for column in columns),
        ),
        notes=tuple(_notes(subject, columns)),
    )


def _reps(subject: Subject, columns: Sequence[Figures]) -> list[Key]:
    """Give the reps as their sheet has them, then who else has figures, the unassigned last."""
    there = subject.reps()
    others = {line.key[0] for column in columns for line in column.lines} - set(there)
    return [*there, *sorted(others, key=lambda rep: (rep is None, rep or ""))]


def _cell(subject: Subject, column: Figures, rep: Key) -> Cell:
    return _shown(subject, column, column.at(rep) or absent(CATALOGUE[column.kpi], column))


def _shown(subject: Subject, column: Figures, figure: Figure) -> Cell:
    kpi = CATALOGUE[column.kpi]
    cell = figure_cell(subject, figure, kpi.unit)
    if figure.value is None or figure.n is None or isinstance(kpi.measure, _WITHOUT_N):
        return cell
    return Cell(cell.text, cell.tone, subject.say("report_n", n=subject.words.number(figure.n, "count")))


def _notes(subject: Subject, columns: Sequence[Figures]) -> list[str]:
    """Say that the lines add up, or which column does not; and what was left out."""
    failing = [column for column in columns if not column.adds_up]
    check = subject.say("kpi_head_check")
    notes = [f"{check}: {subject.name(column.kpi)} {check_words(column, subject.lang)}" for column in failing]
    if not failing:
        notes.append(f"{check} {subject.say('kpi_check_holds')}")
    for column in columns:
        if note := left_out_note(column.total, subject.lang):
            notes.append(f"{subject.name(column.kpi)}: {note}")
        if note := breakdown_note(CATALOGUE[column.kpi], column, subject.labels, subject.lang):
            notes.append(f"{subject.name(column.kpi)}: {note}")
        told = attainment_notes(subject.facts, CATALOGUE[column.kpi], REP, subject.period, subject.labels, subject.lang)
        notes += (f"{subject.name(column.kpi)}: {note}" for note in told)
    return notes
