"""What edits of a table's rows ask of its sheet's cells."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import LayoutBroken
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.comparing import still_stands
from sheetcrm.workbooks.xlsx.book import ListObject
from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.references import LAST_ROW
from sheetcrm.workbooks.xlsx.references import Area
from sheetcrm.workbooks.xlsx.references import column_letters
from sheetcrm.workbooks.xlsx.sheet_draft import Place
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_draft import Wanted
from sheetcrm.workbooks.xlsx.tables import TablePlace
from sheetcrm.workbooks.xlsx.user_formulas import carry_formulas

ID = "id"


class Growth(NamedTuple):
    """A table's data that ended at one row and ends further down now."""

    old_end: int
    new_end: int
    first_column: int
    last_column: int
    table: ListObject | None


class TableEdits:
    """Turns the edits of one table into wanted cells of its sheet."""

    def __init__(self, draft: SheetDraft, place: TablePlace) -> None:
        self._draft = draft
        self._place = place
        self._epoch_1904 = draft.book.epoch_1904
        self._keyed = frozenset(place.columns.values())
        self._columns_of_keys: dict[tuple[str, ...], frozenset[int]] = {}

    def update(self, edit: UpdateRow) -> None:
        """Ask for the cells of one row that differ. Raises: ChangedMeanwhile, LayoutBroken, WouldLoseContent."""
        number, held = self._seen(edit)
        wishes = self._draft.wanted.setdefault(number, {})
        for key, value in edit.cells.items():
            column = self._place.columns[key]
            if not holds(held.get(column), value, epoch_1904=self._epoch_1904):
                wishes[column] = Wanted(value, incidental=edit.incidental)
            elif column in wishes:
                del wishes[column]
        self._draft.pattern_rows.setdefault(number, max(number - 1, FIRST_DATA_ROW))

    def insert(self, edits: Sequence[InsertRow]) -> Growth | None:
        """Ask for new rows below the last one that holds anything; say how the table grows."""
        last = self._last_filled
        old_end = self.table.last_data_row if self.table else max(last, FIRST_DATA_ROW)
        pattern = last if last in self._draft.rows and last >= FIRST_DATA_ROW else old_end
        new_end = last + len(edits)
        growth = self._grown(old_end, new_end)
        for number, edit in enumerate(edits, start=last + 1):
            self._draft.pattern_rows[number] = pattern
            for key, value in edit.cells.items():
                column = self._column(key)
                if value is not None and value != "":
                    self._draft.want(number, column, Wanted(value))
        if last >= FIRST_DATA_ROW:
            carry_formulas(self._draft, last, range(last + 1, new_end + 1), self._own_columns)
        return growth

    def delete(self, edit: DeleteRow) -> int:
        """Find the row to take out, and make sure that it is what was read."""
        return self._seen(edit)[0]

    @cached_property
    def table(self) -> ListObject | None:
        """The Excel table that spans this table, if there is one."""
        for table in self._draft.book.tables(self._place.sheet):
            columns = range(table.area.first_column, table.area.last_column + 1)
            if table.area.first_row == HEADER_ROW and any(column in self._keyed for column in columns):
                return table
        return None

    @cached_property
    def columns(self) -> range:
        """The columns that belong to the table: the Excel table's, else from the first keyed one to the last."""
        if self.table:
            return range(self.table.area.first_column, self.table.area.last_column + 1)
        return range(min(self._keyed), max(self._keyed) + 1)

    @property
    def _own_columns(self) -> frozenset[int]:
        """The user's columns inside the table."""
        return frozenset(self.columns) - self._keyed

    @cached_property
    def _last_filled(self) -> int:
        """The last row that holds anything in a keyed column once the updates are made."""
        totals = range(self.table.last_data_row + 1, self.table.area.last_row + 1) if self.table else range(0)
        for number in sorted({*self._draft.rows, *self._draft.wanted}, reverse=True):
            if number < FIRST_DATA_ROW:
                break
            if number not in totals and self._is_filled(number):
                return number
        return FIRST_DATA_ROW - 1

    def _is_filled(self, number: int) -> bool:
        wishes = self._draft.wanted.get(number, {})
        if any(not _is_blank(wanted.value) for column, wanted in wishes.items() if column in self._keyed):
            return True
        row = self._draft.rows.get(number)
        if row is None or not self._draft.holds_anything(row):
            return False
        standing = cells_of(self._draft.xml.data, self._draft.xml.dialect, row)
        kept = (cell for cell in standing if cell.column in self._keyed and cell.column not in wishes)
        return any(not _is_blank(self._draft.stored(cell)) for cell in kept)

    def _grown(self, old_end: int, new_end: int) -> Growth | None:
        if new_end <= old_end:
            return None
        where = f"{column_letters(self.columns[0])}{old_end + 1}:{column_letters(self.columns[-1])}{new_end}"
        if new_end > LAST_ROW:
            raise self._draft.refusal(where, "xlsx_sheet_full")
        if self.table and self.table.totals_rows:
            raise self._draft.refusal(where, "xlsx_totals_row")
        added = Area(old_end + 1, self.columns[0], new_end, self.columns[-1])
        for other in self._draft.book.tables(self._place.sheet):
            if other is not self.table and other.area.meets(added):
                raise self._draft.refusal(where, "xlsx_cells_below_table")
        self._keep_clear(added, where)
        return Growth(old_end, new_end, self.columns[0], self.columns[-1], self.table)

    def _keep_clear(self, added: Area, where: str) -> None:
        """Refuse to grow over anything that is no row of the table (rows typed below it are, and join it)."""
        for row in self._draft.xml.rows:
            if not max(added.first_row, self._last_filled + 1) <= row.number <= added.last_row:
                continue
            for cell in cells_of(self._draft.xml.data, self._draft.xml.dialect, row):
                if cell.column in self.columns and cell.inside:
                    raise self._draft.refusal(where, "xlsx_cells_below_table")

    def _column(self, key: str) -> int:
        if key not in self._place.columns:
            raise LayoutBroken(
                file=self._draft.book.package.file, what="@xlsx_no_column", remedy="@xlsx_no_column_remedy",
                sheet=self._place.sheet.title, key=key,
            )  # fmt: skip
        return self._place.columns[key]

    def _seen(self, edit: UpdateRow | DeleteRow) -> tuple[int, Mapping[int, Raw]]:
        """Find a row and what the cells an edit speaks of hold; make sure that they are what was read."""
        columns = self._columns_of(edit)
        number, cells = self._locate(edit.row_id, edit.row, columns)
        held = {column: self._draft.stored(cell) for column, cell in cells.items()}
        for key, raw in edit.expected.items():
            column = self._place.columns[key]
            if not still_stands(raw, held.get(column), epoch_1904=self._epoch_1904):
                raise ChangedMeanwhile(
                    file=self._draft.book.package.file, sheet=self._place.sheet.title, where=str(Place(number, column))
                )
        return number, held

    def _columns_of(self, edit: UpdateRow | DeleteRow) -> frozenset[int]:
        keys = (*edit.expected, *(edit.cells if isinstance(edit, UpdateRow) else ()))
        if edit.row_id is not None:
            keys = (ID, *keys)
        if keys not in self._columns_of_keys:
            self._columns_of_keys[keys] = frozenset(map(self._column, keys))
        return self._columns_of_keys[keys]

    def _locate(self, row_id: str | None, row: int | None, columns: frozenset[int]) -> tuple[int, Mapping[int, Cell]]:
        """Find a row by its id; where it was read is looked at first."""
        if row_id is None:
            if row is None or row < FIRST_DATA_ROW:
                raise ValueError("an edit without row id needs the sheet row it was read from")
            return row, self._draft.cells(row, columns)
        if row is not None:
            cells = self._draft.cells(row, columns)
            if self._text(cells.get(self._place.columns[ID])) == row_id:
                return row, cells
        found = self._rows_by_id.get(row_id, [])
        if len(found) > 1:
            raise self._draft.refusal(str(Place(found[1], self._column(ID))), "xlsx_id_twice")
        if not found:
            raise ChangedMeanwhile(file=self._draft.book.package.file, sheet=self._place.sheet.title, where=row_id)
        return found[0], self._draft.cells(found[0], columns)

    def _text(self, cell: Cell | None) -> str | None:
        stored = self._draft.stored(cell)
        return stored.strip() if isinstance(stored, str) else None

    @cached_property
    def _rows_by_id(self) -> Mapping[str, list[int]]:
        rows: dict[str, list[int]] = {}
        ids = self._column(ID)
        for row in self._draft.xml.rows:
            if row.number >= FIRST_DATA_ROW and (row_id := self._text(self._draft.cell(row.number, ids))):
                rows.setdefault(row_id, []).append(row.number)
        return rows


def _is_blank(held: Raw) -> bool:
    return held is None or (isinstance(held, str) and not held.strip())
