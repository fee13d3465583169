"""What a sync did, a workbook at a time, as values."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from sheetcrm.errors import SheetCrmError
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert


@dataclass(slots=True)
class Tally:
    """Edits of one side, counted."""

    rows: int = 0
    """New rows."""
    cells: int = 0
    """Cells of rows that were there."""
    deleted: int = 0
    left: int = 0
    """Rows that went to a colleague's workbook."""

    def __bool__(self) -> bool:
        return bool(self.rows or self.cells or self.deleted or self.left)

    def join(self, other: Tally) -> None:
        """Count another tally's edits, too."""
        self.rows += other.rows
        self.cells += other.cells
        self.deleted += other.deleted
        self.left += other.left

    def add(self, edits: Iterable[HubEdit]) -> None:
        """Count edits."""
        for edit in edits:
            if isinstance(edit, Delete):
                self.left += edit.leaves
                self.deleted += not edit.leaves
            elif isinstance(edit, Insert):
                self.rows += 1
            else:
                self.cells += len(edit.cells)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict in words of a workbook: where it is, and both values as they are shown there."""

    sheet: str
    row: int | None
    column: str
    hub: object
    workbook: object
    stands: int | None
    of: Conflict


@dataclass(frozen=True, slots=True)
class Held:
    """A cell that does not travel."""

    where: str
    """The hub's or the workbook's name."""
    sheet: str
    row: int | None
    column: str | None
    sentence: str


@dataclass(slots=True)
class WorkbookReport:
    """One workbook."""

    path: Path
    owner: str | None
    name: str = ""
    """Its id; empty when it could not be read."""
    sent: Tally = field(default_factory=Tally)
    received: Tally = field(default_factory=Tally)
    conflicts: list[Dispute] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    revived: list[Held] = field(default_factory=list)
    """Rows that were deleted on one side and edited on the other: they are back, where the edit was made."""
    waiting: bool = False
    """It is open: what the hub has for it waits."""
    nameless: bool = False
    """It is a copy of another workbook, and open: it gets an id of its own, and takes part, once it is closed."""
    busy: bool = False
    """Another sync process is at it."""
    stranger: Sequence[str] | None = None
    """Its owner is not among the colleagues on the hub; the names that come near."""
    failure: SheetCrmError | None = None

    @property
    def is_open(self) -> bool:
        """Say whether something of it is left to a person or to a later run, what is held aside."""
        left = self.conflicts or self.revived or self.waiting or self.nameless or self.busy
        return bool(left) or self.stranger is not None


@dataclass(slots=True)
class SyncReport:
    """A whole run."""

    lang: str
    hub: str
    workbooks: Sequence[WorkbookReport] = ()
    held: list[Held] = field(default_factory=list)
    """On the hub."""
    hub_failure: SheetCrmError | None = None
    """Why the hub was not recomputed."""

    @property
    def only_holds(self) -> bool:
        """Say whether nothing but cells that are held is left."""
        return not self.hub_failure and not any(one.failure or one.is_open for one in self.workbooks)

    @property
    def exit_code(self) -> int:
        """Give 0 when all is clean, 1 when something is held, disputed or waits, 2 when something failed."""
        if self.hub_failure or any(one.failure for one in self.workbooks):
            return 2
        return 1 if self.held or any(one.held or one.is_open for one in self.workbooks) else 0
