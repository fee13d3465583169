"""What typing a text into a cell makes of it: USER_ENTERED reads numbers, dates, percentages, booleans, formulas."""

from __future__ import annotations

import re
from datetime import datetime

from sheets_service.cell import ERROR_TEXTS
from sheets_service.cell import CellError
from sheets_service.cell import Entered
from sheets_service.cell import Formula
from sheets_service.discovery import Json
from sheets_service.locales import Locale
from sheets_service.serial import to_serial

SIGNS = {"$": '"$"#,##0', "€": '"€"#,##0', "£": '"£"#,##0', "¥": '"¥"#,##0'}
ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
LOCAL = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})")
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*(AM|PM))?", re.IGNORECASE)
ERRORS = {text: kind for kind, text in ERROR_TEXTS.items() if text.startswith("#")}

Typed = tuple[Entered, Json | None]


def enter(text: str, locale: Locale) -> Typed:
    """The value and, where the text shows one, its number format."""
    if text.startswith("'"):
        return text[1:] or None, None
    if len(text) > 1 and text.startswith("="):
        return Formula(text), None
    stripped = text.strip()
    if stripped.upper() in ("TRUE", "FALSE"):
        return stripped.upper() == "TRUE", None
    if stripped.upper() in ERRORS:
        return CellError(ERRORS[stripped.upper()]), None
    found = _number(stripped, locale) or _moment(stripped, locale)
    if found:
        return found
    if len(text) > 1 and text.startswith("+"):
        return Formula(f"={text}"), None
    return text or None, None


def _number(text: str, locale: Locale) -> Typed | None:
    sign = next((sign for sign in SIGNS if sign in text), "")
    percent = text.endswith("%")
    body = text.replace(sign, "", 1) if sign else text
    body = body.removesuffix("%").strip()
    group, decimal = re.escape(locale.group), re.escape(locale.decimal)
    shape = rf"([+-]?)(\d{{1,3}}(?:{group}\d{{3}})+|\d+)?(?:({decimal})(\d*))?([eE][+-]?\d+)?"
    match = re.fullmatch(shape, body)
    if not match or not (match[2] or match[4]):
        return None
    whole = (match[2] or "0").replace(locale.group, "")
    number = float(f"{match[1]}{whole}.{match[4] or '0'}{match[5] or ''}")
    value: float | int = int(number) if number.is_integer() and abs(number) < 1e15 else number
    grouped = bool(match[2]) and locale.group in match[2]
    tail = ".00" if match[4] else ""
    if percent:
        return number / 100, {"type": "PERCENT", "pattern": f"0{tail}%"}
    if sign:
        return value, {"type": "CURRENCY", "pattern": SIGNS[sign] + tail}
    if match[5]:
        return value, {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    return value, {"type": "NUMBER", "pattern": f"#,##0{tail}"} if grouped else None


def _moment(text: str, locale: Locale) -> Typed | None:
    head, _, tail = text.partition(" ")
    day = _day(head, locale)
    if day is not None:
        date, pattern = day
        if not tail:
            return int(to_serial(date)), {"type": "DATE", "pattern": pattern}
        time = _time(tail)
        if time is None:
            return None
        return to_serial(date) + time[0], {"type": "DATE_TIME", "pattern": f"{pattern} {time[1]}"}
    time = _time(text)
    return (time[0], {"type": "TIME", "pattern": time[1]}) if time else None


def _day(text: str, locale: Locale) -> tuple[datetime, str] | None:
    iso, local = ISO.fullmatch(text), LOCAL.fullmatch(text)
    if iso:
        year, month, day, pattern = int(iso[1]), int(iso[2]), int(iso[3]), "yyyy-mm-dd"
    elif local:
        first, second, year = int(local[1]), int(local[2]), int(local[3])
        year += 0 if year > 99 else 2000 if year < 30 else 1900
        day, month = (first, second) if locale.day_first else (second, first)
        pattern = locale.date_pattern
    else:
        return None
    try:
        return datetime(year, month, day), pattern
    except ValueError:
        return None


def _time(text: str) -> tuple[float, str] | None:
    match = TIME.fullmatch(text)
    if not match:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").upper()
    if half:
        hours = hours % 12 + (12 if half == "PM" else 0)
    if minutes > 59 or seconds > 59:
        return None
    pattern = "h:mm" + (":ss" if match[3] else "") + (" AM/PM" if half else "")
    return (hours * 3600 + minutes * 60 + seconds) / 86400, pattern
