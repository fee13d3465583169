"""Periods as people type them: a month, a quarter, a year, or two days with everything between them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import Literal
from typing import NamedTuple

from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import refuse
from sheetcrm.values.dates import LAST_YEAR
from sheetcrm.values.dates import decode_date
from sheetcrm.values.dates import decode_month
from sheetcrm.values.serials import to_serial
from sheetcrm.values.text import bare
from sheetcrm.values.text import normalise_text

FIRST_PERIOD_YEAR = 1990
"""Nobody asks for figures of earlier years; a cell that says so holds something else."""

Days = tuple[date, date]
"""The first and the last day, both included."""

_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER_NUMBER = r"(?:q|quy|quarter)\s*([1-4]|iv|i{1,3})"
_QUARTER_YEAR = re.compile(rf"{_QUARTER_NUMBER}\s*(?:[/.\-,]|nam|of)?\s*([0-9]{{4}})")
_YEAR_QUARTER = re.compile(rf"([0-9]{{4}})\s*[/.\-]?\s*{_QUARTER_NUMBER}")
_YEAR = re.compile(r"(?:(?:ca\s+)?nam|year)?\s*([0-9]{4})")
_LEADING_WORDS = re.compile(r"(?:ky|period)\s*:?\s*|(?:tu|from)\s+")
_BETWEEN = re.compile(r"\s*(?:\.{2,3}|[…–—−~→]|->|\s(?:den(?:\s+het)?|toi|to|until|through)\s)\s*")
_WITHOUT_YEAR = re.compile(rf"[0-9]{{1,2}}[/.\-][0-9]{{1,2}}|(?:thang|thg|t)\s*[0-9]{{1,2}}|{_QUARTER_NUMBER}")


class _Stretch(NamedTuple):
    """One thing of the calendar that was typed."""

    kind: Literal["day", "month", "quarter", "year"]
    first: date
    last: date


def decode_period(raw: Raw) -> Days | Undecodable | None:
    """Read a period: `11/2026`, `Q4/2026`, `quý IV/2026`, `2026`, or `01/10/2026 - 15/11/2026` (both days included).

    A date stands for its month. A year that a cell shown as a date turned into a day of 1905 is that year.
    """
    if isinstance(raw, str):
        days = _decode_text(raw)
    elif isinstance(raw, int | float | Decimal) and not isinstance(raw, bool) and _is_year(raw):
        days = _of_year(int(raw))
    elif isinstance(raw, date) and _is_year(serial := _serial(raw)):
        days = _of_year(int(serial))
    else:
        days = _of_month(decode_date(raw))
    if isinstance(days, tuple) and not FIRST_PERIOD_YEAR <= days[0].year <= days[1].year <= LAST_YEAR:
        days = refuse("period_backwards" if days[1] < days[0] else "period_text", raw)
    if isinstance(days, Undecodable) and not days.code.startswith("period_"):
        return refuse("period_text", raw)
    return days


def _serial(day: date) -> int | float:
    return to_serial(day.date() if isinstance(day, datetime) else day)


def _is_year(number: float | Decimal) -> bool:
    return FIRST_PERIOD_YEAR <= number <= LAST_YEAR and number == int(number)


def _decode_text(raw: str) -> Days | Undecodable | None:
    text = bare(normalise_text(raw)).lstrip("'").strip()
    while found := _LEADING_WORDS.match(text):
        text = text[found.end() :]
    if not text:
        return None if not normalise_text(raw) else refuse("period_text", raw)
    if (stretch := _stretch(text)) is not None:
        if stretch.kind == "day":
            return _of_month(stretch.first)
        return stretch.first, stretch.last
    for first, last in _sides(text):
        if (days := _between(first, last)) is not None:
            return days if days[0] <= days[1] else refuse("period_backwards", raw)
    return _of_month(decode_month(raw))


def _stretch(text: str) -> _Stretch | None:
    """Understand one day, month, quarter or year of the calendar."""
    if (found := _YEAR.fullmatch(text)) and int(found[1]):
        return _Stretch("year", *_of_year(int(found[1])))
    if found := _QUARTER_YEAR.fullmatch(text):
        return _quarter(found[2], found[1])
    if found := _YEAR_QUARTER.fullmatch(text):
        return _quarter(found[1], found[2])
    day = decode_date(text)
    if isinstance(day, date):
        return _Stretch("day", day, day)
    month = _of_month(decode_month(text))
    return _Stretch("month", *month) if isinstance(month, tuple) else None


def _sides(text: str) -> Iterator[tuple[str, str]]:
    """Give what may be the two ends of a range: around a word or mark for "to", or around any one hyphen."""
    for found in _BETWEEN.finditer(text):
        yield text[: found.start()], text[found.end() :]
    for found in re.finditer("-", text):
        yield text[: found.start()].rstrip(), text[found.end() :].lstrip()


def _between(first: str, last: str) -> Days | None:
    """Join two days, months, quarters or years; the first one may leave its year to the last (`01/10 - 15/11/2026`)."""
    end = _stretch(last)
    if end is None:
        return None
    start = _stretch(f"{first}/{end.last.year}" if _WITHOUT_YEAR.fullmatch(first) else first)
    if start is None or start.kind != end.kind:
        return None
    return start.first, end.last


def _of_year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _quarter(year: str, number: str) -> _Stretch | None:
    if not int(year):
        return None
    last_month = _QUARTERS[number] * 3
    return _Stretch("quarter", date(int(year), last_month - 2, 1), _end_of_month(date(int(year), last_month, 1)))


def _of_month(day: date | Undecodable | None) -> Days | Undecodable | None:
    return (day.replace(day=1), _end_of_month(day)) if isinstance(day, date) else day


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
