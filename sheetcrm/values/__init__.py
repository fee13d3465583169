"""The one canonical form of every cell value, and how the ways people type it are decoded.

*Raw* is what a spreadsheet or file holds; a *value* is canonical: NFC text, `Decimal`, `date`, `datetime` (company's time
zone, naive), `bool`, `int`, or None for a blank. What cannot be decoded becomes an `Undecodable`: never a guess, never
an exception.
"""

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
