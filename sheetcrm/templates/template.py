"""A template as everybody uses it: the workbook's tables and lists, and the processes and schemes to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.domain.limits import Limits
from sheetcrm.domain.process import Process
from sheetcrm.domain.schemes import Scheme
from sheetcrm.templates.report_spec import Report
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Currency
from sheetcrm.templates.spec import ListEntries
from sheetcrm.templates.spec import Table

LISTS = "lists"
"""The key of the table on the lists sheet."""
PROCESS_TABLE = "opportunities"
"""The table that a process may add columns to."""


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook template, its processes, schemes and limits."""

    key: str
    version: int
    vi: str
    en: str
    tables: tuple[Table, ...]
    """The data tables, in the order of their sheets (the lists sheet apart)."""
    lists_table: Table
    """The lists sheet: a text column a list, then the currencies."""
    lists: tuple[ListEntries, ...]
    currencies: tuple[Currency, ...]
    reports: tuple[Report, ...]
    processes: Mapping[str, Process]
    process_columns: Mapping[str, tuple[Column, ...]]
    """Process key → the columns it adds to the opportunities."""
    schemes: Mapping[str, Scheme]
    limits: Limits

    def in_language(self, lang: str) -> str:
        """Give the template's name in the language asked for."""
        return self.vi if lang == "vi" else self.en

    def table(self, key: str) -> Table:
        """Give the table of that key, the lists sheet too (KeyError when there is none)."""
        for table in (*self.tables, self.lists_table):
            if table.key == key:
                return table
        raise KeyError(key)

    def for_process(self, process: str) -> Template:
        """Give the template with the columns that the process adds."""
        added = self.process_columns.get(process, ())
        tables = tuple(_with_columns(table, added) if table.key == PROCESS_TABLE else table for table in self.tables)
        return replace(self, tables=tables)


def _with_columns(table: Table, added: tuple[Column, ...]) -> Table:
    there = {column.key for column in table.columns}
    new = tuple(column for column in added if column.key not in there)
    return replace(table, columns=table.columns + new)
