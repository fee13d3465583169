"""What is wanted of one sheet of an open document, and the orders to its program that make it so."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from typing import Any

from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import to_serial
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.open_document.grids import Grid
from sheetcrm.workbooks.rectangles import Place
from sheetcrm.workbooks.rectangles import blocks

Orders = dict[str, Any]
"""What is to be done to one sheet, as JSON; in the order of its entries."""
PLAIN = ""
"""The look of a cell of which nothing is wanted."""


@dataclass(slots=True)
class SheetDraft:
    """What one write wants of one sheet."""

    grid: Grid
    values: dict[Place, Value] = field(default_factory=dict)
    looks: dict[Place, str] = field(default_factory=dict)
    """Place → the name of its look; `PLAIN` for none."""
    links: dict[Place, str | None] = field(default_factory=dict)
    """Cells that lead to another one, or no longer."""
    hidden: dict[int, bool] = field(default_factory=dict)
    inserted: list[Mapping[int, Value]] = field(default_factory=list)
    """New rows below the last one: column number → value."""
    deleted: set[int] = field(default_factory=set)

    @property
    def cells_changed(self) -> int:
        """Count cells that will say something else, rows that go left out."""
        in_place = sum(1 for row, _ in self.values if row not in self.deleted)
        return in_place + sum(map(len, self.inserted))

    def orders(self, styles: Mapping[str, Place]) -> Orders:
        """Give the orders; `styles` says which cell of the settings has which look.

        - `grow`: the row that new rows are to look like, the first and the last of them; or null
        - `values`: blocks `[top, left, rows]`; an empty text empties a cell
        - `kinds`: areas `[kind, top, left, bottom, right]` to be shown as `date`, `datetime`, `logical` or `number`
        - `looks`: `[[row, column] of a cell of the settings or null for none, areas]`
        - `links`: `[row, column, target or null]`
        - `hidden`: `[row, hides]`; `deleted`: rows, from the bottom up
        """
        last = self._last_filled()
        values = {**self.values, **self._new_cells(last)}
        orders: Orders = {"sheet": self.grid.title, "grow": self._growth(last)}
        orders["values"] = [
            [top, left, [[_stored(values[row, at]) for at in range(left, right + 1)] for row in range(top, bottom + 1)]]
            for top, left, bottom, right in blocks(dict.fromkeys(values))
        ]
        kinds = {place: kind for place, value in values.items() if (kind := self._kind(place, value, last))}
        orders["kinds"] = [[kinds[block.top, block.left], *block] for block in blocks(kinds)]
        orders["looks"] = list(self._looks(styles))
        orders["links"] = [[row, column, link] for (row, column), link in self.links.items()]
        orders["hidden"] = [[row, hides] for row, hides in self.hidden.items()]
        orders["deleted"] = sorted(self.deleted, reverse=True)
        return orders

    def carry_out(self) -> None:
        """Let the sheet as it is known say what the orders made it say."""
        for place, value in {**self.values, **self._new_cells(self._last_filled())}.items():
            self.grid.put(place, as_read(value))
            self.grid.formulas.discard(place)
        for row in sorted(self.deleted, reverse=True):
            del self.grid.rows[row - 1]

    def _looks(self, styles: Mapping[str, Place]) -> Iterator[list[object]]:
        areas: dict[str, list[list[int]]] = {}
        known = {place: look for place, look in self.looks.items() if look == PLAIN or look in styles}
        for block in blocks(known):
            areas.setdefault(known[block.top, block.left], []).append(list(block))
        for look, its_areas in areas.items():
            yield [list(styles[look]) if look in styles else None, its_areas]

    def _new_cells(self, last: int) -> dict[Place, Value]:
        first = last + 1
        return {(first + at, column): value for at, row in enumerate(self.inserted) for column, value in row.items()}

    def _growth(self, last: int) -> list[int] | None:
        """Say which rows are new: the row they are to look like, the first and the last."""
        return [max(last, FIRST_DATA_ROW), last + 1, last + len(self.inserted)] if self.inserted else None

    def _last_filled(self) -> int:
        columns = self.grid.keys.columns.values()
        kept = [row for (row, _), value in self.values.items() if value is not None]
        for row in range(self.grid.height, FIRST_DATA_ROW - 1, -1):
            if any(not _is_blank(self._after((row, column))) for column in columns):
                return max(row, *kept) if kept else row
        return max(FIRST_DATA_ROW - 1, *kept) if kept else FIRST_DATA_ROW - 1

    def _after(self, place: Place) -> object:
        return self.values[place] if place in self.values else self.grid.cell(place)

    def _kind(self, place: Place, value: Value, last: int) -> str:
        """Tell how a cell must show its number so that it reads as what it is; empty when it does already."""
        if isinstance(value, bool):
            return "logical"
        pattern = (max(last, FIRST_DATA_ROW), place[1])  # new rows get the look of the last one
        shows_days = place in self.grid.dates or (place not in self.values and pattern in self.grid.dates)
        if isinstance(value, date):
            is_moment = isinstance(value, datetime) and value.time() != time()
            return "" if shows_days else ("datetime" if is_moment else "date")
        return "number" if shows_days and isinstance(value, int | Decimal) else ""


def as_read(value: Value) -> Raw:
    """Give a value as a spreadsheet tells it when it is read again."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value if value != "" else None


def _stored(value: Value) -> str | float:
    """Give what is put into a cell: a text, or a number; an empty text empties it."""
    if value is None or isinstance(value, str):
        return value or ""
    return float(to_serial(value)) if isinstance(value, date) else float(value)


def _is_blank(held: object) -> bool:
    return held is None or (isinstance(held, str) and not held.strip())
