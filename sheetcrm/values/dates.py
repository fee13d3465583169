"""Dates: real ones, a spreadsheet's numbers, and text in the order day, month, year (or ISO, or the month in words).

Two-digit years, missing years and days that no calendar has are refused: the month is never taken for the day.
"""

from __future__ import annotations

import re
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from datetime import tzinfo
from decimal import Decimal

from sheetcrm.values.cells import CellError
from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import refuse
from sheetcrm.values.serials import from_serial
from sheetcrm.values.text import ERROR_TEXTS
from sheetcrm.values.text import bare
from sheetcrm.values.text import normalise_text

FIRST_YEAR = 1900
LAST_YEAR = 2100
FIRST_SERIAL = 32_874
"""1/1/1990: a bare number below it (a year, a quantity) is not taken for a date."""
LAST_SERIAL = 73_415
"""31/12/2100."""

_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})\s*([/.\-])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})([/.\-])([0-9]{1,2})\2([0-9]{1,2})")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}([/.\-])[0-9]{1,2}\1[0-9]{2}")
_NO_YEAR = re.compile(r"[0-9]{1,2}[/.\-][0-9]{1,2}")
_VIETNAMESE = re.compile(r"(?:ngay\s*)?([0-9]{1,2})\s*(?:thang|thg|th)\s*([0-9]{1,2})\s*(?:,|nam)?\s*([0-9]{4})")
_DAY_NAME_YEAR = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[\s\-]+([a-z]{3,9})\.?,?[\s\-]+([0-9]{4})")
_NAME_DAY_YEAR = re.compile(r"([a-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")
_MONTH_YEAR = re.compile(r"(?:(?:thang|thg|t)\s*)?([0-9]{1,2})\s*(?:[/.\-,]|nam|\s)\s*([0-9]{4})")
_YEAR_MONTH = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})")
_NAME_YEAR = re.compile(r"([a-z]{3,9})\.?[\s\-,]+([0-9]{4})")
_WEEKDAY = re.compile(
    r"(?:thu\s*(?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|cn|t[2-7]"
    r"|(?:mon|tues?|wed(?:nes)?|thur?s?|fri|satur|sat|sun)(?:day)?)(?:\s*,\s*|\s+(?=ngay))"
)
_CLOCK = r"([0-9]{1,2})\s*(?:[:h]\s*([0-9]{2})|h)(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*(am|pm|sa|ch)?"
_ENDS_WITH_CLOCK = re.compile(rf"(.+?)(?:\s*[t,]\s*|\s+(?:luc\s+)?){_CLOCK}\s*(z|utc|gmt|[+-][0-9]{{2}}:?[0-9]{{2}})?")
_STARTS_WITH_CLOCK = re.compile(rf"(?:luc\s+)?{_CLOCK}(?:\s*[,\-]\s*|\s+)(.+)")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name[:length]: number for number, name in enumerate(_MONTH_NAMES, 1) for length in (3, len(name))} | {
    "sept": 9
}

Parts = tuple[int, int, int]


def decode_date(raw: Raw, zone: tzinfo | None = None) -> date | Undecodable | None:
    """Read a day; a time of day beside it is dropped. `zone` is where to bring a time of another zone to."""
    moment = decode_datetime(raw, zone)
    return moment.date() if isinstance(moment, datetime) else moment


def decode_month(raw: Raw, zone: tzinfo | None = None) -> date | Undecodable | None:
    """Read a month (`03/2026`, `tháng 3/2026`, `2026-03` or any day in it) as its first day."""
    if isinstance(raw, str):
        parts = _month_parts(bare(normalise_text(raw)))
        if parts:
            return _in_calendar(parts, raw)
    day = decode_date(raw, zone)
    return day.replace(day=1) if isinstance(day, date) else day


def decode_datetime(raw: Raw, zone: tzinfo | None = None) -> datetime | Undecodable | None:
    """Read a day and time of day to the second; a day alone means its beginning."""
    if raw is None:
        return None
    if isinstance(raw, datetime):
        return _in_range(raw, raw, zone)
    if isinstance(raw, date):
        return _in_range(datetime(raw.year, raw.month, raw.day), raw, zone)  # noqa: DTZ001 - a day has no zone
    if isinstance(raw, str):
        return _read(raw, zone)
    if isinstance(raw, CellError):
        return refuse("cell_error", raw)
    if isinstance(raw, bool):
        return refuse("date_text", str(raw).upper())
    if isinstance(raw, time | timedelta):
        return refuse("date_only_time", raw)
    return _from_number(raw)


def _from_number(number: float | Decimal) -> datetime | Undecodable:
    moment = from_serial(number)
    likely = isinstance(moment, datetime) and FIRST_SERIAL <= number < LAST_SERIAL + 1
    return moment if likely else refuse("date_out_of_range", number)


def _in_range(moment: datetime, raw: object, zone: tzinfo | None) -> datetime | Undecodable:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return refuse("date_out_of_range", raw)
    if moment.tzinfo is not None:
        if zone is None:
            return refuse("date_of_another_zone", raw)
        moment = moment.astimezone(zone).replace(tzinfo=None)
    if moment.microsecond:
        moment = moment.replace(microsecond=0) + timedelta(seconds=moment.microsecond >= 500_000)
    return moment


def _read(raw: str, zone: tzinfo | None) -> datetime | Undecodable | None:
    plain = normalise_text(raw)
    text = bare(plain).lstrip("'").strip()
    if plain.upper() in ERROR_TEXTS:
        return refuse("cell_error", plain)
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == len(str(FIRST_SERIAL)):
        return _from_number(int(text))
    day = _read_day(text, plain)
    if not isinstance(day, Undecodable):
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the company's own zone
    return _read_with_clock(text, plain, zone) or day


def _read_with_clock(text: str, raw: str, zone: tzinfo | None) -> datetime | Undecodable | None:
    behind, before = _ENDS_WITH_CLOCK.fullmatch(text), _STARTS_WITH_CLOCK.fullmatch(text)
    if behind:
        spelt, *clock, offset = behind.groups()
    elif before:
        *clock, spelt = before.groups()
        offset = None
    else:
        return None
    day = _read_day(spelt.strip(), raw)
    if isinstance(day, Undecodable):
        return day
    hours = _hours(*clock)
    if hours is None:
        return refuse("time_impossible", raw)
    moment = datetime.combine(day, hours)
    if offset:
        spelt_offset = "+00:00" if offset in ("z", "utc", "gmt") else offset
        try:
            moment = datetime.fromisoformat(moment.isoformat() + spelt_offset)
        except ValueError:
            return refuse("time_impossible", raw)
    return _in_range(moment, raw, zone)


def _hours(hour: str, minute: str | None, second: str | None, half: str | None) -> time | None:
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + 12 * (half in ("pm", "ch"))
    minutes, seconds = int(minute or 0), int(second or 0)
    return time(number, minutes, seconds) if number < 24 and minutes < 60 and seconds < 60 else None


def _read_day(text: str, raw: str) -> date | Undecodable:
    text = (text[found.end() :] if (found := _WEEKDAY.match(text)) else text).removeprefix("ngay ")
    parts = _day_parts(text)
    if parts:
        return _in_calendar(parts, raw)
    if _TWO_DIGIT_YEAR.fullmatch(text):
        return refuse("date_two_digit_year", raw)
    return refuse("date_without_year" if _NO_YEAR.fullmatch(text) else "date_text", raw)


def _day_parts(text: str) -> Parts | None:
    """Give year, month, day."""
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        return int(found[4]), int(found[3]), int(found[1])
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _VIETNAMESE.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if (found := _DAY_NAME_YEAR.fullmatch(text)) and found[2] in _MONTHS:
        return int(found[3]), _MONTHS[found[2]], int(found[1])
    if (found := _NAME_DAY_YEAR.fullmatch(text)) and found[1] in _MONTHS:
        return int(found[3]), _MONTHS[found[1]], int(found[2])
    return None


def _month_parts(text: str) -> Parts | None:
    if found := _MONTH_YEAR.fullmatch(text):
        return int(found[2]), int(found[1]), 1
    if found := _YEAR_MONTH.fullmatch(text):
        return int(found[1]), int(found[2]), 1
    if (found := _NAME_YEAR.fullmatch(text)) and found[1] in _MONTHS:
        return int(found[2]), _MONTHS[found[1]], 1
    return None


def _in_calendar(parts: Parts, raw: str) -> date | Undecodable:
    try:
        day = date(*parts)
    except ValueError:
        return refuse("date_impossible", raw)
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else refuse("date_out_of_range", raw)
