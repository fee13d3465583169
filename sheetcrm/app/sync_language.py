"""What the cells of one side mean, and how canonical values are written there: its language, process and currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from sheetcrm.app.reading import Settings
from sheetcrm.app.reading import as_old_as
from sheetcrm.app.reading import conventions_of
from sheetcrm.app.reading import list_entries
from sheetcrm.app.reading import prove_layout
from sheetcrm.app.reading import read_settings
from sheetcrm.app.sync_tables import ENTRY
from sheetcrm.app.sync_tables import LIST
from sheetcrm.domain.stages import Process
from sheetcrm.sync.canon import Decode
from sheetcrm.sync.canon import Reading
from sheetcrm.templates.choosing import choose
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.load import load_template
from sheetcrm.templates.spec import Column
from sheetcrm.templates.template import LISTS
from sheetcrm.templates.template import Template
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import decode_number
from sheetcrm.values import decode_text
from sheetcrm.values import fold
from sheetcrm.workbooks.base import TableData

FINEST = 4
"""Decimals of the amounts that a spreadsheet holds as numbers, when a row may have a currency of its own."""


ListEntries = Mapping[str | None, Mapping[str, str]]
"""List → folded entry → the entry as somebody has added it."""
_Entries = tuple[tuple[str, tuple[str, ...]], ...]
_State = tuple[tuple[str, int, int], ...]
"""Template files with their times and sizes."""


@dataclass(frozen=True, slots=True)
class SideLanguage:
    """One side's way of writing."""

    settings: Settings
    template: Template
    process: Process
    conventions: Mapping[str, Mapping[str, Conventions]]
    entries: Mapping[str, tuple[str, ...]]

    def decoder(self, table: str, elsewhere: ListEntries) -> Decode:
        """Give what understands the cells of a table, column by column.

        An entry that is new in a list `elsewhere` is understood here, too: both are on their way to each other.
        """
        if table == LISTS:
            return self._decode_list
        columns = {column.key: column for column in self.template.table(table).columns}
        several = any(column.kind == "currency" for column in columns.values())

        def decode(key: str, raw: Raw) -> Reading:
            column, conventions = columns[key], self.conventions[table][key]
            if column.kind == "money" and several:
                conventions = _any_currency(conventions, raw)
            found = KINDS[column.kind].decode(raw, conventions)
            if isinstance(found, Undecodable) and column.list in elsewhere:
                return elsewhere[column.list].get(fold(str(raw)), found)
            return found

        return decode

    def encode(self, table: str, cells: Mapping[str, Value]) -> dict[str, Value]:
        """Show canonical values in this side's language; an id is written as it is."""
        if table == LISTS:
            return dict(cells)
        known = {column.key: column for column in self.template.table(table).columns}
        return {key: self._encoded(table, known.get(key), key, value) for key, value in cells.items()}

    def _encoded(self, table: str, column: Column | None, key: str, value: Value) -> Value:
        if column is None:
            return value
        return KINDS[column.kind].encode(value, self.conventions[table][key])

    def _decode_list(self, key: str, raw: Raw) -> Reading:
        if key in (LIST, ENTRY):
            return decode_text(raw)
        return decode_number(raw, self.settings.lang)


def language_of(tables: Mapping[str, TableData], name: str, templates: Path | None) -> SideLanguage:
    """Find out how a workbook is written. Raises: LayoutBroken, TemplateError, BadRequest."""
    settings = read_settings(tables, name)
    entries = tuple(list_entries(tables[LISTS]).items()) if LISTS in tables else ()
    alike = replace(settings, workbook_id="")
    found = _language(templates, _state_of(templates), alike, frozenset(tables), entries)
    prove_layout(found.template, tables, name)
    return replace(found, settings=settings)


@lru_cache(maxsize=64)
def _language(
    templates: Path | None, _state: _State, settings: Settings, tables: frozenset[str], entries: _Entries
) -> SideLanguage:
    """Work out what all cells mean, once for all workbooks of a run that are written alike."""
    chosen, process, _ = choose(load_template(templates), settings.process, settings.scheme)
    there = as_old_as(tables, chosen)
    conventions = conventions_of(there, settings, dict(entries))
    return SideLanguage(settings, there, process, conventions, dict(entries))


def _state_of(templates: Path | None) -> _State:
    """Say what a company's own template files are now; the shipped ones do not change while a program runs."""
    if templates is None:
        return ()
    files = sorted(templates.rglob("*.toml"))
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def _any_currency(conventions: Conventions, raw: Raw) -> Conventions:
    """Understand an amount whatever its row's currency is: a number as it stands, a text as the side's own money."""
    number = isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)
    return replace(conventions, currency=None, currency_digits=FINEST if number else conventions.currency_digits)
