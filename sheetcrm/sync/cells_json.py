"""Cells as JSON and back, exactly: dates stay dates, decimals stay decimals, and a cell without a base stays one."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.values import CellError


def dump(thing: object) -> str:
    """Write lists and mappings of cells as JSON."""
    return _ENCODER.encode(thing)


def load(text: str) -> Any:
    """Read what `dump` wrote."""
    return _DECODER.decode(text)


def _tagged(cell: object) -> object:
    if cell is NO_BASE:
        return {"$none": 0}
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else {"$number": str(cell)}
    if isinstance(cell, datetime):
        return {"$moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"$day": cell.isoformat()}
    if isinstance(cell, time):
        return {"$clock": cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"$seconds": cell.total_seconds()}
    if isinstance(cell, CellError):
        return {"$error": cell.text}
    raise TypeError(f"{cell!r} is not a cell")


_UNTAG: Mapping[str, Callable[[Any], object]] = {
    "$none": lambda _: NO_BASE,
    "$number": Decimal,
    "$moment": datetime.fromisoformat,
    "$day": date.fromisoformat,
    "$clock": time.fromisoformat,
    "$seconds": lambda seconds: timedelta(seconds=seconds),
    "$error": CellError,
}


def _untagged(found: dict[str, Any]) -> object:
    if len(found) == 1:
        ((tag, inner),) = found.items()
        if tag in _UNTAG:
            return _UNTAG[tag](inner)
    return found


_ENCODER = json.JSONEncoder(default=_tagged, ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(object_hook=_untagged)
