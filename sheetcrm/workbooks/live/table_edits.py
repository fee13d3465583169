"""What edits of a table's rows want of its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.finding import RowFinder
from sheetcrm.workbooks.finding import prove_expected
from sheetcrm.workbooks.live.drafting import Growth
from sheetcrm.workbooks.live.drafting import TabDraft
from sheetcrm.workbooks.live.reading import excel_table
from sheetcrm.workbooks.live.reading import is_blank
from sheetcrm.workbooks.xlsx.references import LAST_ROW
from sheetcrm.workbooks.xlsx.references import column_letters

ID = "id"
LONGEST_TEXT = 32_767


class TableEdits:
    """Turns the edits of one table into what is wanted of its sheet."""

    def __init__(self, draft: TabDraft, file: str) -> None:
        """Keep the draft that is filled, and what errors call the workbook."""
        self._draft = draft
        self._tab = draft.tab
        self._file = file
        self._keys = draft.tab.keys.columns

    def update(self, edit: UpdateRow) -> None:
        """Want the cells of one row that differ. Raises: ChangedMeanwhile, LayoutBroken, WouldLoseContent."""
        row = self._seen(edit)
        for key, value in edit.cells.items():
            place = row, self._column(key)
            self._prove_length(value, place)
            if holds(self._tab.cell(*place), value, epoch_1904=False):
                self._draft.values.pop(place, None)
            else:
                self._draft.values[place] = value
            if edit.incidental:
                self._draft.incidental.add(place)

    def insert(self, edits: Sequence[InsertRow]) -> None:
        """Want new rows below the last one; say how far the table must grow. Raises: LayoutBroken, WouldLoseContent."""
        last = self._last_filled()
        first = last + 1
        for edit in edits:
            cells = {(last + 1, self._column(key)): value for key, value in edit.cells.items()}
            filled = {place: value for place, value in cells.items() if value is not None and value != ""}
            for place, value in filled.items():
                self._prove_length(value, place)
            if filled:
                last += 1
                self._draft.rows_inserted += 1
                self._draft.values |= filled
                self._draft.inserted |= filled.keys()
        if last >= first:
            self._draft.growth = self._grown(first, last)

    def delete(self, edit: DeleteRow) -> None:
        """Want a row's cells to be empty, as in files, so that nothing moves.

        Raises: ChangedMeanwhile, WouldLoseContent.
        """
        row = self._seen(edit)
        self._draft.deleted.add(row)
        for column in range(1, self._tab.width + 1):
            self._draft.values.pop((row, column), None)
            if column in self._columns and self._tab.cell(row, column) is not None:
                self._draft.values[row, column] = None

    @cached_property
    def _area(self) -> tuple[range, int, bool] | None:
        """The Excel table's columns, its last row of data, and whether totals follow it."""
        table = excel_table(self._tab)
        if table is None:
            return None
        area, totals = table.range, table.show_totals
        last = area.row + area.shape[0] - 1 - totals
        return range(area.column, area.column + area.shape[1]), last, totals

    @cached_property
    def _columns(self) -> range:
        """The columns that belong to the table: the Excel table's, else from the first keyed one to the last."""
        if self._area:
            return self._area[0]
        return range(min(self._keys.values()), max(self._keys.values()) + 1)

    def _last_filled(self) -> int:
        """The last row that holds anything in a keyed column once the updates are made."""
        keyed = self._keys.values()
        wanted = [row for (row, _), value in self._draft.values.items() if not is_blank(value)]
        last = self._area[1] + 1 if self._area and self._area[2] else LAST_ROW
        for row in range(min(max([len(self._tab.rows), *wanted]), LAST_ROW), FIRST_DATA_ROW - 1, -1):
            cells = (self._draft.values.get((row, column), self._tab.cell(row, column)) for column in keyed)
            if row != last and not all(is_blank(cell) for cell in cells):
                return row
        return FIRST_DATA_ROW - 1

    def _grown(self, first: int, last: int) -> Growth | None:
        old_end = self._area[1] if self._area else max(first - 1, FIRST_DATA_ROW)
        if last <= old_end:
            return None
        columns = self._columns
        where = f"{column_letters(columns[0])}{old_end + 1}:{column_letters(columns[-1])}{last}"
        if last > LAST_ROW:
            raise self._refusal(where, "xlsx_sheet_full")
        if self._area and self._area[2]:
            raise self._refusal(where, "xlsx_totals_row")
        for row in range(max(old_end + 1, first), last + 1):
            if any(self._tab.cell(row, column) is not None for column in columns):
                raise self._refusal(where, "xlsx_cells_below_table")
        return Growth(old_end, last, columns[0], columns[-1])

    def _seen(self, edit: UpdateRow | DeleteRow) -> int:
        if edit.row_id is not None:
            self._column(ID)
        at = self._rows.find(edit)
        row = at + FIRST_DATA_ROW
        stands: dict[str, Raw] = {key: self._tab.cell(row, self._column(key)) for key in edit.expected}
        prove_expected(edit, stands, self._file, at)
        return row

    @cached_property
    def _rows(self) -> RowFinder:
        ids = self._tab.column(self._keys[ID]) if ID in self._keys else []
        return RowFinder([raw.strip() if isinstance(raw, str) else raw for raw in ids], self._file, self._tab.title)

    def _column(self, key: str) -> int:
        if key not in self._keys:
            raise LayoutBroken(
                file=self._file, what="@xlsx_no_column", remedy="@xlsx_no_column_remedy", sheet=self._tab.title, key=key
            )
        return self._keys[key]

    def _prove_length(self, value: Value, place: tuple[int, int]) -> None:
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise self._refusal(f"{column_letters(place[1])}{place[0]}", "xlsx_text_too_long")

    def _refusal(self, where: str, why: str) -> WouldLoseContent:
        return WouldLoseContent(
            file=self._file, sheet=self._tab.title, where=where, why=f"@{why}", remedy=f"@{why}_remedy"
        )
