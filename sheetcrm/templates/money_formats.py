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

    What is negative has a part of its own, with its sign: LibreOffice shows no sign in the last of three parts.
    """
    before, number, after = _NUMBER.split(money, maxsplit=1) if _NUMBER.search(money) else ("", "", "")
    billion, million = (f'" {say(f"report_unit_{size}", lang)}"{after}' for size in ("billion", "million"))
    if "." in number:  # dollars: a million is much
        large, threshold, rest = f"{before}#,##0.0,,{million}", 10**6, f"{before}#,##0{after}"
    else:  # đồng: a million is little
        large, threshold, rest = f"{before}#,##0.0,,,{billion}", 10**9, f"{before}#,##0,,{million}"
    return f"[>={threshold}]{large};[<0]-{large};{rest}"
