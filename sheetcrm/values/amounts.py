"""Numbers with words and signs around them: whole numbers, plain numbers, percent and money."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal

from sheetcrm.values.cells import LONGEST_NUMBER
from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import refuse
from sheetcrm.values.currencies import CURRENCY_MARKS
from sheetcrm.values.numbers import GROUPING
from sheetcrm.values.numbers import exact
from sheetcrm.values.numbers import number_or_text
from sheetcrm.values.numbers import read_unsigned
from sheetcrm.values.numbers import split_sign
from sheetcrm.values.text import bare

BOTH_MARKS = ".,"
_ROUND = Context(prec=40, rounding=ROUND_HALF_UP)

# Words as people write them, without diacritics: tỷ, tỉ, triệu, nghìn, ngàn and their short forms.
UNITS = {
    **dict.fromkeys(("ty", "ti", "billion", "bn"), Decimal(10**9)),
    **dict.fromkeys(("trieu", "tr", "million"), Decimal(10**6)),
    **dict.fromkeys(("nghin", "ngan", "thousand", "k"), Decimal(10**3)),
}
MONEY_UNITS = UNITS | {"b": Decimal(10**9), "m": Decimal(10**6), "mn": Decimal(10**6), "mil": Decimal(10**6)}
"""Short forms that elsewhere mean something else (5 m of fence)."""
_HALF = "ruoi"

_CODE = r"(?<![a-z])(?:usd|eur|gbp|jpy|cny|krw|sgd|thb|aud|hkd|twd|cad|nzd|chf|inr|myr|idr|lak|khr)(?![a-z])"
_MARK = "|".join([*map(re.escape, sorted(CURRENCY_MARKS, key=len, reverse=True)), _CODE])
_MARK_BEFORE = re.compile(rf"({_MARK})(?![a-z])\s*")
_MARK_BEHIND = re.compile(rf"\s*({_MARK})")


def decode_number(raw: Raw, lang: str) -> Decimal | Undecodable | None:
    """Read a plain number; `350 triệu` and `1,2 tỷ` count as numbers too."""
    found = number_or_text(raw)
    return _read(found, GROUPING[lang], UNITS) if isinstance(found, str) else found


def decode_integer(raw: Raw, lang: str) -> int | Undecodable | None:
    """Read a whole number; a lone mark before three digits can only group."""
    del lang
    found = number_or_text(raw)
    number = _read(found, BOTH_MARKS, UNITS) if isinstance(found, str) else found
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else refuse("integer_wanted", raw)
    return number


def decode_percent(raw: Raw, lang: str) -> Decimal | Undecodable | None:
    """Read percent points: `10`, `10%` and `10 %` are all Decimal(10)."""
    found = number_or_text(raw)
    if isinstance(found, str):
        sign, text = split_sign(found)
        return _signed(sign, read_unsigned(text.removesuffix("%").strip(), GROUPING[lang]), raw)
    return found


def decode_money(raw: Raw, lang: str, digits: int, currency: str | None = None) -> Decimal | Undecodable | None:
    """Read an amount of a currency whose smallest unit has `digits` decimals; another currency's sign is refused.

    A spreadsheet's number is rounded half up to the smallest unit, as its cell shows it, save a small fraction of a
    currency without fractions (1,2 ₫: somebody meant tỷ or triệu). What is typed as text is never rounded.
    """
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < LONGEST_NUMBER:
        return Decimal(int(raw))
    found = number_or_text(raw)
    if isinstance(found, str):
        return _read_money(found, lang, digits, currency)
    if not isinstance(found, Decimal):
        return found
    shown = found.quantize(Decimal(1).scaleb(-digits), context=_ROUND)
    if shown != found and not digits and abs(found) < 1000:
        return refuse("money_fraction", found, digits=digits)
    return exact(shown)


def _read_money(text: str, lang: str, digits: int, currency: str | None) -> Decimal | Undecodable:
    sign, rest = split_sign(bare(text))
    number, mark = _split_mark(rest)
    if mark and currency and currency not in CURRENCY_MARKS.get(mark, (mark.upper(),)):
        return refuse("money_other_currency", text, currency=currency)
    if mark and sign == 1:
        sign, number = split_sign(number)
    amount = _signed(sign, _unsigned(number, GROUPING[lang] if digits else BOTH_MARKS, MONEY_UNITS), text)
    if isinstance(amount, Decimal) and amount != amount.quantize(Decimal(1).scaleb(-digits), context=_ROUND):
        return refuse("money_fraction", text, digits=digits)
    return amount


def _split_mark(text: str) -> tuple[str, str | None]:
    before = _MARK_BEFORE.match(text)
    if before:
        return text[before.end() :], before[1]
    for behind in _MARK_BEHIND.finditer(text):
        if behind.end() == len(text):
            return text[: behind.start()], behind[1]
    return text, None


def _read(text: str, groups_alone: str, units: dict[str, Decimal]) -> Decimal | Undecodable:
    sign, number = split_sign(bare(text))
    return _signed(sign, _unsigned(number, groups_alone, units), text)


def _signed(sign: int, number: Decimal | Undecodable, raw: object) -> Decimal | Undecodable:
    if isinstance(number, Undecodable):
        return refuse(number.code, raw, **{name: param for name, param in number.params.items() if name != "value"})
    return -number if sign < 0 and number else number


def _unsigned(text: str, groups_alone: str, units: dict[str, Decimal]) -> Decimal | Undecodable:
    if not text[-1:].isdigit() or any(letter.isalpha() for letter in text):
        return _read_words(text, units)
    return read_unsigned(text, groups_alone)


def _read_words(text: str, units: dict[str, Decimal]) -> Decimal | Undecodable:
    """Read `1,2 ty`, `350tr`, `2tr5`, `1 ty 200 trieu`, `1 ty ruoi`: units fall, only the last part has a fraction."""
    names = "|".join(sorted(units, key=len, reverse=True))
    part = re.compile(rf"([0-9.,]+)\s*({names})(?![a-z])\s*")
    total, at, last = Decimal(0), 0, Decimal("Infinity")
    while found := part.match(text, at):
        number, unit = read_unsigned(found[1], ""), units[found[2]]
        if isinstance(number, Undecodable):
            return number
        if unit >= last or number * unit >= last or total % last:
            return refuse("number_text", text)
        total, at, last = total + number * unit, found.end(), unit
    rest = text[at:]
    if not at or (rest and total % last):
        return refuse("number_text", text)
    if rest == _HALF:
        return exact(total + last / 2)
    if not rest:
        return exact(total)
    if rest.isascii() and rest.isdigit() and len(rest) in (1, 3):  # 2tr5 and 1 ty 200: tenths, or the next unit down
        return exact(total + Decimal(rest) * last / 10 ** len(rest))
    return refuse("number_text", text)
