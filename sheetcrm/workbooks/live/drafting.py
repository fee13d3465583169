"""What one write wants of one sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.values import Value
from sheetcrm.workbooks.live.reading import Tab

Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A table that must reach further down: its last row now and then, its first and last column."""

    old_end: int
    new_end: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class TabDraft:
    """A sheet as read, and what is wanted of its cells."""

    tab: Tab
    values: dict[Place, Value] = field(default_factory=dict)
    unchanged: set[Place] = field(default_factory=set)
    """Places among `values` that say it already and are written only because their look is copied."""
    incidental: set[Place] = field(default_factory=set)
    """Places that say something else at every run, such as its time: for them alone nothing is written."""
    looks: dict[Place, str] = field(default_factory=dict)
    """Place → the style whose look it takes; an empty one clears it."""
    links: dict[Place, str | None] = field(default_factory=dict)
    """Place → where a click leads; None takes a link off."""
    hidden: dict[int, bool] = field(default_factory=dict)
    stamp: Mapping[Place, str] = field(default_factory=dict)
    """What the hidden first row is to remember of the looks."""
    growth: Growth | None = None
    inserted: set[Place] = field(default_factory=set)
    rows_inserted: int = 0
    deleted: set[int] = field(default_factory=set)

    @property
    def is_effective(self) -> bool:
        """Say whether anything would change."""
        return bool(self.values or self.looks or self.links or self.hidden)

    @property
    def is_wanted(self) -> bool:
        """Say whether anything would change for which it is worth to empty Excel's list of undo steps."""
        return bool(self.values.keys() - self.incidental or self.looks or self.links or self.hidden)

    @property
    def cells_changed(self) -> int:
        """Count cells that will be other than they are, rows that go left out."""
        return sum(1 for place in self.values.keys() - self.unchanged if place[0] not in self.deleted)
