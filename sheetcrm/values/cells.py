"""What a cell may hold before and after it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CellError:
    """An error a spreadsheet shows in a cell: `#REF!`, `#N/A`, `#DIV/0!`."""

    text: str


Raw = str | int | float | bool | Decimal | date | datetime | time | timedelta | CellError | None
Value = str | int | Decimal | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why a raw cell has no canonical value; becomes a `Problem` with the same code and params."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


LONGEST_NUMBER = 10**15
"""Spreadsheets keep fifteen digits: a longer number would silently change."""
SHOWN = 60
"""How much of a cell a sentence quotes."""


def spell(raw: object) -> str:
    """Write a number, date, time, truth value or error as a person would type it into a text cell."""
    if isinstance(raw, CellError):
        return raw.text
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < LONGEST_NUMBER else f"{raw:.15g}"
    if isinstance(raw, Decimal):
        return f"{raw:f}" if raw.is_finite() and abs(raw.adjusted()) < SHOWN else str(raw)
    if isinstance(raw, datetime):
        clock = "" if raw.time() == time.min else f" {raw:%H:%M:%S}"
        return spell(raw.date()) + clock
    return f"{raw:%d/%m/}{raw.year:04d}" if isinstance(raw, date) else str(raw)


def refuse(code: str, raw: object, /, **params: object) -> Undecodable:
    """Say why `raw` is not understood; the sentence quotes its beginning."""
    text = spell(raw)
    quoted = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return Undecodable(code, {"value": quoted, **params})
