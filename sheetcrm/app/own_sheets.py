"""Sheets that each side keeps for itself, as that of conflicts: they are never merged."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook

PlanOwn = Callable[[Mapping[str, TableData]], Sequence[RowEdit]]
"""(all tables of a side) → the edits of its own sheet."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file's content before and after; the same if there was nothing to write."""

    before: str
    after: str


def write_own_file(replica: XlsxReplica, plan: PlanOwn) -> Written | None:
    """Write a sheet of a file's own; None when another process is at the file.

    Raises: WorkbookError.
    """
    if not replica.claim():
        return None
    try:
        book = XlsxWorkbook(replica.path)
        edits = plan(book.read())
        if not edits:
            return Written(book.content, book.content)
        book.write(edits)
        replica.go_on(book.before, book.content)
        return Written(book.before, book.content)
    finally:
        replica.unclaim()
