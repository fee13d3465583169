"""What is wanted of one tab, and the requests that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from typing import Any

from sheetcrm.values import Value
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.google.blocks import write_looks
from sheetcrm.workbooks.google.blocks import write_number_formats
from sheetcrm.workbooks.google.blocks import write_values
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import cell_data
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.growing import grow
from sheetcrm.workbooks.google.growing import hide_rows
from sheetcrm.workbooks.google.growing import make_room
from sheetcrm.workbooks.google.reading import DATES
from sheetcrm.workbooks.google.reading import Cell
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import number_type
from sheetcrm.workbooks.rectangles import Place


@dataclass(slots=True)
class TabDraft:
    """What one write wants of one tab."""

    tab: Tab
    values: dict[Place, Value] = field(default_factory=dict)
    looks: dict[Place, str] = field(default_factory=dict)
    """Place → its new look, as JSON."""
    hidden: dict[int, bool] = field(default_factory=dict)
    """Row → whether it is to be hidden, where that is other than it is."""
    inserted: list[Mapping[int, Value]] = field(default_factory=list)
    """New rows below the last one: column number → value."""
    deleted: set[int] = field(default_factory=set)
    """Row numbers."""

    @property
    def cells_changed(self) -> int:
        """Count cells that will be other than they are, rows that go left out."""
        touched = self.values.keys() | self.looks.keys()
        return sum(1 for row, _ in touched if row not in self.deleted) + sum(map(len, self.inserted))

    def requests(self) -> Iterator[Request]:
        """Give the requests: cells in place, then new rows, then rows that go, from the bottom up."""
        yield from self.changes()
        yield from self.insertions()
        yield from self.deletions()

    def changes(self) -> Iterator[Request]:
        """Ask for the cells in place."""
        kinds = {
            place: kind
            for place, value in self.values.items()
            if place not in self.looks and (kind := number_kind(value, self.tab.cell(*place)))
        }
        places = self.values.keys() | self.looks.keys()
        yield from make_room(
            self.tab,
            max([*self.hidden, *(row for row, _ in places)], default=0),
            max((column for _, column in places), default=0),
        )
        yield from write_values(self.tab.id, self.values)
        yield from write_number_formats(self.tab.id, kinds)
        yield from write_looks(self.tab.id, self.looks)
        yield from hide_rows(self.tab.id, self.hidden)

    def insertions(self) -> Iterator[Request]:
        """Ask for new rows below the last filled one, wherever that is by then: nobody's new row is overwritten."""
        if not self.inserted:
            return
        first = self.first_free
        yield from grow(self.tab, first + len(self.inserted) - 1)
        columns = {column for row in self.inserted for column in row}
        pattern = min(first, self.tab.height)
        for column in sorted(columns):
            sample = next((row[column] for row in self.inserted if row.get(column) is not None), None)
            kind = number_kind(sample, self.tab.cell(pattern, column))
            if kind:
                look = {"userEnteredFormat": {"numberFormat": {"type": kind}}}
                area = grid(self.tab.id, (first, None), (column, column))
                yield {"repeatCell": {"range": area, "cell": look, "fields": "userEnteredFormat.numberFormat"}}
        width = max(columns)
        rows = [[cell_data(row.get(column)) for column in range(1, width + 1)] for row in self.inserted]
        yield append_cells(self.tab.id, rows)

    @property
    def first_free(self) -> int:
        """Give the row below the last filled one, as far as is known."""
        kept = [row for row, column in self.values if self.values[row, column] is not None]
        rows = self.tab.rows
        last = next((at for at in range(len(rows), 0, -1) if any("effectiveValue" in cell for cell in rows[at - 1])), 0)
        return max(last, *kept) + 1 if kept else last + 1

    @property
    def takes_all(self) -> bool:
        """Say whether no data row of the grid would be left, filled or not."""
        return bool(self.deleted) and len(self.deleted) > self.tab.height - FIRST_DATA_ROW

    def deletions(self) -> Iterator[Request]:
        """Ask for rows to go; a tab keeps one, since the service takes away no last row that is not frozen."""
        if self.takes_all:
            yield {"appendDimension": {"sheetId": self.tab.id, "dimension": "ROWS", "length": 1}}
        for row in sorted(self.deleted, reverse=True):
            span = {"sheetId": self.tab.id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
            yield {"deleteDimension": {"range": span}}


def append_cells(sheet: int, rows: Sequence[Sequence[Mapping[str, Any]]]) -> Request:
    """Ask for rows below the last row with data, whatever that is when the request is carried out."""
    cells = [{"values": list(row)} for row in rows]
    return {"appendCells": {"sheetId": sheet, "rows": cells, "fields": "userEnteredValue"}}


def number_kind(value: Value, cell: Cell) -> str:
    """Give the number format a cell must get so that its value reads as what it is; empty when it does already."""
    shown = number_type(cell)
    if isinstance(value, date):
        wanted = "DATE_TIME" if isinstance(value, datetime) and value.time() != datetime.min.time() else "DATE"
        return "" if shown in DATES - {"TIME"} else wanted
    is_number = not isinstance(value, bool | str) and value is not None
    return "NUMBER" if is_number and shown in DATES else ""
