"""A hub that a sync can talk to: a team workbook on a shared drive, or a Google spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Protocol

from sheetcrm.app.own_sheets import PlanOwn
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_recompute import Recomputed
from sheetcrm.app.sync_recompute import Recomputing
from sheetcrm.sync.ports import HubPort
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.side import SyncTable
from sheetcrm.workbooks.base import TableData


class SyncHub(HubPort, Protocol):
    """The port that sync merges with, and what a company's hub is besides."""

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def left(self) -> str | None:
        """What it is (a digest) once all that was read of it is dealt with; None while that is not known."""
        ...

    @property
    def found(self) -> str | None:
        """What it was when it was opened."""
        ...

    @property
    def tables(self) -> Sequence[SyncTable]:
        """The tables that are kept in step."""
        ...

    @property
    def language(self) -> SideLanguage:
        """How it is written, as last read."""
        ...

    @property
    def read_tables(self) -> Mapping[str, TableData]:
        """All its tables, as last read or written."""
        ...

    def conclude(self, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Give what follows from edits that are about to be written, as accepted stages: it is written with them."""
        ...

    def weigh(self, edit: HubEdit) -> float:
        """Give which share of one transaction's room an edit takes."""
        ...

    def owes(self) -> bool:
        """Say whether figures are left for which the last transaction had no room."""
        ...

    def renew(self, recomputing: Recomputing) -> Recomputed:
        """Bring engine columns and reports up to date, where that was not done along with the writing."""
        ...

    @property
    def carries_own(self) -> bool:
        """Whether it saves anything to write a sheet of its own along with a transaction."""
        ...

    def carry_own(self, plan: PlanOwn) -> None:
        """Let the next transaction take a sheet of the hub's own along. Raises: WorkbookError."""
        ...

    def write_own(self, plan: PlanOwn) -> bool:
        """Write a sheet of the hub's own, which never merges; False when others are at it. Raises: WorkbookError."""
        ...
