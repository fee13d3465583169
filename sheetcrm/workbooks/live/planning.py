"""From edits to what is wanted of each sheet: compared with what stands there now, nothing is written yet."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from functools import cached_property

from sheetcrm.errors import LayoutBroken
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.live.drafting import TabDraft
from sheetcrm.workbooks.live.reading import Seen
from sheetcrm.workbooks.live.reading import Tab
from sheetcrm.workbooks.live.report_edits import ReportEdits
from sheetcrm.workbooks.live.rows import Rows
from sheetcrm.workbooks.live.stamps import place_of_stamp
from sheetcrm.workbooks.live.stamps import stamp_of
from sheetcrm.workbooks.live.swatches import Swatches
from sheetcrm.workbooks.live.swatches import setting
from sheetcrm.workbooks.live.swatches import swatches_in
from sheetcrm.workbooks.live.table_edits import TableEdits

SETTINGS = "settings"
_COMPUTED_AT = "computed_at"


class Planner:
    """Plans one write over a workbook as it was read."""

    def __init__(self, seen: Seen, file: str) -> None:
        """Keep what was read, and what errors call the workbook."""
        self._seen = seen
        self._file = file
        self._drafts: dict[str, TabDraft] = {}
        self._rows: dict[str, Rows] = {}

    def plan(self, edits: Sequence[Edit]) -> Collection[TabDraft]:
        """Plan all edits. Raises: ChangedMeanwhile, LayoutBroken, WouldLoseContent."""
        blocks: dict[str, list[ReplaceBlock]] = {}
        tables: dict[str, list[UpdateRow | InsertRow | DeleteRow]] = {}
        for edit in edits:
            if not isinstance(edit, ReplaceBlock):
                tables.setdefault(edit.table, []).append(edit)
            elif edit.report in self._seen.reports or not edit.optional:
                blocks.setdefault(edit.report, []).append(edit)
        for report, some in blocks.items():
            self._report(report, some, self._computed_at(edits))
        for table, rows in tables.items():
            self._table(table, rows)
        return self._drafts.values()

    def rows(self, draft: TabDraft) -> Rows:
        """Give the rows of a draft's sheet as they stand."""
        return self._rows.setdefault(draft.tab.title, Rows(draft.tab))

    @cached_property
    def swatches(self) -> Swatches | None:
        """The cells of the settings that carry looks."""
        settings = self._seen.tables.get(SETTINGS)
        return swatches_in(settings) if settings else None

    def _report(self, report: str, blocks: Iterable[ReplaceBlock], computed_at: tuple[str, str]) -> None:
        if report not in self._seen.reports:
            raise LayoutBroken(file=self._file, what="@xlsx_no_report", remedy="@xlsx_no_report_remedy", report=report)
        draft = self._draft(self._seen.reports[report])
        edits = ReportEdits(draft, draft.tab.keys.reports[report], self.rows(draft))
        for block in blocks:
            edits.replace(block)
        place = place_of_stamp(draft.tab, report)
        before, after = (stamp_of(report, edits.styles, moment) for moment in computed_at)
        stamped = draft.tab.texts.get(place[1])
        if edits.styles and stamped != before:
            edits.restyle(self.swatches.places if self.swatches else ())
        if edits.styles and stamped != after:
            draft.stamp = {**draft.stamp, place: after}

    def _table(self, table: str, edits: Sequence[UpdateRow | InsertRow | DeleteRow]) -> None:
        if table not in self._seen.tables:
            raise LayoutBroken(file=self._file, what="@xlsx_no_table", remedy="@xlsx_no_table_remedy", table=table)
        rows = TableEdits(self._draft(self._seen.tables[table]), self._file)
        for edit in edits:
            if isinstance(edit, UpdateRow):
                rows.update(edit)
        if inserts := [edit for edit in edits if isinstance(edit, InsertRow)]:
            rows.insert(inserts)
        for edit in edits:
            if isinstance(edit, DeleteRow):
                rows.delete(edit)

    def _draft(self, tab: Tab) -> TabDraft:
        tab.load()
        return self._drafts.setdefault(tab.title, TabDraft(tab))

    def _computed_at(self, edits: Iterable[Edit]) -> tuple[str, str]:
        """Give when the workbook was last recomputed, before this write and after it."""
        settings = self._seen.tables.get(SETTINGS)
        before = setting(settings, _COMPUTED_AT) if settings else ""
        stamps = (e for e in edits if isinstance(e, UpdateRow) and (e.table, e.row_id) == (SETTINGS, _COMPUTED_AT))
        return before, next((str(edit.cells.get("value", before)) for edit in stamps), before)
