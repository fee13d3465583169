"""From edits to what is wanted of each tab: they are compared with what stands there, and only differences count."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.errors import LayoutBroken
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.report_edits import ReportEdits
from sheetcrm.workbooks.google.swatches import Looks
from sheetcrm.workbooks.google.table_edits import TableEdits


@dataclass(frozen=True, slots=True)
class Planned:
    """What is wanted, and what it will have done."""

    tables: Mapping[str, TabDraft]
    blocks: Sequence[ReplaceBlock]
    looks: Looks
    receipt: WriteReceipt
    is_effective: bool
    """Whether anything changes at all, looks included."""


class Planner:
    """Plans one write over a spreadsheet as it was read."""

    def __init__(self, seen: Seen, file: str) -> None:
        """Keep what was read, and what errors call the spreadsheet."""
        self._seen = seen
        self._file = file
        self._drafts: dict[int, TabDraft] = {}
        self._tables: dict[str, TableEdits] = {}

    def report_tab(self, report: str) -> Tab:
        """Give the tab of a report. Raises: LayoutBroken."""
        if report not in self._seen.reports:
            raise LayoutBroken(file=self._file, what="@xlsx_no_report", remedy="@xlsx_no_report_remedy", report=report)
        return self._seen.reports[report]

    def without_absent(self, edits: Sequence[Edit]) -> list[Edit]:
        """Leave out optional blocks of reports that are not there."""
        reports = self._seen.reports
        return [e for e in edits if not (isinstance(e, ReplaceBlock) and e.optional and e.report not in reports)]

    def plan(self, edits: Sequence[Edit], looks: Looks) -> Planned:
        """Plan all edits. Raises: ChangedMeanwhile, LayoutBroken, WouldLoseContent."""
        sheets = {tab.title: tab.id for tab in self._seen.tabs}
        for block in edits:
            if isinstance(block, ReplaceBlock):
                draft = self._draft(self.report_tab(block.report))
                ReportEdits(draft, block.report, looks, sheets).replace(block)
        for edit in edits:
            if isinstance(edit, UpdateRow):
                self._table(edit.table).update(edit)
        for edit in edits:
            if isinstance(edit, InsertRow):
                self._table(edit.table).insert(edit)
            elif isinstance(edit, DeleteRow):
                self._table(edit.table).delete(edit)
        drafts = list(self._drafts.values())
        receipt = WriteReceipt(
            cells_changed=sum(draft.cells_changed for draft in drafts),
            rows_inserted=sum(len(draft.inserted) for draft in drafts),
            rows_deleted=sum(len(draft.deleted) for draft in drafts),
        )
        return Planned(
            tables={table: self._drafts[self._seen.tables[table].id] for table in self._tables},
            blocks=[edit for edit in edits if isinstance(edit, ReplaceBlock)],
            looks=looks,
            receipt=receipt,
            is_effective=any(draft.values or draft.looks or draft.hidden for draft in drafts)
            or bool(receipt.rows_inserted or receipt.rows_deleted),
        )

    def _draft(self, tab: Tab) -> TabDraft:
        return self._drafts.setdefault(tab.id, TabDraft(tab))

    def _table(self, table: str) -> TableEdits:
        if table not in self._tables:
            if table not in self._seen.tables:
                raise LayoutBroken(file=self._file, what="@xlsx_no_table", remedy="@xlsx_no_table_remedy", table=table)
            self._tables[table] = TableEdits(self._draft(self._seen.tables[table]), self._file)
        return self._tables[table]
