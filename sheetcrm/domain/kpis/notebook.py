"""Turn cells into whole numbers, and write down each one that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal
from typing import Protocol

from sheetcrm.problems import Problem
from sheetcrm.problems import Severity

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_ONE = Decimal(1)


class Record(Protocol):
    """Any record: it knows its id and where it stands."""

    @property
    def id(self) -> str:
        """The row's id."""
        ...

    @property
    def row(self) -> int:
        """The row's position in its table."""
        ...


class Notebook:
    """Days and money as integers, as known today; what is wrong is noted for the data-quality list."""

    def __init__(self, today: date, base_currency: str, rates: Mapping[str, Decimal], minor_digits: int) -> None:
        """Begin an empty list."""
        self.today = today.toordinal()
        self.problems: list[Problem] = []
        self._latest = 0
        self._minor = Decimal(1).scaleb(minor_digits)
        self._rates = {code: rate for code, rate in rates.items() if rate > 0}
        self._rates[base_currency] = _ONE
        self._base = base_currency

    def note(self, code: str, table: str, record: Record, column: str, **params: object) -> None:
        """Put one finding on the data-quality list."""
        facts = {"column": column, **params}
        self.problems.append(Problem(code, table, record.id, column, facts, Severity.WARNING, record.row))

    def day(self, table: str, record: Record, column: str, day: date | None) -> int | None:
        """Give the day as a number; a day after today is noted, and is no day yet."""
        if day is None:
            return None
        number = day.toordinal()
        if number > self.today:
            self.note("kpi_future_date", table, record, column, date=day)
            return None
        if number > self._latest:
            self._latest = number
        return number

    def saw(self, day: int) -> None:
        """Remember the last day anything is recorded for."""
        self._latest = max(self._latest, day)

    @property
    def last_day(self) -> int | None:
        """The last day anything is recorded for."""
        return self._latest or None

    def needed_day(self, table: str, record: Record, column: str, day: date | None) -> int | None:
        """Give the day as a number; that there is none is noted too."""
        if day is None:
            self.note("kpi_no_date", table, record, column)
        return self.day(table, record, column, day)

    def rate(self, currency: str | None) -> Decimal | None:
        """Give what one unit of a currency is worth; a blank currency is the base currency; unknown is unknown."""
        return self._rates.get(currency or self._base)

    def money(self, amount: Decimal, rate: Decimal) -> int:
        """Give an amount as whole minor units of the base currency, half a unit rounded away from zero."""
        if rate is _ONE and self._minor == 1 and amount == (number := int(amount)):
            return number
        return int(_EXACT.multiply(_EXACT.multiply(amount, rate), self._minor).to_integral_value(ROUND_HALF_UP))

    def amount(
        self, table: str, record: Record, column: str, amount: Decimal | None, currency: str | None
    ) -> int | None:
        """Give an amount in the base currency; a missing rate is noted. None when there is nothing to count."""
        rate = self.rate(currency)
        if rate is None:
            self.note("kpi_no_rate", table, record, column, currency=currency)
            return None
        return None if amount is None else self.money(amount, rate)
