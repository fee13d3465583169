"""Vietnamese tax codes: ten digits, a branch's `0300588569-001`, or a person's twelve-digit identity number."""

from __future__ import annotations

import re

from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import Value
from sheetcrm.values.cells import refuse
from sheetcrm.values.text import decode_text

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_PUNCTUATION = re.compile(r"[\s.\-–_/']")


def decode_tax_code(raw: Raw) -> str | Undecodable | None:
    """Read a tax code, a branch's as `0300588569-001`.

    A leading zero that a spreadsheet took away is put back where the check digit then fits. A code of the right shape
    whose check digit does not fit is a value still: `doubt_tax_code` tells.
    """
    text = decode_text(raw)
    if not isinstance(text, str):
        return text
    digits = _PUNCTUATION.sub("", text.upper().removeprefix("MST").lstrip(": "))
    if not (digits.isascii() and digits.isdigit()):
        return refuse("tax_code_shape", text)
    if len(digits) == 12 and digits[0] == "0":
        return (
            digits  # since July 2025 a person's identity number is the tax code of that person and household business
        )
    if len(digits) in (9, 12) and check_digit_fits("0" + digits):
        digits = "0" + digits
    if len(digits) == 10:
        return digits
    return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else refuse("tax_code_shape", text)


def check_digit_fits(digits: str) -> bool:
    """Say whether the tenth digit proves the nine before it (the tax department's weights, modulo 11)."""
    return 10 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11 == int(digits[9])


def doubt_tax_code(raw: Raw, value: Value) -> Undecodable | None:
    """Say that a company's code fails its check digit: probably mistyped, but never held back."""
    del raw
    if isinstance(value, str) and (len(value) == 10 or "-" in value) and not check_digit_fits(value):
        return refuse("tax_code_check", value)
    return None
