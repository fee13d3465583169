"""Cells that name another row: by its id, or by the label people know it by; and reps, by their name."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.templates.columns import Parsed
from sheetcrm.templates.columns import as_problem
from sheetcrm.templates.columns import row_ids
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.values import Names
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import fold
from sheetcrm.values.cells import refuse

REPS = "reps"
REP_NAME = "name"


class HasTables(Protocol):
    """The part of a template that references are resolved by."""

    @property
    def tables(self) -> Sequence[Table]:
        """All tables."""
        ...


class Lookup:
    """The rows of one table, found by id or label; the labels are folded only when somebody asks by label."""

    def __init__(self, table: Table, parsed: Parsed) -> None:
        """Keep the rows to look in."""
        self._table, self._parsed = table, parsed
        self._ids = row_ids(parsed.values, parsed.count)

    def row(self, text: str) -> str | Undecodable:
        """Give the id of the row that `text` names, or say that there is none or several."""
        if text in self._known_ids:
            return text
        found = self._rows_by_label.get(fold(text), ())
        if len(found) == 1:
            return found[0]
        if found:
            return refuse("reference_ambiguous", text, table=self._table.key, rows=len(found))
        return refuse("reference_unknown", text, table=self._table.key)

    def name(self, text: str) -> str | Undecodable:
        """Give the name, as it is listed, of the person that `text` names or identifies. Namesakes are one name."""
        return self._names.find(text) or self._names_by_id.get(text) or self._unknown(text)

    def _unknown(self, text: str) -> Undecodable:
        return refuse("rep_unknown", text, table=self._table.key)

    @cached_property
    def _known_ids(self) -> frozenset[str]:
        return frozenset(row_id for row_id in self._ids if row_id)

    @cached_property
    def _rows_by_label(self) -> Mapping[str, Sequence[str]]:
        rows: dict[str, list[str]] = {}
        for label, row_id in self._labelled(self._table.label_column or ""):
            if row_id:
                rows.setdefault(fold(label), []).append(row_id)
        return rows

    @cached_property
    def _names(self) -> Names:
        return Names(name for name, _ in self._labelled(self._table.label_column or REP_NAME))

    @cached_property
    def _names_by_id(self) -> Mapping[str, str]:
        return {row_id: name for name, row_id in self._labelled(self._table.label_column or REP_NAME) if row_id}

    def _labelled(self, column: str) -> list[tuple[str, str | None]]:
        labels = self._parsed.values.get(column) or [None] * self._parsed.count
        return [(label, row_id) for label, row_id in zip(labels, self._ids, strict=True) if isinstance(label, str)]


def resolve_references(template: HasTables, parsed: Mapping[str, Parsed]) -> Mapping[str, Parsed]:
    """Replace what people typed to name another row (its label) by that row's id, and reps by their name as listed.

    A reference that names no row, or several, is held. A rep who is not listed stays as typed, with a warning.
    """
    tables = {table.key: table for table in template.tables if table.key in parsed}
    lookups = {key: Lookup(table, parsed[key]) for key, table in tables.items() if parsed[key].count or key != REPS}
    return {key: _resolve(tables[key], one, lookups) if key in tables else one for key, one in parsed.items()}


def _resolve(table: Table, parsed: Parsed, lookups: Mapping[str, Lookup]) -> Parsed:
    values, problems = dict(parsed.values), list(parsed.problems)
    for column in table.columns:
        target = REPS if column.kind == "rep" else column.refers_to or ""
        if column.kind not in ("rep", "reference") or target not in lookups:
            continue
        find = lookups[target].name if column.kind == "rep" else lookups[target].row
        meanings = {text: find(text) for text in set(values[column.key]) if isinstance(text, str)}
        wrong = {text: meant for text, meant in meanings.items() if isinstance(meant, Undecodable)}
        if wrong and (table.protected or not column.engine):
            problems += _problems(table, column, parsed, wrong)
        known: dict[Value, Value] = {None: None}
        known |= {text: meant for text, meant in meanings.items() if isinstance(meant, str)}
        known |= {text: text if column.kind == "rep" else None for text in wrong}
        values[column.key] = [known[value] for value in values[column.key]]
    return replace(parsed, values=values, problems=problems)


def _problems(table: Table, column: Column, parsed: Parsed, wrong: Mapping[str, Undecodable]) -> list[Problem]:
    severity = Severity.WARNING if column.kind == "rep" else Severity.ERROR
    ids = row_ids(parsed.values, parsed.count)
    return [
        as_problem(table.key, column.key, row, ids[row], (wrong[value], severity))
        for row, value in enumerate(parsed.values[column.key])
        if isinstance(value, str) and value in wrong
    ]
