"""The report's charts: what is drawn, and the same figures in words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence

from sheetcrm.app.period_words import day_words
from sheetcrm.app.report.page import Chart
from sheetcrm.app.report.page import Series
from sheetcrm.app.report.page import Shape
from sheetcrm.app.report.subject import Subject
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.kpi import Unit
from sheetcrm.domain.kpis.measured import absent
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import months_until
from sheetcrm.domain.kpis.targets import targets_for

MONTHS = 12
MOST_BARS = 12
"""More sources, reasons or reps than these are not drawn; the note says how many, the breakdown tabs show all."""


def charts(subject: Subject) -> tuple[Chart, ...]:
    """Give every chart, in the order of the page."""
    return tuple(draw(subject) for draw in _CHARTS)


def _revenue(subject: Subject) -> Chart:
    months = _months(subject)
    kpi = CATALOGUE["revenue"]
    revenue = [compute(subject.facts, kpi.key, (), month).total for month in months]
    targets = [targets_for(subject.facts, kpi, (), month).get(()) for month in months]
    series = (
        _series(subject, kpi.key, "bar", revenue),
        _numbers(subject, subject.say("kpi_head_target"), "line", targets, kpi.unit),
    )
    return _over_months(subject, "revenue", months, series, money=True)


def _win_rate(subject: Subject) -> Chart:
    months = _months(subject)
    rates = [compute(subject.facts, "win_rate", (), month).total for month in months]
    n = _numbers(subject, subject.say("kpi_head_n"), "text", [rate.n for rate in rates], "count")
    return _over_months(subject, "win_rate", months, (_series(subject, "win_rate", "line", rates), n), percent=True)


def _funnel(subject: Subject) -> Chart:
    passed = compute(subject.facts, "stage_conversion", ("stage",), subject.period)
    lines = _lines(passed, _stage_keys(subject))
    reached = [figure.bottom or 0 for figure in lines]
    series = (
        _numbers(subject, subject.say("report_reached"), "bar", reached, "count"),
        _series(subject, "stage_conversion", "text", lines),
    )
    return _bars(subject, "funnel", "stage", _stage_keys(subject), series)


def _pipeline(subject: Subject) -> Chart:
    keys = ("pipeline_value", "weighted_pipeline")
    series = [_series(subject, key, "bar", _lines(_by(subject, key, "stage"), _stage_keys(subject))) for key in keys]
    until = min(subject.period.last_day, subject.facts.today)
    note = subject.say("report_note_as_of", day=day_words(until))
    return _bars(subject, "pipeline", "stage", _stage_keys(subject), series, money=True, note=note)


def _time_in_stage(subject: Subject) -> Chart:
    series = [
        _series(subject, key, "bar", _lines(_by(subject, key, "stage"), _stage_keys(subject)))
        for key in ("days_in_stage", "days_in_stage_median")
    ]
    return _bars(subject, "time_in_stage", "stage", _stage_keys(subject), series)


def _sources(subject: Subject) -> Chart:
    leads, converted = _by(subject, "leads", "source"), _by(subject, "lead_conversion", "source")
    keys, note = _largest(subject, leads)
    series = (
        _series(subject, "leads", "bar", _lines(leads, keys)),
        _series(subject, "lead_conversion", "text", _lines(converted, keys)),
    )
    return _bars(subject, "sources", "source", keys, series, note=note)


def _lost(subject: Subject) -> Chart:
    lost, amounts = _by(subject, "lost_by_stage", "lost_reason"), _by(subject, "lost_amount", "lost_reason")
    keys, note = _largest(subject, lost)
    series = (
        _series(subject, "lost_by_stage", "bar", _lines(lost, keys)),
        _series(subject, "lost_amount", "text", _lines(amounts, keys)),
    )
    return _bars(subject, "lost", "lost_reason", keys, series, note=note)


def _reps(subject: Subject) -> Chart:
    compared = compare(subject.facts, "revenue", ("rep",), subject.period)
    with_target = [key for key, one in compared.items() if key and one.target is not None]
    keys, note = _largest(subject, _by(subject, "revenue", "rep"), also=with_target)
    targets = [compared[key].target if key in compared else None for key in keys]
    attained = [compared[key].attainment if key in compared else Figure(None) for key in keys]
    revenue = _lines(_by(subject, "revenue", "rep"), keys)
    series = (
        _series(subject, "revenue", "bar", revenue),
        _numbers(subject, subject.say("kpi_head_target"), "bar", targets, "money"),
        _series(subject, "revenue_attainment", "text", attained),
    )
    return _bars(subject, "reps", "rep", keys, series, money=True, note=note)


_CHARTS: tuple[Callable[[Subject], Chart], ...] = (
    _revenue, _funnel, _pipeline, _reps, _win_rate, _sources, _time_in_stage, _lost,
)  # fmt: skip


def _months(subject: Subject) -> tuple[Period, ...]:
    return months_until(subject.period.last_day, MONTHS)


def _stage_keys(subject: Subject) -> list[tuple[Key, ...]]:
    return [(stage,) for stage in subject.stages()]


def _by(subject: Subject, kpi: str, dimension: str) -> Figures:
    return compute(subject.facts, kpi, (dimension,), subject.period)


def _lines(figures: Figures, keys: Iterable[tuple[Key, ...]]) -> list[Figure]:
    empty = absent(CATALOGUE[figures.kpi], figures)
    return [figures.at(*key) or empty for key in keys]


def _largest(
    subject: Subject, figures: Figures, also: Iterable[tuple[Key, ...]] = ()
) -> tuple[list[tuple[Key, ...]], str]:
    """Give the lines that have most, the largest first, and a note about those that have no room."""
    values: dict[tuple[Key, ...], Number] = dict.fromkeys(also, 0)
    values |= {line.key: line.figure.value or 0 for line in figures.lines}
    keys = sorted(values, key=lambda key: (-values[key], key[0] is None, key[0] or ""))
    if len(keys) <= MOST_BARS:
        return keys, subject.say("report_note_period")
    return keys[:MOST_BARS], subject.say("report_note_largest", shown=MOST_BARS, total=len(keys))


def _series(subject: Subject, kpi: str, shape: Shape, figures: Sequence[Figure]) -> Series:
    words, unit = subject.words, CATALOGUE[kpi].unit
    return Series(
        name=subject.name(kpi),
        shape=shape,
        values=tuple(_plain(figure.value) for figure in figures),
        texts=tuple(words.figure(figure, unit) for figure in figures),
        labels=tuple(words.short(figure, unit) for figure in figures),
    )


def _numbers(subject: Subject, name: str, shape: Shape, numbers: Sequence[Number | None], unit: Unit) -> Series:
    words, figures = subject.words, [Figure(number) for number in numbers]
    return Series(
        name=name,
        shape=shape,
        values=tuple(_plain(number) for number in numbers),
        texts=tuple(words.figure(figure, unit) for figure in figures),
        labels=tuple(words.short(figure, unit) for figure in figures),
    )


def _plain(number: Number | None) -> str | None:
    """Write a number for a program, without losing a digit."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _over_months(
    subject: Subject,
    key: str,
    months: Sequence[Period],
    series: Sequence[Series],
    *,
    money: bool = False,
    percent: bool = False,
) -> Chart:
    return Chart(
        key=key,
        title=subject.say(f"report_chart_{key}"),
        note=subject.say("report_note_months", count=len(months), month=f"{months[-1].start:%m/%Y}"),
        head=subject.say("kpi_head_month"),
        places=tuple(f"{month.start:%m/%Y}" for month in months),
        series=tuple(series),
        upright=True,
        money=money,
        percent=percent,
    )


def _bars(
    subject: Subject,
    key: str,
    dimension: str,
    keys: Iterable[tuple[Key, ...]],
    series: Sequence[Series],
    *,
    money: bool = False,
    note: str = "",
) -> Chart:
    return Chart(
        key=key,
        title=subject.say(f"report_chart_{key}"),
        note=note or subject.say("report_note_period"),
        head=subject.labels.dimension(dimension),
        places=tuple(subject.labels.entry(dimension, each) for (each,) in keys),
        series=tuple(series),
        money=money,
    )
