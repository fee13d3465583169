"""How a value looks: General, or a pattern such as ``#,##0.00``, ``0%``, ``yyyy-mm-dd``, ``0.00E+00``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP
from decimal import Decimal
from typing import Any

from sheets_service.cell import CellError
from sheets_service.cell import Scalar
from sheets_service.locales import Locale
from sheets_service.serial import from_serial

DATES = ("DATE", "TIME", "DATE_TIME")
WORDS = re.compile(r"(\"[^\"]*\"|\\.|\[[^\]]*\]|AM/PM|y+|m+|d+|h+|s+|.)", re.IGNORECASE)
NUMBER = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?(?:E[+-]0+)?|\.[#0?]+")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def pattern_of(number_format: Mapping[str, Any] | None, locale: Locale) -> tuple[str, str]:
    """Type and pattern; a type without a pattern has the locale's."""
    kind = (number_format or {}).get("type", "")
    defaults = {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": locale.money,
        "SCIENTIFIC": "0.00E+00",
        "DATE": locale.date_pattern,
        "TIME": "h:mm:ss AM/PM",
        "DATE_TIME": f"{locale.date_pattern} h:mm:ss",
        "TEXT": "@",
    }
    return kind, (number_format or {}).get("pattern") or defaults.get(kind, "")


def is_date(number_format: Mapping[str, Any] | None) -> bool:
    """Whether a number with this format is a date or a time."""
    return (number_format or {}).get("type") in DATES


def show(value: Scalar, number_format: Mapping[str, Any] | None, locale: Locale) -> str:
    """The value as the cell shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, str):
        return value
    kind, pattern = pattern_of(number_format, locale)
    if not pattern or pattern in ("@", "General"):
        return _general(value).replace(".", locale.decimal)
    if kind in DATES:
        return _show_moment(from_serial(value), pattern)
    sections = pattern.split(";")
    if value < 0 and len(sections) > 1:
        return _show_number(-value, sections[1], locale)
    return _show_number(value, sections[2] if value == 0 and len(sections) > 2 else sections[0], locale)


def _general(value: float) -> str:
    """At most ten significant digits, as an unformatted cell shows them."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{Decimal(repr(float(value))):.10g}"
    plain = format(Decimal(text), "f") if 1e-9 < abs(value) < 1e15 else f"{value:.5E}"
    return plain.rstrip("0").rstrip(".") if "." in plain and "E" not in plain else plain


def _show_number(value: float, section: str, locale: Locale) -> str:
    section = re.sub(r"\[[^\]]*\]|_.|\*.", "", section)
    words = re.compile(r"\"([^\"]*)\"|\\(.)")
    literals = [match[1] or match[2] for match in words.finditer(section)]
    marks = iter(range(0xE000, 0xE000 + len(literals)))  # private symbols stand for quoted texts meanwhile
    section = words.sub(lambda _: chr(next(marks)), section)
    if "%" in section:
        value *= 100
    match = NUMBER.search(section)
    shown = (
        section
        if not match
        else section[: match.start()] + _digits(abs(value), match[0], locale) + section[match.end() :]
    )
    if match and value < 0:
        shown = "-" + shown
    return re.sub("[\ue000-\uf8ff]", lambda found: literals[ord(found[0]) - 0xE000], shown)


def _digits(value: float, pattern: str, locale: Locale) -> str:
    if "E" in pattern:
        mantissa = pattern.split("E")[0]
        places = len(mantissa.partition(".")[2])
        head, _, exponent = f"{value:.{places}E}".partition("E")
        return f"{head.replace('.', locale.decimal)}E{exponent}"
    whole, _, fraction = pattern.partition(".")
    number = Decimal(repr(value)).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    text = format(number, "f")
    left, _, right = text.partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        left = re.sub(r"(?<=\d)(?=(\d{3})+$)", locale.group, left)
    optional = len(fraction) - len(fraction.rstrip("#"))
    while optional and right.endswith("0"):
        right, optional = right[:-1], optional - 1
    return left + (locale.decimal + right if right else "")


def _show_moment(moment: datetime, pattern: str) -> str:
    half = "am/pm" in pattern.lower()
    words = WORDS.findall(pattern)
    shown = []
    for number, word in enumerate(words):
        near = "".join(words[max(0, number - 2) : number] + words[number + 1 : number + 3]).lower()
        minutes = word.lower() in ("m", "mm") and (
            "h" in "".join(words[max(0, number - 2) : number]).lower() or "s" in near
        )
        shown.append(_show_word(moment, word, half=half, minutes=minutes))
    return "".join(shown)


def _show_word(moment: datetime, word: str, *, half: bool, minutes: bool) -> str:
    lower = word.lower()
    if lower == "am/pm":
        return "AM" if moment.hour < 12 else "PM"
    if word[0] == '"':
        return word[1:-1]
    if word[0] == "\\":
        return word[1]
    if lower[0] == "y":
        return f"{moment.year:04}" if len(lower) > 2 else f"{moment.year % 100:02}"
    if lower[0] == "m" and not minutes and len(lower) > 2:
        return MONTHS[moment.month - 1][: 3 if len(lower) == 3 else None]
    if lower[0] == "d" and len(lower) > 2:
        return DAYS[moment.weekday()][: 3 if len(lower) == 3 else None]
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"m": moment.minute if minutes else moment.month, "d": moment.day, "h": hour, "s": moment.second}.get(
        lower[0]
    )
    return word if number is None else f"{number:0{min(len(lower), 2)}}"
