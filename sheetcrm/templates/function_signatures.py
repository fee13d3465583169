"""The functions for cells: their names and arguments. What people read about them are messages `function_…`.

`<name>` in lower case names the description, `<name>_<place>` that of an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MOST_LETTERS = 7
"""The combined scheme has so many."""


class Argument(NamedTuple):
    """One argument of a function."""

    name: str
    optional: bool = False


_LEVELS = tuple(Argument(f"level{number}", optional=number > 1) for number in range(1, MOST_LETTERS + 1))

SIGNATURES: Mapping[str, tuple[Argument, ...]] = {
    "CRM_SCORE": _LEVELS,
    "CRM_BAND": _LEVELS,
    "CRM_WHY": _LEVELS,
    "CRM_CHECK": (Argument("opportunity"), Argument("stage", optional=True)),
    "CRM_NEXT": (Argument("opportunity"),),
    "CRM_KPI": (
        Argument("key"),
        Argument("period", optional=True),
        Argument("by", optional=True),
        Argument("value", optional=True),
    ),
    "CRM_KPI_TABLE": (Argument("key"), Argument("by"), Argument("period", optional=True)),
}
