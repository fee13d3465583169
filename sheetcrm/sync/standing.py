"""One side beside the base: where its rows are, what they say now, and what their user did with them."""

from __future__ import annotations

from collections.abc import Mapping

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import NOT_AN_EDIT
from sheetcrm.sync.canon import Agreed
from sheetcrm.sync.canon import Reading
from sheetcrm.sync.canon import alike
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.compare import differences
from sheetcrm.sync.compare import read_row
from sheetcrm.sync.merge import Presence
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value


class Standing:
    """One side of one table, compared with the base."""

    def __init__(self, table: SyncTable, base: BaseRows, side: Side) -> None:
        """Compare all rows that both have."""
        self.side, self._table, self._base = side, table, base
        ids = side.sheet.columns[ID]
        self.places = {str(row_id): index for index, row_id in enumerate(ids) if row_id}
        self.changed = differences(base, self.places, side.sheet, table.columns, side.reader)

    def presence(self, row_id: str) -> Presence:
        """Say whether anything was typed in a row here: an error, an old agreed value, a cleared cell are nothing."""
        if row_id not in self.places:
            return Presence.ABSENT
        found = self.changed.get(row_id, {}).items() if row_id in self._base else enumerate(self.cells(row_id))
        edited = any(value is not None and not self._is_old(row_id, number, value) for number, value in found)
        return Presence.EDITED if edited else Presence.UNTOUCHED

    def cells(self, row_id: str) -> list[Reading]:
        """Give a row's canonical cells: what is unchanged reads as in the base (a lost zero comes back)."""
        if row_id not in self._base:
            return read_row(self.side.sheet, self.places[row_id], self._table.columns, self.side.reader)
        changed = self.changed.get(row_id, {})
        agreed = [None if value is NO_BASE else value for value in self._base[row_id]]
        return [changed.get(number, value) for number, value in enumerate(agreed)]

    def earlier(self, row_id: str, number: int) -> list[Agreed]:
        """Give older agreed values that a cell may still hold without having been edited."""
        return [version[number] for version in self.side.earlier.get(row_id, ())]

    def raw(self, row_id: str, column: str) -> Raw:
        """Give a cell as it was read."""
        return self.side.sheet.columns[column][self.places[row_id]]

    def holds_formula(self, row_id: str, column: str) -> bool:
        """Say whether a user typed a formula there."""
        return (self.side.sheet.rows[self.places[row_id]], column) in self.side.sheet.formulas

    def update(self, row_id: str, cells: Mapping[str, Value]) -> Update:
        """Give the edit that writes cells of a row here."""
        sheet, index = self.side.sheet, self.places[row_id]
        return Update(self._table.key, row_id, sheet.rows[index], cells, sheet.row(index))

    def delete(self, row_id: str, *, leaves: bool = False) -> Delete:
        """Give the edit that takes a row off this side."""
        sheet, index = self.side.sheet, self.places[row_id]
        return Delete(self._table.key, row_id, sheet.rows[index], sheet.row(index), leaves)

    def _is_old(self, row_id: str, number: int, value: Reading) -> bool:
        if isinstance(value, Undecodable):
            return value.code == NOT_AN_EDIT
        return any(alike(old, value) for old in self.earlier(row_id, number))
