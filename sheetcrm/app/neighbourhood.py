"""The rows that decide about a few others: what an opportunity rests on, out of a workbook of any size.

A stage move rests on its lead, on the activities, objections and orders of the opportunity, and, by the lead's score,
on the objections of the lead's other opportunities. Whoever judges three edited rows needs these and not the other
hundred thousand. References are followed as people type them: by id or by label.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.templates.load import Template
from sheetcrm.templates.spec import Table
from sheetcrm.values import Raw
from sheetcrm.values import fold
from sheetcrm.workbooks.base import TableData

WHOLE = frozenset({"settings", "lists", "reps"})
"""Tables that every row may rest on."""
_OPPORTUNITIES, _LEADS = "opportunities", "leads"
_PARENTS = {_OPPORTUNITIES: "opportunity_id", _LEADS: "lead_id"}

Place = tuple[str, int]
"""A table and the position of a row in it."""
Columns = dict[str, list[Raw]]


_Rows = dict[str, list[int]]
"""What rows are called or refer to → their positions."""


@dataclass(slots=True)
class _Index:
    """Where the rows of one table are, by what other rows call them, and by what they refer to themselves."""

    called: _Rows
    refers: dict[str, _Rows]

    def enter(self, row: int, spec: Table, columns: Columns) -> None:
        """Take in a row as its cells say."""
        for rows, name in self._names(row, spec, columns):
            rows.setdefault(name, []).append(row)

    def take_out(self, row: int, spec: Table, columns: Columns) -> None:
        """Forget a row whose cells are about to change."""
        for rows, name in self._names(row, spec, columns):
            rows[name].remove(row)

    def _names(self, row: int, spec: Table, columns: Columns) -> Iterator[tuple[_Rows, str]]:
        for name in _own_names(spec, columns, row):
            yield self.called, fold(name)
        for column, rows in self.refers.items():
            if isinstance(cell := columns[column][row], str):
                yield rows, fold(cell)


class Neighbourhood:
    """A workbook's tables, row by row as they change, cut down to the rows that some of its rows rest on."""

    def __init__(self, template: Template, tables: Mapping[str, TableData]) -> None:
        """Copy the tables; each is looked through once, when rows are first asked for."""
        self._specs = {table.key: table for table in template.tables if table.key in tables}
        self._columns: dict[str, Columns] = {
            key: {name: list(cells) for name, cells in data.columns.items()} for key, data in tables.items()
        }
        self._rows = {key: list(data.rows) for key, data in tables.items()}
        self._tables = {
            key: replace(data, columns=self._columns[key], rows=self._rows[key]) for key, data in tables.items()
        }
        self._indexes: dict[str, _Index] = {}

    @property
    def tables(self) -> Mapping[str, TableData]:
        """Give the tables as they stand; they change as rows are put."""
        return self._tables

    def append(self, table: str, number: int) -> int:
        """Add a blank row that stands at a sheet row, and give its position."""
        for cells in self._columns[table].values():
            cells.append(None)
        self._rows[table].append(number)
        return len(self._rows[table]) - 1

    def put(self, place: Place, cells: Mapping[str, Raw]) -> None:
        """Change some cells of a row; columns that the table has not are left out."""
        table, row = place
        columns, index, spec = self._columns[table], self._indexes.get(table), self._specs.get(table)
        if index and spec:
            index.take_out(row, spec, columns)
        for key in cells.keys() & columns.keys():
            columns[key][row] = cells[key]
        if index and spec:
            index.enter(row, spec, columns)

    def stand(self, place: Place, number: int) -> None:
        """Say at which sheet row a row stands."""
        self._rows[place[0]][place[1]] = number

    def around(self, seeds: Iterable[Place]) -> dict[str, TableData]:
        """Give the tables with only the seeds and what they rest on, as copies that do not change any more.

        Tables that no stage rests on come without rows, so that their headers are still there.
        """
        kept: dict[str, set[int]] = defaultdict(set)
        for place in seeds:
            self._keep(place, kept)
        return {
            key: _cut(data, range(len(data.rows)) if key in WHOLE else sorted(kept.get(key, ())))
            for key, data in self._tables.items()
        }

    def _keep(self, place: Place, kept: dict[str, set[int]]) -> None:
        """Keep a row, what it refers to, and whatever refers to those of them that evidence hangs on."""
        waiting = [place]
        while waiting:
            table, row = waiting.pop()
            if row in kept[table] or table not in self._specs:
                continue
            kept[table].add(row)
            waiting += self._above(table, row)
            waiting += self._below(table, row)

    def _above(self, table: str, row: int) -> Iterable[Place]:
        columns = self._columns[table]
        for column, target in self._references(table):
            if target not in WHOLE:
                yield from ((target, found) for found in self._called(target, columns[column][row]))

    def _below(self, table: str, row: int) -> Iterable[Place]:
        column = _PARENTS.get(table)
        if column is None:
            return
        for name in self._names(table, row):
            for child in self._specs:
                yield from ((child, found) for found in self._index(child).refers.get(column, {}).get(name, ()))

    def _references(self, table: str) -> Iterable[tuple[str, str]]:
        columns = self._columns[table]
        return ((one.key, one.refers_to) for one in self._specs[table].columns if one.refers_to and one.key in columns)

    def _called(self, table: str, cell: Raw) -> Collection[int]:
        return self._index(table).called.get(fold(cell), ()) if isinstance(cell, str) and table in self._specs else ()

    def _names(self, table: str, row: int) -> set[str]:
        return {fold(name) for name in _own_names(self._specs[table], self._columns[table], row)}

    def _index(self, table: str) -> _Index:
        if table not in self._indexes:
            spec, columns = self._specs[table], self._columns[table]
            refers: dict[str, _Rows] = {one.key: {} for one in spec.columns if one.refers_to and one.key in columns}
            index = self._indexes[table] = _Index({}, refers)
            for row in range(len(self._rows[table])):
                index.enter(row, spec, columns)
        return self._indexes[table]


def _own_names(spec: Table, columns: Columns, row: int) -> Iterator[str]:
    for column in ("id", spec.label_column):
        cell = columns[column][row] if column and column in columns else None
        if isinstance(cell, str):
            yield cell


def _cut(data: TableData, rows: Collection[int]) -> TableData:
    return replace(
        data,
        columns={key: [cells[row] for row in rows] for key, cells in data.columns.items()},
        rows=[data.rows[row] for row in rows],
    )
