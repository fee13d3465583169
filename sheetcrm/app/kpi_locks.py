"""What KPI tabs say of closed months: since when they are closed, what is an adjustment, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_cells import figure_cell
from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.closing import keeps
from sheetcrm.domain.kpis.closing import not_adjusted
from sheetcrm.domain.kpis.closing import unsettled
from sheetcrm.domain.kpis.division import CELL_DIGITS
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measured import figure_of
from sheetcrm.domain.kpis.measured import nothing
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import months_in
from sheetcrm.domain.kpis.snapshot import Closings
from sheetcrm.domain.records import Company
from sheetcrm.messages import say
from sheetcrm.templates.report_spec import Report
from sheetcrm.workbooks.base import ReportCell

MONTHS_TOLD = 3
BIG = 10_000
"""From here on nobody reads decimals."""
LINES_TOLD = 6
"""So many lines of a breakdown are named with their adjustments, the rest are counted."""

Row = tuple[ReportCell, ...]


def month_words(month: date) -> str:
    """Write a month as people do."""
    return f"{month:%m/%Y}"


def closed_words(closings: Closings, period: Period, lang: str) -> str:
    """Say that the period is closed and since when; nothing when it is not."""
    if not is_closed(closings, period):
        return ""
    last = next((one for one in closings.snapshots if one.period.end >= period.end), None)
    return "" if last is None else say("kpi_closed_on", lang, day=f"{last.closed_on:%d/%m/%Y}")


def is_closed(closings: Closings, period: Period) -> bool:
    """Say whether a period is made of closed months."""
    return bool(closings) and bool(period.whole_months) and period.end <= closings.until


def reps_of(company: Company, closings: Closings, period: Period) -> list[str]:
    """Name who has a line of their own: whoever was there; of closed months, whoever had one then."""
    if is_closed(closings, period):
        snapshots = (closings.at(month) for month in months_in(period))
        return list(dict.fromkeys(name for one in snapshots if one is not None for name in one.reps))
    return [
        rep.name
        for rep in company.reps
        if rep.name
        and (rep.start_on is None or rep.start_on < period.end)
        and (rep.end_on is None or rep.end_on >= period.start)
    ]


def lock_notes(kpi: Kpi, figure: Figure, facts: Facts, lang: str, period: Period) -> Iterator[str]:
    """Say how much of a total is adjustment, or that it takes none in although closed months have changed."""
    if note := adjustment_note(kpi, figure, lang):
        yield note
    if months := not_adjusted(facts, kpi, period):
        yield say("kpi_not_adjusted", lang, months=_months(months))
    if kpi.matures and is_closed(facts.closings, period):
        yield say("kpi_matures", lang)


def adjustment_note(kpi: Kpi, figure: Figure, lang: str) -> str | None:
    """Say how much of a figure comes from closed months, and from which; None when nothing does."""
    if not figure.adjustments:
        return None
    months = _months([adjustment.month for adjustment in figure.adjustments])
    amount = _amount(figure)
    if amount is not None:
        words = amount_words(amount, kpi, lang, signed=True)
        return say("kpi_adjusted", lang, amount=words, months=months) if amount else None
    if figure.unadjusted is None:
        return say("kpi_adjusted_ratio_blank", lang, months=months)
    return say("kpi_adjusted_ratio", lang, months=months, own=amount_words(figure.unadjusted, kpi, lang))


def breakdown_note(kpi: Kpi, figures: Figures, labels: KpiLabels, lang: str) -> str | None:
    """Say which lines of a breakdown are adjusted, and by how much where that is a number."""
    told: list[str] = []
    months: set[date] = set()
    for line in figures.lines:
        if adjustment_note(kpi, line.figure, lang):
            name = " × ".join(labels.entry(of, part) for of, part in zip(figures.by, line.key, strict=True))
            amount = _amount(line.figure)
            told.append(name if amount is None else f"{name} {amount_words(amount, kpi, lang, signed=True)}")
            months.update(adjustment.month for adjustment in line.figure.adjustments)
    if len(told) > LINES_TOLD:
        told[LINES_TOLD:] = [say("kpi_adjusted_more", lang, count=len(told) - LINES_TOLD)]
    return say("kpi_adjusted_lines", lang, months=_months(sorted(months)), lines="; ".join(told)) if told else None


def _amount(figure: Figure) -> Decimal | None:
    """Add up what a figure owes to closed months; None when that is no number."""
    values = [adjustment.value for adjustment in figure.adjustments if adjustment.value is not None]
    return sum(map(Decimal, values), Decimal(0)) if values else None


def locked_rows(report: Report, facts: Facts, lang: str) -> list[Row]:
    """Give the block of what has changed in closed months: as they were closed, now, and the difference."""
    keys = dict.fromkeys(key for block in report.blocks for key in block.kpis)
    rows = [row for key in keys if keeps(CATALOGUE[key]) for row in _changes(CATALOGUE[key], facts, lang)]
    if not rows:
        return []
    title = say("kpi_locked_changes", lang, month=month_words(facts.closings.until))
    first, *rest = (
        say(f"kpi_head_{head}", lang) for head in ("kpi", "month", "as_closed", "now_recorded", "difference")
    )
    heads = (ReportCell(first, "header"), *(ReportCell(head, "header_right") for head in rest))
    return [(ReportCell(title, "section"),), heads, *rows, ()]


def _changes(kpi: Kpi, facts: Facts, lang: str) -> Iterator[Row]:
    for month, (before, now) in unsettled(facts, kpi, ()).items():
        settled, recorded = (_total(kpi, lines, facts) for lines in (before, now))
        if (settled.value, settled.reason) == (recorded.value, recorded.reason):
            continue
        difference: Number | None = None
        if settled.value is not None and recorded.value is not None:
            difference = CELL_DIGITS.subtract(Decimal(recorded.value), Decimal(settled.value))
        yield (
            ReportCell(f"{kpi.number} · {kpi.name(lang)}" if kpi.number else kpi.name(lang), "label"),
            ReportCell(month_words(month), "check_right"),
            figure_cell(settled, kpi.unit, lang),
            figure_cell(recorded, kpi.unit, lang),
            EMPTY if difference is None else number_cell(difference, kpi.unit),
        )


def _total(kpi: Kpi, lines: Lines, facts: Facts) -> Figure:
    scale = facts.minor_digits if kpi.unit == "money" else 0
    return figure_of(kpi, lines[()], scale) if () in lines else nothing(kpi)


def amount_words(value: Number, kpi: Kpi, lang: str, *, signed: bool = False) -> str:
    """Write a number as people of that language do, with a sign when it is a difference."""
    whole = not -BIG < value < BIG or value == int(value)
    text = f"{value:{'+' if signed else ''},.{0 if whole else 2}f}".replace("-", "−")
    if lang == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{text} %" if kpi.unit == "percent" else text


def _months(months: Sequence[date]) -> str:
    """Name a few months, or the first and the last of many."""
    if len(months) > MONTHS_TOLD:
        return f"{month_words(months[0])} – {month_words(months[-1])}"
    return ", ".join(month_words(month) for month in months)
