"""Cells as they were read, to be written back as they stood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from datetime import timedelta
from decimal import Decimal

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value

_DAY = timedelta(days=1)


def values_of(cells: Mapping[str, Raw] | Mapping[str, Value]) -> Mapping[str, Value]:
    """Give cells as they are written; an error is what a formula gave, and cannot be put back as a value."""
    return {key: _value(raw) for key, raw in cells.items() if not isinstance(raw, CellError)}


def _value(raw: Raw) -> Value:
    if isinstance(raw, float):
        return Decimal(raw)
    if isinstance(raw, time):
        seconds = raw.hour * 3600 + raw.minute * 60 + raw.second
        return Decimal((seconds + raw.microsecond / 1e6) / _DAY.total_seconds())
    if isinstance(raw, timedelta):
        return Decimal(raw / _DAY)
    assert not isinstance(raw, CellError)
    return raw
