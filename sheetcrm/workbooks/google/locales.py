"""How a spreadsheet's locale writes formulas: what parts arguments, and the decimal mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

_POINT_LANGUAGES = frozenset(
    {"en", "zh", "ja", "ko", "th", "iw", "he", "hi", "bn", "ta", "te", "mr", "ml", "fil", "ms"}
)
_POINT_LOCALES = frozenset({"es_MX", "es_US", "es_GT", "es_SV", "es_HN", "es_NI", "es_PA", "es_PE", "es_DO", "de_CH"})
_COMMA_LOCALES = frozenset({"en_ZA"})
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")


@dataclass(frozen=True, slots=True)
class Habits:
    """What parts the arguments of a formula, and whole numbers from decimals."""

    separator: str = ","
    decimal: str = "."

    def formula(self, formula: str) -> str:
        """Say a formula as somebody would type it there; texts inside it stay."""
        pieces = formula.split('"')
        return '"'.join(piece if number % 2 else self._outside(piece) for number, piece in enumerate(pieces))

    def number(self, number: str) -> str:
        """Say a number as somebody would type it there."""
        return number.replace(".", self.decimal)

    def _outside(self, piece: str) -> str:
        return _DECIMAL.sub(self.decimal, piece.replace(",", self.separator))


def habits_of(locale: str) -> Habits:
    """Give the habits of a locale as `vi_VN` or `en_US`; most of the world writes a decimal comma."""
    point = locale.split("_")[0] in _POINT_LANGUAGES and locale not in _COMMA_LOCALES
    return Habits() if point or locale in _POINT_LOCALES or not locale else Habits(";", ",")
