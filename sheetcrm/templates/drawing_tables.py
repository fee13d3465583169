"""Draws the sheet of one table: its columns with looks, rules and messages, and what is painted when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sheetcrm.domain.schemes import Scheme
from sheetcrm.templates.blueprint import FIRST_DATA_ROW
from sheetcrm.templates.blueprint import ColumnBlueprint
from sheetcrm.templates.blueprint import Highlight
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.templates.drawing_rules import draw_typing
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.templates.template import Template

USUAL_WIDTH = 16
_LETTERS = 26
_LOOKED_AT = 5
"""A row counts as used, and is banded, when one of its first columns says something."""
_ISSUES = "issues"
"""The column in which sheetcrm says what is to be put right in a row."""


def column_letter(position: int) -> str:
    """Give the letter of a column counted from 1: 1 → A, 27 → AA."""
    letters = ""
    while position:
        position, place = divmod(position - 1, _LETTERS)
        letters = chr(ord("A") + place) + letters
    return letters


def draw_table(table: Table, template: Template, scheme: Scheme, lang: str, currency: str) -> TableSheet:
    """Draw the sheet of a table in one language."""
    unused = unused_letters(template, scheme) if table.key == "leads" else frozenset()
    sheet = TableSheet(
        key=table.key,
        title=table.in_language(lang),
        columns=tuple(_draw_column(column, table, template, scheme, lang, unused) for column in table.columns),
        highlights=tuple(_highlights(table, lang, currency)),
        frozen_columns=table.frozen_columns,
        tab_colour=table.tab_colour,
        protected=table.protected,
    )
    return replace(sheet, hidden=True, as_table=False, blank_rows=0) if table.hidden else sheet


def unused_letters(template: Template, scheme: Scheme) -> frozenset[str]:
    """Name the columns of letters that other schemes use and this one does not: they are hidden, not dropped."""
    every = {place.column for one in template.schemes.values() for letter in one.letters for place in letter.places}
    used = {place.column for letter in scheme.letters for place in letter.places}
    columns = [column.key for column in template.table("leads").columns]
    return frozenset(key for unused in every - used for key in columns if key == unused or key.startswith(f"{unused}_"))


def _draw_column(
    column: Column, table: Table, template: Template, scheme: Scheme, lang: str, unused: frozenset[str]
) -> ColumnBlueprint:
    typing = draw_typing(column, table, template, scheme, lang)
    engine = column.engine or table.protected
    return ColumnBlueprint(
        key=column.key,
        header=column.in_language(lang),
        width=column.width or USUAL_WIDTH,
        style=KINDS[column.kind].style + ("_engine" if engine else ""),
        note=typing.note,
        error=typing.error,
        error_title=typing.error_title,
        rule=typing.rule,
        hidden=column.hidden or column.key in unused,
        engine=engine,
        required=column.required,
    )


def _highlights(table: Table, lang: str, currency: str) -> Iterator[Highlight]:
    """Give what is painted when, the most urgent first."""
    letters = {column.key: column_letter(place) for place, column in enumerate(table.columns, 1)}
    for column in table.columns:
        cell = f"${letters[column.key]}{FIRST_DATA_ROW}"
        if column.overdue_while is not None:
            yield Highlight(_overdue(column, table, letters, lang), "tone_overdue", column.key)
        if column.tone is not None:
            filled = f"N({cell})>0" if KINDS[column.kind].python_type is int else f'{cell}<>""'
            yield Highlight(filled, f"tone_{column.tone}", column.key)
        for choice in column.choices:
            if choice.tone is not None:
                yield Highlight(f"{cell}={quoted(choice.in_language(lang))}", f"tone_{choice.tone}", column.key)
    yield from _other_currencies(table, letters, currency)
    yield Highlight(_banded(table, letters), "tone_band")


def _banded(table: Table, letters: dict[str, str]) -> str:
    """Every second row that is used; where something is to be put right, the fill of that cell must be seen."""
    looked_at = f"${letters[table.columns[0].key]}{FIRST_DATA_ROW}:${column_letter(_LOOKED_AT)}{FIRST_DATA_ROW}"
    tests = ["MOD(ROW(),2)=0", f"COUNTA({looked_at})>0"]
    if _ISSUES in letters:
        tests.append(f'${letters[_ISSUES]}{FIRST_DATA_ROW}=""')
    return f"AND({','.join(tests)})"


def _overdue(column: Column, table: Table, letters: dict[str, str], lang: str) -> str:
    """Say when a date is overdue: it is filled, past, and the columns named still say one of the entries."""
    cell = f"${letters[column.key]}{FIRST_DATA_ROW}"
    tests = [f"ISNUMBER({cell})", f"{cell}<TODAY()"]
    for key, entries in (column.overdue_while or {}).items():
        labels = [choice.in_language(lang) for choice in table.column(key).choices if choice.key in entries]
        same = ",".join(f"${letters[key]}{FIRST_DATA_ROW}={quoted(label)}" for label in labels)
        tests.append(f"OR({same})")
    return f"AND({','.join(tests)})"


def _other_currencies(table: Table, letters: dict[str, str], currency: str) -> Iterator[Highlight]:
    """Amounts of a row in another currency are shown without the base currency's sign."""
    said = next((column for column in table.columns if column.kind == "currency"), None)
    if said is not None:
        cell = f"${letters[said.key]}{FIRST_DATA_ROW}"
        for column in table.columns:
            if column.kind == "money":
                yield Highlight(f'AND({cell}<>"",{cell}<>{quoted(currency)})', "other_currency", column.key)


def quoted(text: str) -> str:
    """Write a text as a formula does."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
