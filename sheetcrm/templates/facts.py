"""Which columns rules and KPIs cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType
from typing import get_args
from typing import get_type_hints

from sheetcrm.domain.records import Company

_NOT_CELLS = frozenset({"id", "row", "cells"})


@cache
def wanted_facts() -> Mapping[str, Mapping[str, type]]:
    """Give what rules and KPIs read: table → column → Python type, from the records of `domain.records`."""
    facts: dict[str, Mapping[str, type]] = {}
    for table, hint in get_type_hints(Company).items():
        record = next((inner for inner in get_args(hint) if hasattr(inner, "_fields")), None)
        if record is not None:
            hints = get_type_hints(record)
            facts[table] = {name: _fact_type(hints[name]) for name in hints if name not in _NOT_CELLS}
    return facts


def _fact_type(hint: object) -> type:
    return next(inner for inner in get_args(hint) if isinstance(inner, type) and inner is not NoneType)
