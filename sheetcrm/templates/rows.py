"""Rows between raw cells and canonical values: parse, resolve references between tables, render."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace

from sheetcrm.templates.columns import Finding
from sheetcrm.templates.columns import Parsed
from sheetcrm.templates.columns import as_problem
from sheetcrm.templates.columns import parse_column
from sheetcrm.templates.columns import row_ids
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.references import resolve_references
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import currency_digits

__all__ = ["Parsed", "parse_table", "render_row", "resolve_references"]


def parse_table(table: Table, columns: Mapping[str, Sequence[Raw]], conventions: Mapping[str, Conventions]) -> Parsed:
    """Understand all cells of a table, column by column; columns that the template does not know are left alone.

    A cell that is not understood is held (None) and becomes a problem, but in an engine's own column: the next
    recompute writes it anew. Amounts are read in their row's currency; one without a readable currency is held too.
    """
    count = len(next(iter(columns.values()), ()))
    values: dict[str, list[Value]] = {}
    findings: dict[str, list[tuple[int, Finding]]] = {}
    for column in sorted(table.columns, key=lambda column: column.kind == "money"):
        cells = columns.get(column.key)
        if cells is None:
            values[column.key], findings[column.key] = [None] * count, []
        elif column.kind == "money" and (foreign := _foreign_rows(table, values, findings, conventions[column.key])):
            parsed = _parse_amounts(column, cells, conventions[column.key], foreign)
            values[column.key], findings[column.key] = parsed
        else:
            values[column.key], findings[column.key] = parse_column(column, cells, conventions[column.key])
    ids = row_ids(values, count)
    problems = [
        as_problem(table.key, column.key, position, ids[position], finding)
        for column in table.columns
        if table.protected or not column.engine
        for position, finding in findings[column.key]
    ]
    ordered = {column.key: values[column.key] for column in table.columns}
    return Parsed(table.key, ordered, problems, count)


def _foreign_rows(
    table: Table,
    values: Mapping[str, list[Value]],
    findings: Mapping[str, list[tuple[int, Finding]]],
    conventions: Conventions,
) -> Mapping[int, str | None]:
    """Give the rows whose amounts are not in the base currency, with their currency (None: it cannot be read)."""
    key = next((column.key for column in table.columns if column.kind == "currency"), None)
    if key is None:
        return {}
    usual = (None, conventions.currency)
    foreign = {row: str(code) for row, code in enumerate(values[key]) if code not in usual}
    return foreign | {row: None for row, _ in findings[key]}


def _parse_amounts(
    column: Column, cells: Sequence[Raw], conventions: Conventions, foreign: Mapping[int, str | None]
) -> tuple[list[Value], list[tuple[int, Finding]]]:
    """Read a column of amounts whose rows have different currencies."""
    values, findings = parse_column(
        column, [None if row in foreign else raw for row, raw in enumerate(cells)], conventions
    )
    for currency in sorted({code for code in foreign.values() if code is not None}):
        rows = [row for row, code in foreign.items() if code == currency]
        digits = currency_digits(currency)
        theirs = replace(conventions, currency=currency, currency_digits=digits)
        found, wrong = parse_column(column, [cells[row] for row in rows], theirs)
        for row, value in zip(rows, found, strict=True):
            values[row] = value
        findings += [(rows[position], finding) for position, finding in wrong]
    return values, sorted(findings, key=lambda finding: finding[0])


def render_row(table: Table, values: Mapping[str, Value], conventions: Mapping[str, Conventions]) -> dict[str, Value]:
    """Give the cells that show these values in the workbook's language (keys become labels)."""
    return {key: KINDS[table.column(key).kind].encode(value, conventions[key]) for key, value in values.items()}
