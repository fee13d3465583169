"""Cells that name another row: by its id, or by the label people know it by; and reps, by their name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.templates.columns import Parsed
from sheetcrm.templates.columns import as_problem
from sheetcrm.templates.columns import row_ids
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import fold
from sheetcrm.values.cells import refuse

REPS = "reps"
REP_NAME = "name"

Meanings = Mapping[str, str | Undecodable]


class HasTables(Protocol):
    """The part of a template that references are resolved by."""

    @property
    def tables(self) -> Sequence[Table]:
        """All tables."""
        ...


def resolve_references(template: HasTables, parsed: Mapping[str, Parsed]) -> Mapping[str, Parsed]:
    """Replace what people typed to name another row (its label) by that row's id, and reps by their name as listed.

    A reference that names no row, or several, is held. A rep who is not listed stays as typed, with a warning.
    """
    tables = {table.key: table for table in template.tables if table.key in parsed}
    return {key: _resolve(tables, parsed, key) if key in tables else one for key, one in parsed.items()}


def _resolve(tables: Mapping[str, Table], parsed: Mapping[str, Parsed], key: str) -> Parsed:
    values, problems = dict(parsed[key].values), list(parsed[key].problems)
    for column in tables[key].columns:
        typed = {value for value in values[column.key] if isinstance(value, str)}
        means = _column_meanings(column, tables, parsed, typed)
        if means:
            problems += _problems(tables[key], column, parsed[key], means)
            known: dict[Value, Value] = {None: None}
            for text, meant in means.items():
                held = text if column.kind == "rep" else None
                known[text] = held if isinstance(meant, Undecodable) else meant
            values[column.key] = [known[value] for value in values[column.key]]
    return replace(parsed[key], values=values, problems=problems)


def _problems(table: Table, column: Column, parsed: Parsed, means: Meanings) -> list[Problem]:
    wrong = {text: meant for text, meant in means.items() if isinstance(meant, Undecodable)}
    if not wrong or (column.engine and not table.protected):
        return []
    severity = Severity.WARNING if column.kind == "rep" else Severity.ERROR
    ids = row_ids(parsed.values, parsed.count)
    return [
        as_problem(table.key, column.key, row, ids[row], (wrong[value], severity))
        for row, value in enumerate(parsed.values[column.key])
        if isinstance(value, str) and value in wrong
    ]


def _column_meanings(
    column: Column, tables: Mapping[str, Table], parsed: Mapping[str, Parsed], typed: Collection[str]
) -> Meanings:
    """Say which row each text of a column names; nothing when the column names no rows, or none can be looked up."""
    if column.kind == "rep" and REPS in tables and parsed[REPS].count:
        return _rep_meanings(tables[REPS], parsed[REPS], typed)
    if column.kind == "reference" and column.refers_to and column.refers_to in tables:
        return _row_meanings(tables[column.refers_to], parsed[column.refers_to], typed)
    return {}


def _row_meanings(table: Table, target: Parsed, typed: Collection[str]) -> Meanings:
    ids = {row_id for row_id in row_ids(target.values, target.count) if row_id}
    means: dict[str, str | Undecodable] = {text: text for text in typed if text in ids}
    if len(means) == len(typed):
        return means
    labels = [(fold(label), row_id) for label, row_id in _labelled(target, table.label_column) if row_id]
    by_label, counts = dict(labels), Counter(label for label, _ in labels)
    for text in typed:
        label = fold(text)
        if text in means:
            continue
        if counts[label] > 1:
            means[text] = refuse("reference_ambiguous", text, table=table.key, rows=counts[label])
        else:
            means[text] = by_label.get(label) or refuse("reference_unknown", text, table=table.key)
    return means


def _rep_meanings(table: Table, reps: Parsed, typed: Collection[str]) -> Meanings:
    """Reps go by name: people with one name stay one name, as everywhere in the sheets."""
    names = {fold(name): name for name, _ in _labelled(reps, table.label_column or REP_NAME)}
    ids = {row_id: name for name, row_id in _labelled(reps, table.label_column or REP_NAME)}
    return {
        text: names.get(fold(text)) or ids.get(text) or refuse("rep_unknown", text, table=table.key) for text in typed
    }


def _labelled(parsed: Parsed, label_column: str | None) -> list[tuple[str, str | None]]:
    labels = parsed.values.get(label_column or "", [])
    ids = row_ids(parsed.values, parsed.count)
    return [(label, row_id) for label, row_id in zip(labels, ids, strict=False) if isinstance(label, str)]
