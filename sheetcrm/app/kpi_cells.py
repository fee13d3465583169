"""Figures as report cells: each unit in its look, blanks with their reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sheetcrm.domain.kpis.division import CELL_DIGITS
from sheetcrm.domain.kpis.division import NEW
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.kpi import Unit
from sheetcrm.messages import say
from sheetcrm.workbooks.base import ReportCell

EMPTY = ReportCell(None)
MILLION = 10**6
REACHED = 100
"""Percent of a target that is all of it."""
_STYLES: Mapping[Unit, str] = {"count": "count", "money": "money", "percent": "rate", "days": "decimal"}
_TOTAL_STYLES: Mapping[Unit, str] = {
    "count": "total_count",
    "money": "total_money",
    "percent": "total_percent",
    "days": "total_decimal",
}


def number_cell(value: Number | None, unit: Unit, *, total: bool = False) -> ReportCell:
    """Show a number in the look of its unit; a cell keeps 15 digits."""
    style = (_TOTAL_STYLES if total else _STYLES)[unit]
    if isinstance(value, Decimal):
        value = CELL_DIGITS.plus(value)
    return ReportCell(value, style)


def figure_cell(figure: Figure, unit: Unit, lang: str, *, total: bool = False) -> ReportCell:
    """Show a figure, or why it is blank."""
    if figure.value is None and figure.reason is not None:
        return ReportCell(say(figure.reason, lang), "new" if figure.reason == NEW else "reason")
    return number_cell(figure.value, unit, total=total)


def tile_cell(figure: Figure, unit: Unit, lang: str) -> ReportCell:
    """Show a figure as large as tiles do; money from a million on is shortened, the cell holds all of it."""
    if figure.value is None:
        return ReportCell(say(figure.reason or "kpi_blank_no_denominator", lang), "tile_reason")
    small = unit == "money" and figure.value < MILLION
    return ReportCell(number_cell(figure.value, unit).value, "tile_money_whole" if small else f"tile_{unit}")


def change_style(kpi: Kpi, change: Number | None, *, prefix: str) -> str:
    """Give the look of a change: whether it is welcome."""
    if not change or kpi.good == "neither":
        return f"{prefix}flat"
    return f"{prefix}{'better' if (change > 0) == (kpi.good == 'more') else 'worse'}"


def change_cell(kpi: Kpi, change: Figure, lang: str) -> ReportCell:
    """Show a change in the colour of its being welcome or not; that of a percentage in points."""
    shown = figure_cell(change, "percent", lang)
    prefix = "points_" if kpi.unit == "percent" else "rate_"
    return shown if change.value is None else ReportCell(shown.value, change_style(kpi, change.value, prefix=prefix))


def attainment_cell(figure: Figure, lang: str, near: int) -> ReportCell:
    """Show an attainment in the colour of its being reached, near, or far below."""
    shown = figure_cell(figure, "percent", lang)
    if figure.value is None:
        return shown
    tone = "reached" if figure.value >= REACHED else "near" if figure.value >= near else "below"
    return ReportCell(shown.value, f"rate_{tone}")


def n_cell(figure: Figure, *, total: bool = False) -> ReportCell:
    """Show what a ratio rests on."""
    return number_cell(figure.n, "count", total=total)


def check_words(figures: Figures, lang: str) -> str:
    """Say that the lines add up to the total, or how they do not."""
    for check in figures.checks:
        if not check.adds_up:
            return say("kpi_check_fails", lang, lines=check.lines, overlap=check.overlap, total=check.total)
    return say("kpi_check_holds", lang)


def left_out_note(figure: Figure, lang: str) -> str | None:
    """Say how many rows could not be counted, and why; None when all were."""
    notes = [say(f"kpi_left_out_{why}", lang, count=count) for why, count in figure.left_out.items() if count]
    return "; ".join(notes) or None
