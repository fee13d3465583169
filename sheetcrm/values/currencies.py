"""Currencies: how small their smallest unit is, and the signs that stand for them."""

from __future__ import annotations

import re

from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import refuse
from sheetcrm.values.text import bare
from sheetcrm.values.text import decode_text

_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),  # noqa: SIM905
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_DOLLARS = frozenset(("USD", "SGD", "AUD", "CAD", "HKD", "TWD", "NZD"))
CURRENCY_MARKS = {
    **dict.fromkeys(("₫", "d", "dong", "vnd"), frozenset(("VND",))),
    "$": _DOLLARS,
    "us$": frozenset(("USD",)),
    "€": frozenset(("EUR",)),
    "£": frozenset(("GBP",)),
    "¥": frozenset(("JPY", "CNY")),
}
"""Signs and words around an amount, lower-case without diacritics → the currencies they may stand for."""
_CODE = re.compile("[A-Z]{3}")


def currency_digits(code: str) -> int:
    """Give the number of decimals of a currency's smallest unit (ISO 4217)."""
    return _DIGITS.get(code, 2)


def decode_currency(raw: Raw) -> str | Undecodable | None:
    """Read a currency as its three-letter code; a sign counts where it stands for one currency only."""
    text = decode_text(raw)
    if not isinstance(text, str):
        return text
    code = text.upper()
    if _CODE.fullmatch(code):
        return code
    meant = CURRENCY_MARKS.get(bare(text), frozenset())
    return next(iter(meant)) if len(meant) == 1 else refuse("currency_unknown", text)
