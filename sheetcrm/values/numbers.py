"""Numbers as people type them, in either language's marks; exact, at most the 15 digits a spreadsheet keeps.

A lone mark before exactly three digits (`1.200`) is the only spelling that two languages read differently. It is read
where something settles it: a value that has no fractions, or the workbook's own grouping mark. Otherwise it is refused.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN
from decimal import Context
from decimal import Decimal
from typing import Literal

from sheetcrm.values.cells import LONGEST_NUMBER
from sheetcrm.values.cells import CellError
from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import refuse
from sheetcrm.values.text import ERROR_TEXTS
from sheetcrm.values.text import normalise_text

Sign = Literal[-1, 1]

DIGITS_KEPT = 15
SMALLEST_POWER = -300
GROUPING = {"vi": ".", "en": ","}
"""The mark between thousands, by language; the other one stands before the fraction."""
_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)
_ONE = Decimal(1)
_SAME_LOOK = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | dict.fromkeys("−–‒﹣", "-")
)
_MARKED_DIGITS = re.compile("[0-9., '’]+")
_SPACED = re.compile(r"[0-9]{1,3}(?:([ '’])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_ONE_MARK = re.compile(r"([0-9]*)([.,])([0-9]+)")
_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]+")


def exact(number: float | Decimal) -> Decimal | Undecodable:
    """Give a spreadsheet's number as the decimal it shows, or say why it cannot be kept whole."""
    if isinstance(number, float):
        if number.is_integer() and abs(number) < LONGEST_NUMBER:
            return Decimal(int(number))
        decimal = Decimal(f"{number:.{DIGITS_KEPT}g}")
    else:
        decimal = Decimal(number)
    if not decimal.is_finite():
        return refuse("number_not_finite", number)
    if not decimal:
        return Decimal(0)
    significant = "".join(map(str, decimal.as_tuple().digits)).strip("0")
    if decimal.adjusted() >= DIGITS_KEPT or len(significant) > DIGITS_KEPT or decimal.adjusted() < SMALLEST_POWER:
        return refuse("number_too_long", number, limit=DIGITS_KEPT)
    plain = decimal.normalize(_EXACT)
    return plain.quantize(_ONE, context=_EXACT) if plain == plain.to_integral_value() else plain


def number_or_text(raw: Raw) -> Decimal | str | Undecodable | None:
    """Sort a cell: an exact number, text still to be read (tidied, plain digits and signs), or neither."""
    if isinstance(raw, bool):
        return refuse("number_text", str(raw).upper())
    if isinstance(raw, int | float | Decimal):
        return exact(raw)
    if raw is None:
        return None
    if isinstance(raw, CellError):
        return refuse("cell_error", raw)
    if not isinstance(raw, str):
        return refuse("number_text", raw)
    text = normalise_text(raw).translate(_SAME_LOOK).lstrip("'").strip()
    if text.upper() in ERROR_TEXTS:
        return refuse("cell_error", text)
    if _SCIENTIFIC.fullmatch(text):
        return refuse("number_scientific", text)
    return text or None


def split_sign(text: str) -> tuple[Sign, str]:
    """Take off a minus before or behind, a plus, or the brackets that bookkeepers put around a negative number."""
    if text[:1] == "(" and text[-1:] == ")":
        return -1, text[1:-1].strip()
    if text[:1] in ("-", "+"):
        return (-1 if text[0] == "-" else 1), text[1:].strip()
    if text[-1:] == "-":
        return -1, text[:-1].strip()
    return 1, text


def read_unsigned(text: str, groups_alone: str) -> Decimal | Undecodable:
    """Read digits with their marks. `groups_alone`: the marks that group when one stands alone before three digits."""
    if not _MARKED_DIGITS.fullmatch(text):
        return refuse("number_text", text)
    if text.isdigit():
        return exact(Decimal(text))
    if _SPACED.fullmatch(text):
        return exact(Decimal(re.sub("[ '’]", "", text).replace(",", ".")))
    if text.count(".") and text.count(","):
        head, _, tail = text.rpartition("." if text.rfind(".") > text.rfind(",") else ",")
        if _GROUPED.fullmatch(head) and text[len(head)] not in head and tail.isdigit():
            return exact(Decimal(re.sub("[.,]", "", head) + "." + tail))
        return refuse("number_text", text)
    if text.count(".") + text.count(",") > 1:
        return exact(Decimal(re.sub("[.,]", "", text))) if _GROUPED.fullmatch(text) else refuse("number_text", text)
    return _read_one_mark(text, groups_alone)


def _read_one_mark(text: str, groups_alone: str) -> Decimal | Undecodable:
    found = _ONE_MARK.fullmatch(text)
    if not found:
        return refuse("number_text", text)
    head, mark, tail = found.groups()
    if len(head) > 1 and head[0] == "0":
        return refuse("number_text", text)
    if len(tail) == 3 and head not in ("", "0") and len(head) <= 3:
        return exact(Decimal(head + tail)) if mark in groups_alone else refuse("number_ambiguous", text)
    return exact(Decimal(f"{head or 0}.{tail}"))
