"""What planning needs to know of the hub or of a workbook, beside the cells."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.problems import Problem
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.sheet import Sheet
from sheetcrm.values import Value

Judge = Callable[[str, Mapping[str, Value]], Mapping[str, Problem]]
"""(row id, cells that would travel from this side) → column → why its cell is held."""


def nothing_held(_row_id: str, _cells: Mapping[str, Value]) -> Mapping[str, Problem]:
    """Hold no cell."""
    return {}


@dataclass(frozen=True, slots=True)
class SyncTable:
    """A table that is synchronised, and the columns that people fill in."""

    key: str
    columns: Sequence[SyncColumn]
    append_only: bool = False
    """History: a row that vanished on one side comes back."""


@dataclass(frozen=True, slots=True)
class ShownBy:
    """Which rows a filtered workbook holds: those whose `column` has an accepted value.

    A row of its own in which the column is blank may stay; a blank one of the hub does not come.
    """

    column: str
    accepts: Callable[[Value], bool]


@dataclass(frozen=True, slots=True)
class Side:
    """The hub or a workbook, for one table."""

    name: str
    sheet: Sheet
    reader: Reader
    shown: ShownBy | None = None
    """None: the side holds all rows."""
    judge: Judge = nothing_held
    earlier: Mapping[str, Sequence[BaseRow]] = field(default_factory=dict)
    """Row id → older agreed versions that this side may still hold without having edited anything."""


MakeSide = Callable[[SyncTable, Sheet], Side]
"""What the hub, or a workbook, makes of one of its sheets."""
