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


SHOWN = 60
"""How much of a cell a sentence quotes."""


def refuse(code: str, raw: object, /, **params: object) -> Undecodable:
    """Say why `raw` is not understood; the sentence quotes its beginning."""
    text = raw.text if isinstance(raw, CellError) else str(raw)
    quoted = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return Undecodable(code, {"value": quoted, **params})
