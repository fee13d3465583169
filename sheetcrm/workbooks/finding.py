"""Finds the row an edit means, as it was read; the same for every backend that keeps its rows in columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.comparing import still_stands


class RowFinder:
    """The ids of one table, from the first data row on."""

    def __init__(self, ids: Sequence[Raw], file: str, sheet: str) -> None:
        """Keep the ids, and what errors call file and sheet."""
        self._ids = ids
        self._file = file
        self._sheet = sheet

    def find(self, edit: UpdateRow | DeleteRow) -> int:
        """Give the row's place (0: the first data row): where it was read, else where its id stands now.

        Raises: ChangedMeanwhile when the id is gone, WouldLoseContent when it stands twice.
        """
        if edit.row_id is None:
            if edit.row is None or edit.row < FIRST_DATA_ROW:
                raise ValueError("an edit without row id needs the sheet row it was read from")
            return edit.row - FIRST_DATA_ROW
        hint = edit.row - FIRST_DATA_ROW if edit.row is not None else -1
        if 0 <= hint < len(self._ids) and self._ids[hint] == edit.row_id:
            return hint
        found = self._places.get(edit.row_id, ())
        if not found:
            raise ChangedMeanwhile(file=self._file, where=edit.row_id)
        if len(found) > 1:
            raise WouldLoseContent(
                file=self._file, sheet=self._sheet, where=edit.row_id, why="@xlsx_id_twice",
                remedy="@xlsx_id_twice_remedy",
            )  # fmt: skip
        return found[0]

    @cached_property
    def _places(self) -> Mapping[Raw, Sequence[int]]:
        places: dict[Raw, list[int]] = defaultdict(list)
        for at, row_id in enumerate(self._ids):
            places[row_id].append(at)
        return places


def prove_expected(edit: UpdateRow | DeleteRow, stands: Mapping[str, Raw], file: str, at: int) -> None:
    """Make sure that the row at a place says what the edit expects. Raises: ChangedMeanwhile."""
    for key, raw in edit.expected.items():
        if not still_stands(raw, stands[key], epoch_1904=False):
            raise ChangedMeanwhile(file=file, where=f"{key} {at + FIRST_DATA_ROW}")
