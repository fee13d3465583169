"""Brings what the hub has for a workbook into the workbook as it is open, where no file can be exchanged.

A sync on copies says what it would write into the file. The same edits are made in the open workbook and saved with it;
then hub and workbook say the same, which the next sync finds and agrees on. Whatever breaks off in between, nothing
but ordinary cells was written: what is missing still waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path

from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.sync_rehearsal import rehearse
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.sync_report import Tally
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.templates.drawing_lists import SETTINGS
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.xlsx.replica import XlsxReplica


@dataclass
class _Overheard(XlsxReplica):
    """A copy whose edits are listened to."""

    heard: list[RowEdit] = field(default_factory=list)

    def draft(self, content: str, edits: Sequence[RowEdit]) -> str:
        """Write as always, and keep what was written."""
        self.heard += [edit for edit in edits if edit.table != SETTINGS]
        return super().draft(content, edits)


def receive(workbook: Workbook, config: Path, wish: SyncWish) -> Tally:
    """Write what waits for an open workbook into it; `wish` names that one file, which was just saved.

    Raises: SyncError, WorkbookError; then nothing was written.
    """
    heard: list[RowEdit] = []

    def on_copies(there: SyncDesk) -> SyncReport:
        places = {one.path for one in there.configuration.replicas}
        for place in places:
            for mark in (*place.parent.glob("~$*"), *place.parent.glob(".~lock.*#")):
                mark.unlink()  # nobody has the copies open

        def open_copy(path: Path) -> XlsxReplica:
            return _Overheard(path, heard=heard) if path in places else XlsxReplica(path)

        return synchronise(there, replace(wish, recompute=False, replica=open_copy))

    with open_desk(config, remember=False) as desk:
        rehearse(desk, on_copies)
    if heard:
        workbook.write(heard)
    return tally_of(heard)


def tally_of(edits: Sequence[RowEdit]) -> Tally:
    """Count edits as reports do."""
    tally = Tally()
    for edit in edits:
        if isinstance(edit, InsertRow):
            tally.rows += 1
        elif isinstance(edit, DeleteRow):
            tally.deleted += 1
        else:
            tally.cells += len(edit.cells)
    return tally
