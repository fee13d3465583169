"""Number formats of amounts in a currency: whole, and short for axes and tiles."""

from __future__ import annotations

import re

from sheetcrm.messages import say
from sheetcrm.templates.template import Template
from sheetcrm.values import currency_digits

_NUMBER = re.compile(r"(#,##0(?:\.0+)?)")


def money_format(template: Template, currency: str) -> str:
    """Give the number format of amounts in a currency, with its code when the template does not know its sign."""
    known = {one.code: one.format for one in template.currencies}
    digits = currency_digits(currency)
    return known.get(currency) or f'#,##0{"." + "0" * digits if digits else ""}" {currency}"'


def short_money_format(money: str, lang: str) -> str:
    """Give the number format for axes and tiles: large sums in the words people use for them, as `13.0 tỷ ₫`.

    Millions have a decimal where the currency has: of dollars a million is much, of đồng it is little.
    """
    before, number, after = _NUMBER.split(money, maxsplit=1) if _NUMBER.search(money) else ("", "", "")
    billion, million = (f'" {say(f"report_unit_{size}", lang)}"' for size in ("billion", "million"))
    tenths = ".0" if "." in number else ""
    return ";".join(
        (
            f"[>=1000000000]{before}0.0,,,{billion}{after}",
            f"[>=1000000]{before}0{tenths},,{million}{after}",
            f"{before}#,##0{after}",
        )
    )
