"""A workbook's tables as they were last read, with rows laid over them that were edited since.

A row that somebody edits is known by its id, never by its row number alone: rows may have been sorted, inserted or
taken out since the reading. Where the two disagree, `moved` says that it is time to read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.app.neighbourhood import Neighbourhood
from sheetcrm.app.neighbourhood import Place
from sheetcrm.templates.load import Template
from sheetcrm.values import Raw
from sheetcrm.values import is_blank
from sheetcrm.workbooks.base import TableData

_NOBODY_TYPES_THERE = frozenset({"settings"})


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row as it stands now: where, and its cells by column key; columns that are not named stay as they were read."""

    table: str
    row: int
    """The sheet's row number, from 1."""
    cells: Mapping[str, Raw]


class EditedRows:
    """Tables that take in edits, and give the rows that an edited one rests on."""

    def __init__(self, template: Template, tables: Mapping[str, TableData]) -> None:
        """Copy the tables."""
        self.moved = False
        """A row that was laid was not where it had been read: rows have been moved since."""
        self._near = Neighbourhood(template, tables)
        self._at = {key: {row: position for position, row in enumerate(data.rows)} for key, data in tables.items()}
        self._ids = {key: _positions(data.columns.get("id", ())) for key, data in tables.items()}

    def lay(self, edited: Iterable[EditedRow]) -> list[Place]:
        """Take in edited rows, and give where they are; rows of no table are left out."""
        return [
            self._lay(one) for one in edited if one.table in self._near.tables and one.table not in _NOBODY_TYPES_THERE
        ]

    def around(self, places: Iterable[Place]) -> dict[str, TableData]:
        """Give the tables with only these rows and what they rest on."""
        return self._near.around(places)

    def _lay(self, edited: EditedRow) -> Place:
        table = edited.table
        cells = {key: None if is_blank(cell) else cell for key, cell in edited.cells.items()}
        position = self._find(table, edited.row, cells)
        if position is None:
            position = self._near.append(table, edited.row)
        place = (table, position)
        self._stand(place, edited.row)
        if isinstance(row_id := cells.get("id"), str):
            self._ids[table].setdefault(row_id, position)
        self._near.put(place, cells)
        return place

    def _find(self, table: str, row: int, cells: Mapping[str, Raw]) -> int | None:
        """Give the position of the row that is meant; None for a new one."""
        at = self._at[table].get(row)
        known = None if at is None else self._cell(table, at, "id")
        said = cells.get("id", known)
        if at is not None and said == known:
            return at
        elsewhere = self._ids[table].get(said) if isinstance(said, str) else None
        if elsewhere is not None:
            if at is None and self._same(table, elsewhere, cells):
                return None  # a copy that was pasted below; its id belongs to the row above
            self.moved = True
            return elsewhere
        if at is None or is_blank(known) or not any(cells.values()) or self._same(table, at, cells):
            return at  # it has got its id, was emptied, or lost its id and nothing else
        self.moved = True
        return None  # a row that was inserted where another one had stood

    def _same(self, table: str, position: int, cells: Mapping[str, Raw]) -> bool:
        """Say whether cells are those of a row, its id aside."""
        columns = self._near.tables[table].columns
        return all(columns[key][position] == cells[key] for key in cells.keys() & columns.keys() - {"id"})

    def _stand(self, place: Place, row: int) -> None:
        """Have a row stand at a sheet row; whichever stood there has gone somewhere unknown."""
        table, position = place
        at, left = self._at[table], self._near.tables[table].rows[position]
        if at.get(left) == position:
            del at[left]
        if row in at:
            self._near.stand((table, at[row]), -1 - at[row])
        at[row] = position
        self._near.stand(place, row)

    def _cell(self, table: str, position: int, column: str) -> Raw:
        cells: Sequence[Raw] | None = self._near.tables[table].columns.get(column)
        return cells[position] if cells else None


def _positions(ids: Sequence[Raw]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, row_id in enumerate(ids):
        if isinstance(row_id, str):
            found.setdefault(row_id, position)
    return found
