"""A workbook that is open in Excel, as a workbook."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import ExitStack
from contextlib import contextmanager

import xlwings

from sheetcrm.errors import ExcelRefused
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import NotPutBack
from sheetcrm.errors import SheetProtected
from sheetcrm.errors import WorkbookClosed
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.live.cells import told_of
from sheetcrm.workbooks.live.drafting import TabDraft
from sheetcrm.workbooks.live.marks import Mark
from sheetcrm.workbooks.live.marks import carry_out
from sheetcrm.workbooks.live.marks import plan_marks
from sheetcrm.workbooks.live.native import Protection
from sheetcrm.workbooks.live.native import is_read_only
from sheetcrm.workbooks.live.native import lies_in_the_cloud
from sheetcrm.workbooks.live.native import protect
from sheetcrm.workbooks.live.native import protection_of
from sheetcrm.workbooks.live.native import unprotect
from sheetcrm.workbooks.live.planning import Planner
from sheetcrm.workbooks.live.quiet import quiet
from sheetcrm.workbooks.live.reading import look_at_sheet
from sheetcrm.workbooks.live.reading import look_at_sheets
from sheetcrm.workbooks.live.reading import table_data
from sheetcrm.workbooks.live.refusals import in_our_words
from sheetcrm.workbooks.live.refusals import refusal_of
from sheetcrm.workbooks.live.refusals import without_giving_up
from sheetcrm.workbooks.live.status import SIGN
from sheetcrm.workbooks.live.status import place_of_status
from sheetcrm.workbooks.live.writing import Writer


class LiveExcelWorkbook:
    """An open workbook (implements `sheetcrm.workbooks.base.Workbook`); what is not saved yet is part of it.

    A read is one call a sheet for its first row and one for all cells of a table. A write looks once more, so that what
    edits expect is compared with what stands there now; then each block of neighbouring cells is one call. Nothing is
    selected, activated or saved. What fails in the middle is put back.

    Whatever is written to a sheet, or changes its protection, empties Excel's list of undo steps. So where nothing but
    the time of a run would change, nothing is touched.
    """

    def __init__(self, book: xlwings.Book) -> None:
        """Take a book that xlwings gives, such as `Book.caller()`."""
        self.book = book
        with in_our_words("Excel"):
            self.name: str = book.name
        self.has_written = False
        """Whether anything was written through this object: then there is nothing left that could be undone."""

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Read tables, unsaved changes included. Raises: LayoutBroken, ExcelBusy, WorkbookClosed."""
        with in_our_words(self.name):
            seen = look_at_sheets(self.book, self.name)
            return {key: table_data(tab) for key, tab in seen.tables.items() if tables is None or key in tables}

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Make all edits or none; the workbook is not saved.

        Raises: ExcelBusy, SheetProtected, NotAllowed, ExcelRefused, NotPutBack, WorkbookClosed; LayoutBroken,
        WouldLoseContent, ChangedMeanwhile.
        """
        if not edits:
            return WriteReceipt(0, 0, 0)
        with in_our_words(self.name):
            planner = Planner(look_at_sheets(self.book, self.name), self.name)
            drafts = planner.plan(edits)
            if not any(draft.is_wanted for draft in drafts):
                return WriteReceipt(0, 0, 0)
            self._carry_out(planner, [draft for draft in drafts if draft.is_effective or draft.stamp])
        return WriteReceipt(
            cells_changed=sum(draft.cells_changed for draft in drafts),
            rows_inserted=sum(draft.rows_inserted for draft in drafts),
            rows_deleted=sum(len(draft.deleted) for draft in drafts),
        )

    def show_status(self, text: str) -> None:
        """Say in a line how a run went: on the sheet people look at, if it has room for it, and in Excel's status bar.

        Raises: ExcelBusy, SheetProtected, NotAllowed, WorkbookClosed.
        """
        with in_our_words(self.name):
            sheet = self.book.sheets.active
            place = place_of_status(look_at_sheet(sheet, self.name))
            if place is not None:
                with self.writable([sheet]):
                    sheet.range(place).value = told_of(f"{SIGN}{text}")
            self.book.app.status_bar = text

    def mark_problems(self, marks: Iterable[Mark]) -> Sequence[Mark]:
        """Make our notes and fills be exactly these; give those that found no place: a user's own note, no such sheet.

        Raises: ExcelBusy, SheetProtected, NotAllowed, WorkbookClosed.
        """
        wanted: dict[str, list[Mark]] = {}
        for mark in marks:
            wanted.setdefault(mark.sheet, []).append(mark)
        left: list[Mark] = []
        with in_our_words(self.name):
            for sheet in self.book.sheets:
                plan = plan_marks(sheet, wanted.pop(sheet.name, []))
                left += plan.left
                if plan.is_effective:
                    with self.writable([sheet]):
                        carry_out(sheet, plan)
        return left + [mark for marks_there in wanted.values() for mark in marks_there]

    def close(self) -> None:
        """Let go of the book; it stays open in Excel."""

    def _carry_out(self, planner: Planner, drafts: Sequence[TabDraft]) -> None:
        with self.writable([draft.tab.sheet for draft in drafts]):
            writer = Writer(self.name, planner.swatches if any(draft.looks for draft in drafts) else None)
            try:
                for draft in drafts:
                    writer.write(draft, planner.rows(draft))
            except Exception as error:
                if not writer.take_back() and not isinstance(refusal_of(error, self.name), WorkbookClosed):
                    raise NotPutBack(file=self.name) from error
                raise

    @contextmanager
    def writable(self, sheets: Iterable[xlwings.Sheet]) -> Iterator[None]:
        """Keep Excel quiet and take our own protection (which has no password) off sheets for a while.

        Raises: NotAllowed (read-only), SheetProtected (somebody's password), before anything is written.
        """
        if is_read_only(self.book):
            why = "@excel_read_only_cloud" if lies_in_the_cloud(self.book) else "@excel_read_only"
            raise NotAllowed(file=self.name, why=why)
        with quiet(self.book.app), ExitStack() as stack:
            for sheet in sheets:
                standing = protection_of(sheet)
                if standing is not None:
                    self._unprotect(sheet)
                    stack.callback(_protect_again, sheet, standing)
            self.has_written = True
            yield

    def _unprotect(self, sheet: xlwings.Sheet) -> None:
        try:
            unprotect(sheet)
        except Exception as error:
            if isinstance(refusal_of(error, self.name), ExcelRefused):
                raise SheetProtected(file=self.name, sheet=sheet.name) from error
            raise


def _protect_again(sheet: xlwings.Sheet, standing: Protection) -> None:
    with without_giving_up():
        protect(sheet, standing)
