"""Divide once, at the very end, in Decimal; what cannot be divided is blank and says why."""

from __future__ import annotations

from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal

from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.kpi import Kpi

CELL_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
"""A spreadsheet cell keeps 15 significant digits; a quotient is rounded to them."""
_EXACT = Context(prec=60)

NO_DENOMINATOR = "kpi_blank_no_denominator"
NO_TARGET = "kpi_blank_no_target"
TARGETS_BY_MONTH = "kpi_blank_targets_by_month"
NOTHING_BEFORE = "kpi_blank_nothing_before"
ONLY_TODAY = "kpi_blank_only_today"
NEW = "kpi_new"


def whole(top: int, *, scale: int = 0, per: int = 1) -> Number:
    """Give a sum as it is meant: a count as an integer, money in units of the currency (all digits kept)."""
    if scale == 0 and per == 1:
        return top
    return _EXACT.divide(Decimal(top), Decimal(per).scaleb(scale))


def quotient(top: int, bottom: int, n: int, *, scale: int = 0) -> Figure:
    """Divide two whole numbers; a divisor that is not positive gives a blank."""
    if bottom <= 0:
        return Figure(None, n, NO_DENOMINATOR, top, bottom)
    value = CELL_DIGITS.divide(Decimal(top), _EXACT.multiply(Decimal(bottom), Decimal(1).scaleb(scale)))
    return Figure(value, n, None, top, bottom)


def growth(now: Figure, before: Number | None) -> Figure:
    """Compare with what was before, in percent of it; more than nothing is new."""
    if now.value is None:
        return Figure(None, now.n, now.reason)
    if before is None or (before == 0 and now.value <= 0):
        return Figure(None, now.n, NOTHING_BEFORE)
    if before == 0:
        return Figure(None, now.n, NEW)
    difference = _EXACT.subtract(Decimal(now.value), Decimal(before))
    return Figure(CELL_DIGITS.divide(difference * 100, abs(Decimal(before))), now.n)


def change(kpi: Kpi, now: Figure, before: Figure) -> Figure:
    """Compare two figures of a KPI: percentages by points, everything else in percent."""
    if kpi.unit != "percent":
        return growth(now, before.value)
    if now.value is None or before.value is None:
        return Figure(None, now.n, now.reason or before.reason)
    return Figure(CELL_DIGITS.subtract(Decimal(now.value), Decimal(before.value)), now.n)


def attainment(now: Figure, target: Number | None, *, missing: str = NO_TARGET) -> Figure:
    """Compare with the target, in percent of it; `missing` says why there is none."""
    if target is None or target <= 0:
        return Figure(None, now.n, missing)
    if now.value is None:
        return Figure(None, now.n, now.reason)
    return Figure(CELL_DIGITS.divide(Decimal(now.value) * 100, Decimal(target)), now.n)
