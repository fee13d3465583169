"""CRM_KPI and CRM_KPI_TABLE: figures as the KPI tabs compute them."""

from __future__ import annotations

from typing import NamedTuple

from sheetcrm.app.cell_functions.arrays import Answers
from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.unanswerable import Unanswerable
from sheetcrm.app.kpi_cells import figure_cell
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_words import breakdown_called
from sheetcrm.app.kpi_words import kpi_called
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Line
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.measures import Sum
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import days_between
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.messages import say
from sheetcrm.values import Names
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import decode_period
from sheetcrm.values import fold
from sheetcrm.values import is_blank
from sheetcrm.values import spelt

_TIMES = "×"
"""Between the two names of a breakdown by two things, as on the KPI tabs."""


class _Asked(NamedTuple):
    kpi: Kpi
    by: tuple[str, ...]
    period: Period


def kpi_figure(book: CellBook, key: Raw, period: Raw, by: Raw, value: Raw) -> Value:
    """Give one figure: the total, or that of one line; a blank says why. Raises: Unanswerable."""
    if is_blank(key):
        return ""
    asked = _understand(book, key, period, by)
    if not asked.by and not is_blank(value):
        raise Unanswerable("function_value_without_by")
    figures = compute(book.judgement.facts, asked.kpi.key, asked.by, asked.period)
    figure = figures.total if is_blank(value) else _line(book, asked, figures, str(value))
    return _shown(figure, asked.kpi, book.lang)


def kpi_table(book: CellBook, key: Raw, by: Raw, period: Raw) -> Answers:
    """Give a KPI's lines below their heads, and the total below them. Raises: Unanswerable."""
    asked = _understand(book, key, period, by)
    figures = compute(book.judgement.facts, asked.kpi.key, asked.by, asked.period)
    labels = _labels(book)
    heads = [labels.dimension(name) for name in asked.by] or [""]
    rows: list[list[Value]] = [[*heads, asked.kpi.name(book.lang), *(["n"] if asked.kpi.has_n else [])]]
    for line in figures.lines:
        rows.append([*_names(labels, asked.by, line), *_figure(line.figure, asked.kpi, book.lang)])
    total = [say("function_head_total", book.lang), *[""] * (len(heads) - 1)]
    return [*rows, [*total, *_figure(figures.total, asked.kpi, book.lang)]]


def _understand(book: CellBook, key: Raw, period: Raw, by: Raw) -> _Asked:
    kpi = kpi_called(str(key))
    if kpi is None:
        raise Unanswerable("function_no_kpi", typed=key)
    return _Asked(kpi, _by(book, kpi, by), _period(book, period))


def _by(book: CellBook, kpi: Kpi, typed: Raw) -> tuple[str, ...]:
    if is_blank(typed):
        return ()
    if by := breakdown_called(kpi, str(typed).replace(_TIMES, ",").split(",")):
        return by
    labels = _labels(book)
    known = "; ".join(f" {_TIMES} ".join(labels.dimension(name) for name in by) for by in kpi.by)
    raise Unanswerable("function_no_breakdown", kpi=kpi.name(book.lang), typed=typed, known=known or "-")


def _period(book: CellBook, typed: Raw) -> Period:
    if is_blank(typed):
        return month_of(book.today)
    days = decode_period(typed)
    if not isinstance(days, tuple):
        raise Unanswerable("function_no_period", typed=typed)
    return days_between(*days)


def _line(book: CellBook, asked: _Asked, figures: Figures, typed: str) -> Figure:
    """Give the figure of the line so called; nothing happened to somebody known: zero, or nothing to divide."""
    labels = _labels(book)
    called = [
        (line, (_TIMES.join(_names(labels, asked.by, line)), _TIMES.join(map(str, line.key)))) for line in figures.lines
    ]
    for alike in (spelt, fold):
        found = [line for line, names in called if alike(typed) in map(alike, names)]
        if len(found) == 1:
            return found[0].figure
    keys = [_known(book, name, part) for name, part in zip(asked.by, typed.split(_TIMES), strict=False)]
    if len(keys) != len(asked.by) or None in keys:
        by = f" {_TIMES} ".join(labels.dimension(name) for name in asked.by)
        raise Unanswerable("function_no_line", typed=typed, by=by)
    counted = isinstance(asked.kpi.measure, Count | Sum | Distinct)
    return Figure(0) if counted else Figure(None, reason="kpi_blank_no_denominator")


def _known(book: CellBook, dimension: str, typed: str) -> Key:
    """Give the key of a rep or an entry of a list, whether or not anything happened to it."""
    if dimension == "rep":
        return Names(one.name for one in book.reading.company.reps if one.name).find(typed)
    key = _labels(book).key_of(dimension, typed.strip())
    return key if key in _labels(book).order(dimension) else None


def _labels(book: CellBook) -> KpiLabels:
    return KpiLabels(book.reading.template, book.reading.process, book.lang)


def _names(labels: KpiLabels, by: tuple[str, ...], line: Line) -> list[str]:
    return [labels.entry(name, part) for name, part in zip(by, line.key, strict=True)]


def _figure(figure: Figure, kpi: Kpi, lang: str) -> list[Value]:
    return [_shown(figure, kpi, lang), *([figure.n] if kpi.has_n else [])]


def _shown(figure: Figure, kpi: Kpi, lang: str) -> Value:
    return figure_cell(figure, kpi.unit, lang).value
