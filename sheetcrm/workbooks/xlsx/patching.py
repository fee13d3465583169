"""All edits of one write, as the parts of the package that change."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from zlib import decompress

from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Value
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import Sheet
from sheetcrm.workbooks.xlsx.chart_copies import renewed_charts
from sheetcrm.workbooks.xlsx.deleting import empty_row
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.forgetting import without_texts
from sheetcrm.workbooks.xlsx.growing import grow_names
from sheetcrm.workbooks.xlsx.growing import grow_table
from sheetcrm.workbooks.xlsx.patch import Patch
from sheetcrm.workbooks.xlsx.printing import SheetPrinter
from sheetcrm.workbooks.xlsx.quick_updates import Rewritten
from sheetcrm.workbooks.xlsx.quick_updates import rewrite_rows
from sheetcrm.workbooks.xlsx.report_edits import ReportEdits
from sheetcrm.workbooks.xlsx.report_edits import named_styles
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_xml import scan_sheet
from sheetcrm.workbooks.xlsx.styles import StyleSheet
from sheetcrm.workbooks.xlsx.table_edits import Growth
from sheetcrm.workbooks.xlsx.table_edits import TableEdits
from sheetcrm.workbooks.xlsx.tables import Places
from sheetcrm.workbooks.xlsx.tables import ReportPlace
from sheetcrm.workbooks.xlsx.tables import TablePlace
from sheetcrm.workbooks.xlsx.workbook_part import calculate_on_opening
from sheetcrm.workbooks.xlsx.workbook_part import forget_calculation_chain
from sheetcrm.workbooks.xlsx.workbook_part import refresh_pivots

SETTINGS = "settings"


@dataclass(slots=True)
class _SheetEdits:
    """What edits ask of one sheet: reports before tables."""

    sheet: Sheet
    blocks: list[tuple[ReportPlace, ReplaceBlock]] = field(default_factory=list)
    rows: dict[str, list[RowEdit]] = field(default_factory=dict)
    """Table → edits of its rows."""


class Patcher:
    """Makes the patch for one sequence of edits, a sheet at a time."""

    def __init__(self, book: Book, places: Places) -> None:
        self._book = book
        self._places = places
        self._styles = StyleSheet(book)
        self._growths: dict[str, list[Growth]] = {}
        self._formulas_changed = False
        self._texts_gone: set[int] = set()
        self._patch = Patch()

    def patch(self, edits: Sequence[Edit]) -> Patch:
        """Make the patch. Raises: LayoutBroken, WouldLoseContent, ChangedMeanwhile."""
        sheets = self._by_sheet(edits)
        try:
            for one in sheets:
                self._edit(one)
            if self._patch.sheets:
                self._follow({one.sheet.title for one in sheets if one.sheet.part in self._patch.sheets})
        except UnusualXml as error:
            raise WouldLoseContent(
                file=self._book.package.file, sheet="-", where="-", why=f"@{error.code}", remedy=f"@{error.code}_remedy"
            ) from error
        return self._patch

    def _by_sheet(self, edits: Sequence[Edit]) -> Collection[_SheetEdits]:
        """Sort edits by the sheet they change. Raises: LayoutBroken."""
        sheets: dict[str, _SheetEdits] = {}
        for edit in edits:
            if isinstance(edit, ReplaceBlock) and edit.optional and edit.report not in self._places.reports:
                continue
            place = self._report(edit.report) if isinstance(edit, ReplaceBlock) else self._table(edit.table)
            one = sheets.setdefault(place.sheet.part, _SheetEdits(place.sheet))
            if isinstance(edit, ReplaceBlock):
                one.blocks.append((self._report(edit.report), edit))
            else:
                one.rows.setdefault(edit.table, []).append(edit)
        return sheets.values()

    def _report(self, report: str) -> ReportPlace:
        if report not in self._places.reports:
            raise LayoutBroken(
                file=self._book.package.file, what="@xlsx_no_report", remedy="@xlsx_no_report_remedy", report=report
            )
        return self._places.reports[report]

    def _table(self, table: str) -> TablePlace:
        if table not in self._places.tables:
            raise LayoutBroken(
                file=self._book.package.file, what="@xlsx_no_table", remedy="@xlsx_no_table_remedy", table=table
            )
        return self._places.tables[table]

    def _edit(self, one: _SheetEdits) -> None:
        quick = self._quickly(one)
        if quick and not any(one.rows.values()):
            self._patch.keep(one.sheet.part, quick)
            return
        draft = SheetDraft(
            self._book, one.sheet, scan_sheet(b"".join(quick.pieces)) if quick and quick.pieces else None
        )
        for place, block in one.blocks:
            ReportEdits(draft, place.shift, self._named_styles).replace(block)
        tables = [(TableEdits(draft, self._table(table)), edits) for table, edits in one.rows.items()]
        growths = [growth for rows, edits in tables if (growth := self._add_and_change(rows, edits))]
        self._patch.cells_changed += sum(map(len, draft.wanted.values()))
        for rows, edits in tables:
            for number in sorted({rows.delete(edit) for edit in edits if isinstance(edit, DeleteRow)}):
                self._patch.rows_deleted += 1
                self._patch.cells_changed -= len(draft.wanted.get(number, ()))
                self._texts_gone |= empty_row(draft, rows, number)
        if any(draft.wanted.values()) or draft.veils or draft.links is not None:
            printed = self._print(draft, growths, quick.written if quick else {})
            if one.blocks:
                self._patch.changed |= renewed_charts(self._book, one.sheet, printed)
            wishes = [wish for cells in draft.wanted.values() for wish in cells.values()]
            more = bool(quick or growths or draft.veils or draft.links is not None)
            if not more and all(wish.incidental for wish in wishes):
                self._patch.idle.add(draft.sheet.part)
        elif quick:
            self._patch.keep(one.sheet.part, quick)

    def _quickly(self, one: _SheetEdits) -> Rewritten | None:
        """Make simple updates of a sheet with one table; what they leave stays among the sheet's edits."""
        if one.blocks or len(one.rows) != 1:
            return None
        ((table, edits),) = one.rows.items()
        updates = [edit for edit in edits if isinstance(edit, UpdateRow)]
        inserts = [edit for edit in edits if isinstance(edit, InsertRow)]
        if len(updates) + len(inserts) < len(edits) or any(edit.incidental for edit in updates):
            return None
        quick = rewrite_rows(self._book, self._table(table), updates, self._styles)
        if quick:
            self._patch.cells_changed += sum(map(len, quick.written.values()))
            one.rows[table] = [*quick.left, *inserts]
        return quick

    def _add_and_change(self, rows: TableEdits, edits: Sequence[RowEdit]) -> Growth | None:
        inserts = [
            edit
            for edit in edits
            if isinstance(edit, InsertRow) and any(value not in (None, "") for value in edit.cells.values())
        ]
        for edit in edits:
            if isinstance(edit, UpdateRow):
                rows.update(edit)
        self._patch.rows_inserted += len(inserts)
        return rows.insert(inserts) if inserts else None

    @cached_property
    def _named_styles(self) -> Mapping[str, int]:
        settings = self._places.tables.get(SETTINGS)
        return named_styles(SheetDraft(self._book, settings.sheet), settings) if settings else {}

    def _print(self, draft: SheetDraft, growths: Sequence[Growth], before: Mapping[int, Mapping[int, Value]]) -> bytes:
        """Print a sheet and give its new content; `before` is what was written to it in the quick way."""
        printed = SheetPrinter(draft, self._styles, growths).print()
        self._formulas_changed |= printed.formulas_changed
        wishes = {row: {at: one.value for at, one in cells.items()} for row, cells in draft.wanted.items() if cells}
        places = {} if before else printed.places
        self._patch.keep(draft.sheet.part, Rewritten([printed.data], {**before, **wishes}, places))
        self._growths[draft.sheet.title] = [*growths]
        for growth in growths:
            if growth.table:
                self._patch.changed[growth.table.part] = grow_table(self._part(growth.table.part), growth)
        return printed.data

    def _follow(self, titles: set[str]) -> None:
        """Change what must follow from changed sheets: styles, names, calculation, pivots."""
        patch, book = self._patch, self._book
        if added := self._styles.patched():
            patch.changed[added[0]] = added[1]
        before = self._part(book.part)
        after = calculate_on_opening(grow_names(before, self._growths))
        if after != before:
            patch.changed[book.part] = after
        if self._texts_gone:
            self._forget_texts()
        if self._formulas_changed:
            forget_calculation_chain(book, patch.changed, patch.dropped)
        refresh_pivots(book, titles, patch.changed)

    def _forget_texts(self) -> None:
        """Blank shared texts that only deleted rows used."""
        parts = [sheet.part for sheet in self._book.sheets]
        now = self._patch.sheets
        sheets = (decompress(now[part].data, -15) if part in now else self._book.package.xml(part) for part in parts)
        if kept := without_texts(self._book, self._texts_gone, sheets):
            self._patch.changed[kept[0]] = kept[1]

    def _part(self, name: str) -> bytes:
        return self._patch.changed.get(name) or self._book.package.xml(name)
