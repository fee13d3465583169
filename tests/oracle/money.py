"""Exact money for SQL: decimal text in, whole smallest units out."""

from __future__ import annotations

from fractions import Fraction


def to_base(amount: str | None, rate: str | None, digits: int) -> int | None:
    """Give an amount in whole smallest units of the base currency, half a unit away from zero."""
    if amount is None or rate is None:
        return None
    units = Fraction(amount) * Fraction(rate) * 10**digits
    nearest = int(abs(units) + Fraction(1, 2))
    return nearest if units >= 0 else -nearest


def sign_of(number: str | None) -> int | None:
    """Say whether a number is more or less than 0."""
    return None if number is None else (Fraction(number) > 0) - (Fraction(number) < 0)


def less(amount: str | None, other: str | None) -> str | None:
    """Give a difference; nothing taken off is nothing less."""
    return None if amount is None else str(Fraction(amount) - Fraction(other or 0))
