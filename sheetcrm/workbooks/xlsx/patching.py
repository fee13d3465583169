"""All edits of one write, as the parts of the package that change."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import WouldLoseContent
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import Sheet
from sheetcrm.workbooks.xlsx.deleting import empty_row
from sheetcrm.workbooks.xlsx.growing import grow_names
from sheetcrm.workbooks.xlsx.growing import grow_table
from sheetcrm.workbooks.xlsx.printing import SheetPrinter
from sheetcrm.workbooks.xlsx.report_edits import ReportEdits
from sheetcrm.workbooks.xlsx.report_edits import named_styles
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_draft import Wanted
from sheetcrm.workbooks.xlsx.sheet_xml import UnusualXml
from sheetcrm.workbooks.xlsx.styles import StyleSheet
from sheetcrm.workbooks.xlsx.table_edits import Growth
from sheetcrm.workbooks.xlsx.table_edits import TableEdits
from sheetcrm.workbooks.xlsx.tables import Places
from sheetcrm.workbooks.xlsx.workbook_part import calculate_on_opening
from sheetcrm.workbooks.xlsx.workbook_part import forget_calculation_chain
from sheetcrm.workbooks.xlsx.workbook_part import refresh_pivots

SETTINGS = "settings"


@dataclass(slots=True)
class Patch:
    """What becomes of a package: parts with new content, parts that go, and what was written where."""

    changed: dict[str, bytes] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    written: dict[str, Mapping[int, Mapping[int, Wanted]]] = field(default_factory=dict)
    """Sheet part → row → column → what stands there now."""
    cells_changed: int = 0
    rows_inserted: int = 0
    rows_deleted: int = 0


class Patcher:
    """Makes the patch for one sequence of edits."""

    def __init__(self, book: Book, places: Places) -> None:
        self._book = book
        self._places = places
        self._drafts: dict[str, SheetDraft] = {}
        self._growths: dict[str, list[Growth]] = {}
        self._deleted: dict[str, list[tuple[TableEdits, int]]] = {}
        self._patch = Patch()

    def patch(self, edits: Sequence[Edit]) -> Patch:
        """Make the patch. Raises: LayoutBroken, WouldLoseContent, ChangedMeanwhile."""
        try:
            self._edit(edits)
            self._print()
        except UnusualXml as error:
            raise WouldLoseContent(
                file=self._book.package.file, sheet="-", where="-", why=f"@{error.code}", remedy=f"@{error.code}_remedy"
            ) from error
        return self._patch

    def _edit(self, edits: Sequence[Edit]) -> None:
        self._edit_reports([edit for edit in edits if isinstance(edit, ReplaceBlock)])
        by_table: dict[str, list[UpdateRow | InsertRow | DeleteRow]] = {}
        for edit in edits:
            if not isinstance(edit, ReplaceBlock):
                by_table.setdefault(edit.table, []).append(edit)
        for table, its_edits in by_table.items():
            self._edit_table(table, its_edits)

    def _edit_table(self, table: str, edits: Sequence[UpdateRow | InsertRow | DeleteRow]) -> None:
        place = self._places.tables.get(table)
        if place is None:
            raise LayoutBroken(
                file=self._book.package.file, what="@xlsx_no_table", remedy="@xlsx_no_table_remedy", table=table
            )
        rows = TableEdits(self._draft(place.sheet), place)
        inserts = [
            edit
            for edit in edits
            if isinstance(edit, InsertRow) and any(value not in (None, "") for value in edit.cells.values())
        ]
        for edit in edits:
            if isinstance(edit, UpdateRow):
                rows.update(edit)
        growth = rows.insert(inserts) if inserts else None
        if growth:
            self._growths.setdefault(place.sheet.part, []).append(growth)
        self._patch.rows_inserted += len(inserts)
        deleted = sorted({rows.delete(edit) for edit in edits if isinstance(edit, DeleteRow)})
        if deleted:
            self._deleted.setdefault(place.sheet.part, []).extend((rows, number) for number in deleted)
            self._patch.rows_deleted += len(deleted)

    def _edit_reports(self, blocks: Sequence[ReplaceBlock]) -> None:
        if not blocks:
            return
        settings = self._places.tables.get(SETTINGS)
        styles = named_styles(SheetDraft(self._book, settings.sheet), settings) if settings else {}
        for block in blocks:
            place = self._places.reports.get(block.report)
            if place is None:
                if block.optional:
                    continue
                raise LayoutBroken(
                    file=self._book.package.file, what="@xlsx_no_report", remedy="@xlsx_no_report_remedy",
                    report=block.report,
                )  # fmt: skip
            ReportEdits(self._draft(place.sheet), place.shift, styles).replace(block)

    def _draft(self, sheet: Sheet) -> SheetDraft:
        if sheet.part not in self._drafts:
            self._drafts[sheet.part] = SheetDraft(self._book, sheet)
        return self._drafts[sheet.part]

    def _print(self) -> None:
        styles, formulas_changed = StyleSheet(self._book), False
        for part, draft in self._drafts.items():
            self._patch.cells_changed += sum(map(len, draft.wanted.values()))
            for rows, number in self._deleted.get(part, ()):
                self._patch.cells_changed -= len(draft.wanted.get(number, ()))
                empty_row(draft, rows, number)
            wanted = {row: wishes for row, wishes in draft.wanted.items() if wishes}
            if not wanted and not draft.veils and draft.links is None:
                continue
            growths = self._growths.get(part, [])
            printed = SheetPrinter(draft, styles, growths).print()
            formulas_changed |= printed.formulas_changed
            self._patch.changed[part] = printed.data
            if wanted:
                self._patch.written[part] = wanted
            for growth in growths:
                if growth.table:
                    before = self._part(growth.table.part)
                    self._patch.changed[growth.table.part] = grow_table(before, growth)
        if self._patch.changed:
            self._follow(styles, formulas_changed=formulas_changed)

    def _follow(self, styles: StyleSheet, *, formulas_changed: bool) -> None:
        """Change what must follow from changed sheets: styles, names, calculation, pivots."""
        patch, book = self._patch, self._book
        if added := styles.patched():
            patch.changed[added[0]] = added[1]
        growths = {self._drafts[part].sheet.title: its for part, its in self._growths.items()}
        before = self._part(book.part)
        after = calculate_on_opening(grow_names(before, growths))
        if after != before:
            patch.changed[book.part] = after
        if formulas_changed:
            forget_calculation_chain(book, patch.changed, patch.dropped)
        refresh_pivots(book, {self._drafts[part].sheet.title for part in patch.written}, patch.changed)

    def _part(self, name: str) -> bytes:
        return self._patch.changed.get(name) or self._book.package.xml(name)
