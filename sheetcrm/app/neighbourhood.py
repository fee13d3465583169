"""The rows that decide about a few others: what an opportunity rests on, out of a workbook of any size.

A stage move rests on its lead, on the activities, objections and orders of the opportunity, and, by the lead's score,
on the objections of the lead's other opportunities. Whoever judges three edited rows needs these and not the other
hundred thousand. References are followed as people type them: by id or by label.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from copy import copy
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


@dataclass(frozen=True, slots=True)
class _Index:
    """Where the rows of one table are, by what other rows call them, and by what they refer to themselves."""

    called: Mapping[str, tuple[int, ...]]
    refers: Mapping[str, Mapping[str, tuple[int, ...]]]


class Neighbourhood:
    """A workbook's tables, cut down to the rows that some of its rows rest on."""

    def __init__(self, template: Template, tables: Mapping[str, TableData]) -> None:
        """Keep the tables; each is looked through once, when rows are first asked for."""
        self._specs = {table.key: table for table in template.tables if table.key in tables}
        self._tables = dict(tables)
        self._indexes: dict[str, _Index] = {}

    def edited(self, tables: Mapping[str, TableData]) -> Neighbourhood:
        """Give the neighbourhood with other rows in some tables; what is known of the others is not looked up again."""
        after = copy(self)
        after._tables = {**self._tables, **tables}
        after._indexes = {key: self._index(key) for key in self._specs if key not in tables}
        return after

    def around(self, seeds: Iterable[Place]) -> dict[str, TableData]:
        """Give the tables with only the seeds and what they rest on.

        Tables that no stage rests on come without rows, so that their headers are still there.
        """
        kept: dict[str, set[int]] = defaultdict(set)
        for place in seeds:
            self._keep(place, kept)
        return {
            key: data if key in WHOLE else _cut(data, sorted(kept.get(key, ()))) for key, data in self._tables.items()
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
        data = self._tables[table]
        for column, target in self._references(table):
            if target not in WHOLE:
                yield from ((target, found) for found in self._called(target, data.columns[column][row]))

    def _below(self, table: str, row: int) -> Iterable[Place]:
        column = _PARENTS.get(table)
        if column is None:
            return
        for name in self._names(table, row):
            for child in self._specs:
                yield from ((child, found) for found in self._index(child).refers.get(column, {}).get(name, ()))

    def _references(self, table: str) -> Iterable[tuple[str, str]]:
        columns = self._tables[table].columns
        return ((one.key, one.refers_to) for one in self._specs[table].columns if one.refers_to and one.key in columns)

    def _called(self, table: str, cell: Raw) -> Collection[int]:
        return self._index(table).called.get(fold(cell), ()) if isinstance(cell, str) and table in self._specs else ()

    def _names(self, table: str, row: int) -> set[str]:
        return {fold(name) for name in _own_names(self._specs[table], self._tables[table], row)}

    def _index(self, table: str) -> _Index:
        if table not in self._indexes:
            self._indexes[table] = _index(self._specs[table], self._tables[table])
        return self._indexes[table]


def _own_names(spec: Table, data: TableData, row: int) -> Iterable[str]:
    for column in ("id", spec.label_column):
        cell = data.columns[column][row] if column and column in data.columns else None
        if isinstance(cell, str):
            yield cell


def _index(spec: Table, data: TableData) -> _Index:
    called: dict[str, list[int]] = defaultdict(list)
    for row in range(len(data.rows)):
        for name in _own_names(spec, data, row):
            called[fold(name)].append(row)
    refers = {column.key: _positions(data.columns.get(column.key, ())) for column in spec.columns if column.refers_to}
    return _Index({name: tuple(rows) for name, rows in called.items()}, refers)


def _positions(cells: Iterable[Raw]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, cell in enumerate(cells):
        if isinstance(cell, str):
            found[fold(cell)].append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _cut(data: TableData, rows: Collection[int]) -> TableData:
    return replace(
        data,
        columns={key: [cells[row] for row in rows] for key, cells in data.columns.items()},
        rows=[data.rows[row] for row in rows],
    )
