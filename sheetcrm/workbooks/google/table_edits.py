"""What edits of a table's rows want of its tab."""

from __future__ import annotations

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
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.reading import raw_of

ID = "id"
LONGEST_TEXT = 50_000


class TableEdits:
    """Turns the edits of one table into what is wanted of its tab."""

    def __init__(self, draft: TabDraft, file: str) -> None:
        """Keep the draft that is filled, and what errors call the spreadsheet."""
        self._draft = draft
        self._file = file
        self._keys = draft.tab.keys.columns
        ids = draft.tab.column(self._keys[ID]) if ID in self._keys else []
        self._rows = RowFinder(ids, file, draft.tab.title)

    def update(self, edit: UpdateRow) -> None:
        """Want the cells of one row that differ. Raises: ChangedMeanwhile, LayoutBroken, WouldLoseContent."""
        row = self._seen(edit)
        for key, value in edit.cells.items():
            column = self._column(key)
            self._prove_length(value, row, key)
            if holds(self._raw(row, key), value, epoch_1904=False):
                self._draft.values.pop((row, column), None)
            else:
                self._draft.values[row, column] = value

    def insert(self, edit: InsertRow) -> None:
        """Want a new row, unless it has no content. Raises: LayoutBroken, WouldLoseContent."""
        cells = {self._column(key): value for key, value in edit.cells.items() if value is not None and value != ""}
        for key, value in edit.cells.items():
            self._prove_length(value, 0, key)
        if cells:
            self._draft.inserted.append(cells)

    def delete(self, edit: DeleteRow) -> None:
        """Want a row to go. Raises: ChangedMeanwhile, WouldLoseContent."""
        self._draft.deleted.add(self._seen(edit))

    def _seen(self, edit: UpdateRow | DeleteRow) -> int:
        if edit.row_id is not None:
            self._column(ID)
        at = self._rows.find(edit)
        row = at + FIRST_DATA_ROW
        prove_expected(edit, {key: self._raw(row, key) for key in edit.expected}, self._file, at)
        return row

    def _raw(self, row: int, key: str) -> Raw:
        return raw_of(self._draft.tab.cell(row, self._column(key)))

    def _column(self, key: str) -> int:
        if key not in self._keys:
            raise LayoutBroken(
                file=self._file, what="@xlsx_no_column", remedy="@xlsx_no_column_remedy",
                sheet=self._draft.tab.title, key=key,
            )  # fmt: skip
        return self._keys[key]

    def _prove_length(self, value: Value, row: int, key: str) -> None:
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise WouldLoseContent(
                file=self._file, sheet=self._draft.tab.title, where=f"{key} {row or '+'}",
                why="@google_text_too_long", remedy="@xlsx_text_too_long_remedy",
            )  # fmt: skip
