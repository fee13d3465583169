"""Numbers as people of a language write them: 1.200.000 ₫, 45,5 %, 1,25 tỷ ₫."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal

from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.kpi import Unit
from sheetcrm.messages import say
from sheetcrm.values import currency_digits

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MAGNITUDES = ((10**9, "report_unit_billion"), (10**6, "report_unit_million"), (10**3, "report_unit_thousand"))
_ROUND = Context(prec=60, rounding=ROUND_HALF_UP)
_SWAP = str.maketrans(",.", ".,")
_MARK = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"]*)"')


class NumberWords:
    """Says numbers in one language and one base currency."""

    def __init__(self, lang: str, currency: str, money_format: str) -> None:
        """Keep what decides how numbers look; `money_format` is the one the workbook's cells have."""
        self.lang = lang
        self._before, self._behind = _marks(money_format)
        self._digits = currency_digits(currency)
        self._by_unit: Mapping[Unit, Callable[[Number], str]] = {
            "count": lambda value: self.plain(value, 0),
            "money": self.money,
            "percent": self.percent,
            "days": lambda value: self.plain(value, 1),
        }

    def plain(self, value: Number, places: int, *, signed: bool = False) -> str:
        """Write a number with so many decimals, rounded half up, its thousands grouped."""
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), context=_ROUND)
        text = f"{rounded + 0:+,f}" if signed and rounded else f"{rounded + 0:,f}"
        text = text.translate(_SWAP) if self.lang == "vi" else text
        return text.replace("-", MINUS)

    def money(self, value: Number) -> str:
        """Write an amount to its smallest unit."""
        return self._marked(self.plain(value, self._digits))

    def percent(self, value: Number) -> str:
        """Write percent points with one decimal."""
        return f"{self.plain(value, 1)}{SPACE}%"

    def short_money(self, value: Number) -> str:
        """Write an amount in three digits or so: `1,25 tỷ ₫`."""
        amount = Decimal(value)
        for unit, code in MAGNITUDES:
            if abs(amount) >= unit:
                part = _ROUND.divide(amount, Decimal(unit))
                places = 2 if abs(part) < 10 else 1 if abs(part) < 100 else 0
                return self._marked(f"{self._trimmed(part, places)}{SPACE}{say(code, self.lang)}")
        return self.money(amount)

    def _trimmed(self, value: Decimal, places: int) -> str:
        text = self.plain(value, places)
        return text.rstrip("0").rstrip(",.") if places else text

    def _marked(self, text: str) -> str:
        """Put the currency's sign where its cells have it; a minus stands before everything."""
        minus = MINUS if text.startswith(MINUS) else ""
        return f"{minus}{self._before}{text.removeprefix(MINUS)}{self._behind}"

    def number(self, value: Number, unit: Unit) -> str:
        """Write a number in the look of its unit."""
        return self._by_unit[unit](value)

    def figure(self, figure: Figure, unit: Unit) -> str:
        """Write a figure, or why it is blank."""
        if figure.value is None:
            return say(figure.reason, self.lang) if figure.reason else ""
        return self.number(figure.value, unit)

    def short(self, figure: Figure, unit: Unit) -> str:
        """Write a figure so that it fits a tile or the end of a bar."""
        if unit == "money" and figure.value is not None:
            return self.short_money(figure.value)
        return self.figure(figure, unit)


def _marks(money_format: str) -> tuple[str, str]:
    """Give what a number format writes before and behind the digits: `#,##0" ₫"` gives nothing, and ` ₫`."""
    digits = money_format.find("#")
    before = behind = ""
    for found in _MARK.finditer(money_format):
        text = (found[1] or found[2]).replace(" ", SPACE)
        if found.start() < digits:
            before += text
        else:
            behind += text
    return before, behind
