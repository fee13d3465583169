"""The cells of one sheet. Rows are tuples that are replaced, never changed: a copy of a grid is cheap."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from sheets_service.area import Area
from sheets_service.cell import EMPTY
from sheets_service.cell import Cell

Row = tuple[Cell, ...]


@dataclass
class Grid:
    """Rows as far as anything was ever written; beyond, all is empty. Size limits are the sheet's."""

    rows: list[Row] = field(default_factory=list)

    def copy(self) -> Grid:
        """A grid that can go its own way."""
        return Grid(list(self.rows))

    def row(self, row: int) -> Row:
        """A row, as far as it was written."""
        return self.rows[row] if row < len(self.rows) else ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place."""
        cells = self.row(row)
        return cells[column] if column < len(cells) else EMPTY

    def put(self, row: int, start: int, cells: Sequence[Cell]) -> None:
        """Replaces cells of one row from a column on."""
        while len(self.rows) <= row:
            self.rows.append(())
        old = self.rows[row]
        if len(old) < start:
            old = old + (EMPTY,) * (start - len(old))
        self.rows[row] = (*old[:start], *cells, *old[start + len(cells) :])

    def change(self, area: Area, change: Callable[[Cell], Cell]) -> None:
        """Changes every cell of a closed area."""
        for row in area.rows():
            self.put(row, area.left, [change(self.cell(row, column)) for column in area.columns()])

    def block(self, area: Area) -> list[list[Cell]]:
        """The cells of a closed area."""
        return [[self.cell(row, column) for column in area.columns()] for row in area.rows()]

    def insert_rows(self, at: int, count: int, like: Row = ()) -> None:
        """Makes room for rows before ``at``."""
        if at < len(self.rows) or like:
            while len(self.rows) < at:
                self.rows.append(())
            self.rows[at:at] = [like] * count

    def delete_rows(self, start: int, end: int) -> None:
        """Takes rows away."""
        del self.rows[start:end]

    def insert_columns(self, at: int, count: int, like: Callable[[Row], Cell]) -> None:
        """Makes room for columns before ``at``, with the look that ``like`` gives; a row that ends before stays so."""
        for number, row in enumerate(self.rows):
            new = like(row)
            if len(row) > at or (new is not EMPTY and len(row) == at):
                self.rows[number] = (*row[:at], *(new,) * count, *row[at:])

    def delete_columns(self, start: int, end: int) -> None:
        """Takes columns away."""
        self.rows = [(*row[:start], *row[end:]) if len(row) > start else row for row in self.rows]

    def trim(self, rows: int, columns: int) -> None:
        """Forgets what is outside a grid of that size."""
        del self.rows[rows:]
        self.rows = [row[:columns] for row in self.rows]
