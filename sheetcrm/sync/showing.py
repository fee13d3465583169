"""Which rows a side may hold: a filtered workbook holds only its rep's, by what stands in them on the other side."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.sync.side import ShownBy
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.standing import Standing
from sheetcrm.values import Undecodable
from sheetcrm.values import Value


@dataclass(frozen=True, slots=True)
class Showing:
    """The filters of the two sides of one table; a side is named by its number."""

    standings: Sequence[Standing]
    numbers: Mapping[str, int]
    """Column → its place in a row."""
    rule: Callable[[Side, Value], bool]

    def shows(self, side: int, row_id: str) -> bool:
        """Say whether a row may come to a side, by what stands in it on the other."""
        return self.rule(self.standings[side].side, self._decisive(side, row_id, {}))

    def leaves(self, side: int, row_id: str, written: Mapping[str, Value] | None = None) -> bool:
        """Say whether a row must leave a side, by what the other has (or will have `written`): it is another's."""
        value = self._decisive(side, row_id, written or {})
        return value is not None and not self.rule(self.standings[side].side, value)

    def _decisive(self, side: int, row_id: str, written: Mapping[str, Value]) -> Value:
        shown = self.standings[side].side.shown
        if shown is None:
            return None
        if shown.column in written:
            return written[shown.column]
        other = 1 - side if row_id in self.standings[1 - side].places else side
        value = self.standings[other].cells(row_id)[self.numbers[shown.column]]
        return None if isinstance(value, Undecodable) else value


def concern(hub: Side, table: SyncTable, filters: Sequence[ShownBy | None]) -> Callable[[int], bool]:
    """Give the test whether some workbook would show a row of the hub."""
    columns = {column.key: column for column in table.columns}

    def concerns(index: int) -> bool:
        for shown in filters:
            if shown is None:
                return True
            value = hub.reader.read(columns[shown.column], hub.sheet.columns[shown.column][index])
            if not isinstance(value, Undecodable) and shown.accepts(value):
                return True
        return False

    return concerns
