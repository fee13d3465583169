"""References of imported rows: first to the rows of other tables, then among the rows that go in together."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.app.importing.opening import Row
from sheetcrm.app.importing.refer import Directory
from sheetcrm.app.importing.refer import refer
from sheetcrm.problems import Problem
from sheetcrm.templates.rows import Parsed
from sheetcrm.templates.spec import Table
from sheetcrm.templates.template import Template


class Linker:
    """Turns what a source says of other rows into their ids, in place."""

    def __init__(self, table: Table, source: str, template: Template, parsed: Mapping[str, Parsed]) -> None:
        """Take note of where the rows go, what their ids are called after, and what the workbook holds."""
        self._table = table
        self._source = source
        self._template = template
        self._parsed = parsed

    def link_to_others(self, rows: Sequence[Row]) -> list[Problem]:
        """Link rows to those of other tables, which must be in the workbook. `Problem.row` is a place in `rows`."""
        problems: list[Problem] = []
        for column, there in self._references(rows).items():
            if there != self._table.key:
                cells = [row.get(column) for row in rows]
                found, wrong = refer(self._table.key, column, cells, self._source, self._directory(there))
                for row, row_id in zip(rows, found, strict=True):
                    row[column] = row_id
                problems += wrong
        return problems

    def link_among_themselves(self, rows: Sequence[Row], fresh: dict[str, int]) -> list[Problem]:
        """Link rows to others of their own table, in the workbook or new; `fresh` is id → place of the new ones.

        A row that refers to nothing is taken out of `fresh`, and then those that refer to it, until all that is left
        holds together.
        """
        columns = [column for column, there in self._references(rows).items() if there == self._table.key]
        typed = [
            (row_id, place, {column: rows[place].get(column) for column in columns}) for row_id, place in fresh.items()
        ]
        typed = [each for each in typed if any(text is not None for text in each[2].values())]
        refused: list[Problem] = []
        before = None
        while before != len(refused):
            before = len(refused)
            directory = self._directory(self._table.key)
            label = self._table.label_column or ""
            directory.add((row_id, rows[place].get(label)) for row_id, place in fresh.items())
            for row_id, place, texts in typed:
                for column, text in texts.items():
                    found, wrong = refer(self._table.key, column, [text], self._source, directory)
                    rows[place][column] = found[0]
                    if wrong and fresh.pop(row_id, None) is not None:
                        only = wrong[0]
                        refused.append(Problem(only.code, only.table, None, column, only.params, row=place))
        return refused

    def _references(self, rows: Sequence[Row]) -> Mapping[str, str]:
        filled = rows[0].keys() if rows else ()
        columns = [column for column in self._table.columns if column.key in filled]
        return {column.key: column.refers_to for column in columns if column.refers_to is not None}

    def _directory(self, table: str) -> Directory:
        directory = Directory(table)
        there = self._parsed[table]
        label = self._template.table(table).label_column
        labels = there.values[label] if label is not None else [None] * there.count
        directory.add(zip(there.values["id"], labels, strict=True))
        return directory
