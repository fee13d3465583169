"""When two cells say the same, whatever spreadsheets made of them on the way.

The meaning of a column's cells comes from outside (`decode`, one a side: a Vietnamese workbook pairs with an English
one because both decode to the stage's key). What is added here is what a spreadsheet does to cells behind its user's
back: an error or a formula that still loads is never an edit, a code that lost its leading zero is the same code, and
a date or a very long number in a column of text is what a spreadsheet made of something else: reported, not copied.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import time
from datetime import timedelta
from decimal import Decimal
from enum import Enum

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import same
from sheetcrm.values.cells import LONGEST_NUMBER
from sheetcrm.values.cells import refuse


class NoBase(Enum):
    """What stands in the base for a cell that was never agreed on."""

    NO_BASE = "no base"


NO_BASE = NoBase.NO_BASE
Agreed = Value | NoBase
BaseRow = Sequence[Agreed]
"""The last agreed value of each cell of a row, in the order of the table's columns."""
Reading = Value | Undecodable
Decode = Callable[[str, Raw], Reading]
"""(column key, raw cell) → canonical value, or why there is none."""
NOT_AN_EDIT = "cell_error"
_STILL_LOADING = frozenset(("loading...", "loading…", "#getting_data", "đang tải..."))


@dataclass(frozen=True, slots=True)
class SyncColumn:
    """A column that people fill in (engine columns never merge: they are recomputed on both sides)."""

    key: str
    required: bool = False
    """Without it the table is not synchronised at all."""
    text: bool = False
    """Text, phone numbers and codes: what looks like a number there is none."""
    shared: bool = False
    """Many rows have the same value (an owner, a stage): that two rows agree in it says little."""


class Reader:
    """Understands the cells of one side, each distinct cell once."""

    def __init__(self, decode: Decode) -> None:
        """Remember how the side's cells are understood."""
        self._decode = decode
        self._known: dict[tuple[str, type, Raw], Reading] = {}

    def read(self, column: SyncColumn, raw: Raw) -> Reading:
        """Give a cell's canonical value, or why it does not travel."""
        key = (column.key, raw.__class__, raw)
        if key not in self._known:
            self._known[key] = _suspect(column, raw) or self._decode(column.key, raw)
        return self._known[key]


def _suspect(column: SyncColumn, raw: Raw) -> Undecodable | None:
    """Say what a spreadsheet made of a cell, where nobody can have meant it."""
    if isinstance(raw, CellError) or (isinstance(raw, str) and raw.strip().lower() in _STILL_LOADING):
        return refuse(NOT_AN_EDIT, raw)
    if column.text and isinstance(raw, date | time | timedelta):
        return refuse("sync_date_in_text", raw)
    if column.text and isinstance(raw, int | float | Decimal) and abs(float(raw)) >= LONGEST_NUMBER:
        return refuse("sync_long_number", raw)
    return None


def alike(value: Agreed, other: Agreed) -> bool:
    """Say whether two canonical values are the same to a spreadsheet: 15 digits, whole seconds, tidy text."""
    if value is NO_BASE or other is NO_BASE:
        return value is other
    return (value == other and value.__class__ is other.__class__) or same(value, other)


def unchanged(agreed: Agreed, column: SyncColumn, raw: Raw, reading: Reading) -> bool:
    """Say whether a cell still holds what was agreed on, or that without its leading zeros."""
    if isinstance(reading, Undecodable) or agreed is NO_BASE:
        return False
    return alike(agreed, reading) or (column.text and lost_zeros(agreed, raw))


def lost_zeros(value: Value, raw: Raw) -> bool:
    """Say whether `raw` is the number that a spreadsheet made of a code that starts with zeros (0912… → 912…)."""
    if not isinstance(value, str) or isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return False
    return value.startswith("0") and value.isascii() and value.isdigit() and int(value) == raw
