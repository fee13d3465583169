"""What edits of a table's rows want of its sheet."""

from __future__ import annotations

from sheetcrm.errors import LayoutBroken
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.finding import RowFinder
from sheetcrm.workbooks.finding import prove_expected
from sheetcrm.workbooks.open_document.drafting import SheetDraft

ID = "id"


class TableEdits:
    """Turns the edits of one table into what is wanted of its sheet."""

    def __init__(self, draft: SheetDraft, file: str) -> None:
        """Keep the draft that is filled, and what errors call the document."""
        self._draft = draft
        self._file = file
        self._keys = draft.grid.keys.columns
        ids = draft.grid.column(self._keys[ID]) if ID in self._keys else []
        self._rows = RowFinder(ids, file, draft.grid.title)

    def update(self, edit: UpdateRow) -> None:
        """Want the cells of one row that differ. Raises: ChangedMeanwhile, LayoutBroken, WouldLoseContent."""
        row = self._seen(edit)
        for key, value in edit.cells.items():
            place = (row, self._column(key))
            if holds(self._draft.grid.cell(place), value, epoch_1904=False):
                self._draft.values.pop(place, None)
            else:
                self._draft.values[place] = value

    def insert(self, edit: InsertRow) -> None:
        """Want a new row, unless it has no content. Raises: LayoutBroken."""
        cells = {self._column(key): value for key, value in edit.cells.items() if value is not None and value != ""}
        if cells:
            self._draft.inserted.append(cells)

    def delete(self, edit: DeleteRow) -> None:
        """Want a row to go. Raises: ChangedMeanwhile, WouldLoseContent."""
        self._draft.deleted.add(self._seen(edit))

    def _seen(self, edit: UpdateRow | DeleteRow) -> int:
        at = self._rows.find(edit)
        stands: dict[str, Raw] = {
            key: self._draft.grid.cell((at + FIRST_DATA_ROW, self._column(key))) for key in edit.expected
        }
        prove_expected(edit, stands, self._file, at)
        return at + FIRST_DATA_ROW

    def _column(self, key: str) -> int:
        if key not in self._keys:
            raise LayoutBroken(
                file=self._file, what="@xlsx_no_column", remedy="@xlsx_no_column_remedy",
                sheet=self._draft.grid.title, key=key,
            )  # fmt: skip
        return self._keys[key]
