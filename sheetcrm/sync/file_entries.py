"""What the log says of a workbook file that is about to be written, above all of values that will be overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sheetcrm.sync.decisions import HUB
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Insert
from sheetcrm.values import Raw
from sheetcrm.values import is_blank


def entries_of(plans: Iterable[Plan], workbook: str, at: datetime) -> list[Entry]:
    """Tell all edits of a workbook, cell by cell."""
    entries = []
    for plan in plans:
        disputed = {(c.row_id, c.column) for c in plan.conflicts if c.stands == HUB}
        for edit in plan.workbook_edits:
            for kind, column, old, new in _told(edit, disputed):
                entries.append(Entry(at, kind, "", workbook, plan.table, edit.row_id, column, old, new))
    return entries


def _told(edit: Edit, disputed: set[tuple[str, str]]) -> list[tuple[Happened, str, Raw, Raw]]:
    if isinstance(edit, Delete):
        kind = Happened.LEFT if edit.leaves else Happened.DELETED
        return [(kind, column, cell, None) for column, cell in edit.seen.items() if not is_blank(cell)]
    if isinstance(edit, Insert):
        return [(Happened.ADDED, column, None, cell) for column, cell in edit.cells.items() if cell is not None]
    return [
        (
            Happened.CONFLICT if (edit.row_id, column) in disputed else Happened.WRITTEN,
            column,
            edit.seen.get(column),
            cell,
        )
        for column, cell in edit.cells.items()
    ]
