"""Where a problem stands, as people find it: sheet, cell, header, whose row it is, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.app.problem_kinds import kind_of
from sheetcrm.app.reading import Reading
from sheetcrm.problems import Problem
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import is_blank

LONGEST_SHOWN = 120
"""Characters of a cell's text that a list repeats."""
_LIKE_FORMULAS = ("=", "#", "+", "-", "@")
"""What a text begins with that some program might take for a formula or an error: it is shown in quotes."""
_NAMES = frozenset({"text", "entry", "reference"})
"""Kinds of columns by which people recognise a row."""


class PlacedProblem(NamedTuple):
    """One problem, and what it is counted by."""

    problem: Problem
    kind: str
    rep: str | None
    order: tuple[int, int]
    """By table, then by row."""


class Told(NamedTuple):
    """What a list says of a problem. `cell` (`F12`) is None when no single cell is meant."""

    sheet: str
    cell: str | None
    header: str | None
    name: str | None
    """What the row is called."""
    value: str | None
    sentence: str


class ProblemPlaces:
    """Finds the places of one workbook's problems."""

    def __init__(self, reading: Reading) -> None:
        """Look into what was read."""
        self._reading = reading
        self.wording = reading.wording()
        self._tables = {table.key: table for table in reading.template.tables}
        self._order = {key: place for place, key in enumerate(self._tables)}
        self._names = {key: _name_column(table) for key, table in self._tables.items()}
        self._known_labels: dict[str, Mapping[Value, Value]] = {}
        self._known_owners: dict[str, Mapping[Value, Value]] = {}
        self._reps = {key: _column_of_kind(table, "rep") for key, table in self._tables.items()}

    def place(self, problem: Problem) -> PlacedProblem:
        """Say what one problem is counted by."""
        order = (self._order.get(problem.table, len(self._order)), problem.row or 0)
        return PlacedProblem(problem, kind_of(problem.code), self._rep(problem), order)

    def tell(self, problem: Problem) -> Told:
        """Put one problem where it stands, in words."""
        data, column = self._reading.tables.get(problem.table), problem.column
        known = data is not None and column is not None and column in data.letters
        return Told(
            data.sheet if data else self.wording.table(problem.table),
            self._cell(problem),
            data.headers[column] if data and column and known else None,
            self._row_name(problem),
            self._shown(problem, column),
            self.wording.sentence(problem),
        )

    def blanks(self, table: str, column: str) -> tuple[list[int], int]:
        """Give the rows in which a column is blank, and how many rows there are."""
        cells = self._reading.tables[table].columns.get(column, ())
        blank = {raw for raw in set(cells) if is_blank(raw)}
        return [place for place, raw in enumerate(cells) if raw in blank], len(cells)

    def cell(self, table: str, column: str, row: int) -> tuple[str, str] | None:
        """Give the sheet and the cell of a row's column."""
        data = self._reading.tables[table]
        return (data.sheet, f"{data.letters[column]}{data.rows[row]}") if column in data.letters else None

    def _cell(self, problem: Problem) -> str | None:
        data = self._reading.tables.get(problem.table)
        if data is None or problem.row is None:
            return None
        return f"{data.letters.get(problem.column or '', 'A')}{data.rows[problem.row]}"

    def _rep(self, problem: Problem) -> str | None:
        """Tell whose row it is; what belongs to an opportunity, or became one, is its owner's."""
        column = self._reps.get(problem.table, "")
        if problem.row is None or problem.table not in self._reading.parsed:
            return None
        values = self._reading.parsed[problem.table].values
        found: Value = values[column][problem.row] if column in values else None
        if found is None and problem.table == "leads":
            found = self._owners_by("lead_id").get(values["id"][problem.row])
        elif found is None and problem.table != "opportunities" and "opportunity_id" in values:
            found = self._owners_by("id").get(values["opportunity_id"][problem.row])
        return found if isinstance(found, str) else None

    def _owners_by(self, column: str) -> Mapping[Value, Value]:
        """Give the owners of opportunities by one of their columns; of several the last one's."""
        if column not in self._known_owners:
            values = self._reading.parsed["opportunities"].values
            pairs = zip(values[column], values["owner"], strict=True)
            self._known_owners[column] = {key: owner for key, owner in pairs if key is not None}
        return self._known_owners[column]

    def _shown(self, problem: Problem, column: str | None) -> str | None:
        """Give a cell's content as text, shortened."""
        data = self._reading.tables.get(problem.table)
        if data is None or problem.row is None or column is None or column not in data.columns:
            return None
        text = self._text(data.columns[column][problem.row])
        if text is None:
            return None
        short = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
        return f"“{short}”" if short.startswith(_LIKE_FORMULAS) else short

    def _row_name(self, problem: Problem) -> str | None:
        """Tell what a row is called; one that is named after another row by that row's name."""
        column = self._names.get(problem.table)
        if column is None or problem.row is None or column.refers_to is None:
            return self._shown(problem, column.key if column else None)
        value = self._reading.parsed[problem.table].values[column.key][problem.row]
        label = self._labels(column.refers_to).get(value)
        return label if isinstance(label, str) else self._shown(problem, column.key)

    def _labels(self, table: str) -> Mapping[Value, Value]:
        if table not in self._known_labels:
            values, label = self._reading.parsed[table].values, self._tables[table].label_column
            self._known_labels[table] = dict(zip(values["id"], values[label], strict=True)) if label else {}
        return self._known_labels[table]

    def _text(self, raw: Raw) -> str | None:
        if raw is None or isinstance(raw, bool):
            return None if raw is None else str(raw).upper()
        if isinstance(raw, int | float):
            raw = Decimal(f"{raw:.15g}")
        if isinstance(raw, CellError):
            return raw.text
        said = self.wording.figure(raw) if isinstance(raw, date | Decimal) else raw
        return str(said) or None


def link_to(sheet: str, cell: str) -> str:
    """Give the address of a cell on another sheet."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'!{cell}"


def _name_column(table: Table) -> Column | None:
    """Give the column by which people recognise a row."""
    if table.label_column:
        return table.column(table.label_column)
    named = (column for column in table.columns if column.kind in _NAMES and not column.hidden and not column.engine)
    return next(named, None)


def _column_of_kind(table: Table, kind: str) -> str:
    return next((column.key for column in table.columns if column.kind == kind), "")
