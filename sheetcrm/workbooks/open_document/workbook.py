"""An open document as a workbook: read from what its program told, written as orders to it."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from sheetcrm.errors import LayoutBroken
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.open_document.drafting import Orders
from sheetcrm.workbooks.open_document.drafting import SheetDraft
from sheetcrm.workbooks.open_document.grids import Grid
from sheetcrm.workbooks.open_document.grids import document_of
from sheetcrm.workbooks.open_document.grids import table_data
from sheetcrm.workbooks.open_document.report_edits import ReportEdits
from sheetcrm.workbooks.open_document.table_edits import TableEdits
from sheetcrm.workbooks.rectangles import Place

_STYLE = "style."


class OpenDocument:
    """A document that waits while it is read and written (implements `sheetcrm.workbooks.base.Workbook`).

    Its program tells the cells as they stand, unsaved changes included, and does nothing else until the orders are
    carried out: so nothing can change between a read and a write. Whoever asked sends `orders` back to the program.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Understand what the program tells. Raises: LayoutBroken."""
        self._document = document_of(told)
        self.orders: list[Orders] = []
        """What the program has to do, sheet by sheet."""

    @property
    def name(self) -> str:
        """What people call the document."""
        return self._document.name

    def sheet(self, report: str) -> Grid | None:
        """Give the sheet on which a report stands."""
        return self._document.reports.get(report)

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Read tables; blank rows are left out."""
        found = self._document.tables
        return {key: table_data(grid) for key, grid in found.items() if tables is None or key in tables}

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Order all edits or none; only cells that differ are ordered. Raises: ChangedMeanwhile, LayoutBroken."""
        planner = _Planner(self._document.tables, self._document.reports, self.name)
        drafts = planner.plan(edits)
        styles = self._styles()
        settings = self._document.tables.get("settings")
        for draft in drafts:
            self.orders.append(draft.orders(styles) | {"looks_on": settings.title if settings else None})
            draft.carry_out()
        return WriteReceipt(
            cells_changed=sum(draft.cells_changed for draft in drafts),
            rows_inserted=sum(len(draft.inserted) for draft in drafts),
            rows_deleted=sum(len(draft.deleted) for draft in drafts),
        )

    def take_orders(self) -> list[Orders]:
        """Give the orders there are, to be carried out now; those that follow come after them."""
        orders, self.orders = self.orders, []
        return orders

    def close(self) -> None:
        """Nothing to let go of: the program keeps its document."""

    def _styles(self) -> Mapping[str, Place]:
        """Find the cells of the settings that carry the looks."""
        settings = self._document.tables.get("settings")
        if settings is None or not {"id", "value"} <= settings.keys.columns.keys():
            return {}
        ids, values = settings.keys.columns["id"], settings.keys.columns["value"]
        return {
            said.removeprefix(_STYLE): (row, values)
            for row, said in enumerate(settings.column(ids), start=FIRST_DATA_ROW)
            if isinstance(said, str) and said.startswith(_STYLE)
        }


class _Planner:
    """Plans one write over the sheets as they are known."""

    def __init__(self, tables: Mapping[str, Grid], reports: Mapping[str, Grid], file: str) -> None:
        self._sheets = tables
        self._reports = reports
        self._file = file
        self._drafts: dict[str, SheetDraft] = {}
        self._tables: dict[str, TableEdits] = {}

    def plan(self, edits: Sequence[Edit]) -> list[SheetDraft]:
        """Want everything: reports first, then rows in place, then new rows and rows that go."""
        for edit in edits:
            if isinstance(edit, ReplaceBlock):
                self._replace(edit)
        for edit in edits:
            if isinstance(edit, UpdateRow):
                self._table(edit.table).update(edit)
        for edit in edits:
            if isinstance(edit, InsertRow):
                self._table(edit.table).insert(edit)
            elif isinstance(edit, DeleteRow):
                self._table(edit.table).delete(edit)
        return list(self._drafts.values())

    def _replace(self, block: ReplaceBlock) -> None:
        if block.report in self._reports:
            ReportEdits(self._draft(self._reports[block.report]), block.report).replace(block)
        elif not block.optional:
            raise LayoutBroken(
                file=self._file, what="@xlsx_no_report", remedy="@xlsx_no_report_remedy", report=block.report
            )

    def _draft(self, grid: Grid) -> SheetDraft:
        return self._drafts.setdefault(grid.title, SheetDraft(grid))

    def _table(self, table: str) -> TableEdits:
        if table not in self._tables:
            if table not in self._sheets:
                raise LayoutBroken(file=self._file, what="@xlsx_no_table", remedy="@xlsx_no_table_remedy", table=table)
            self._tables[table] = TableEdits(self._draft(self._sheets[table]), self._file)
        return self._tables[table]
