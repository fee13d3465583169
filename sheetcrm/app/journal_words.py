"""What the log says with ids and keys, in words: workbooks by file name, rows and columns by their labels."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sheetcrm.app.configuration import FileHub
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_tables import ENTRY
from sheetcrm.app.sync_tables import LIST
from sheetcrm.app.sync_tables import LISTS_TABLE
from sheetcrm.app.sync_tables import RATE
from sheetcrm.app.wording import plain_number
from sheetcrm.messages import say
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import Agreed
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.log import Entry
from sheetcrm.sync.side import SyncTable
from sheetcrm.templates.load import Template
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.templates.template import LISTS
from sheetcrm.values import CellError
from sheetcrm.values import Raw

_POINTS_TO = ("account", "opportunity_id", "lead_id")
"""Columns by whose row people name a row that has no label of its own, the first that is filled in."""


class JournalWords:
    """Says the log of one desk in one language."""

    def __init__(self, desk: SyncDesk, template: Template, lang: str) -> None:
        """Keep what gives ids and keys their labels."""
        self.lang = lang
        self._template = template
        self._store = BaseStore(desk.database)
        self._hub = desk.configuration.hub
        attendance = desk.roster.attendance()
        self._files = {workbook: Path(one.path) for workbook, one in attendance.items()}
        self.workbooks = self._store.workbooks() | self._files.keys()
        self._stages = {
            stage.key: stage.in_language(lang) for process in template.processes.values() for stage in process.stages
        }
        self._lists = {entries.key: entries.items for entries in template.lists}
        self._labels: dict[tuple[str, str], str] = {}
        self._pointers: dict[tuple[str, str], tuple[str, str]] = {}

    def learn(self, entries: Sequence[Entry]) -> None:
        """Look up the labels of all rows that entries tell of, at once; entries may tell the label of a lost one."""
        wanted: dict[str, set[str]] = {}
        for entry in entries:
            wanted.setdefault(entry.table, set()).add(entry.row_id)
        self._learn(wanted)
        pointed: dict[str, set[str]] = {}
        for table, row_id in self._pointers.values():
            pointed.setdefault(table, set()).add(row_id)
        self._learn(pointed)
        listed = {entry.row_id for entry in entries if entry.table == LISTS}
        for row_id, cells in self._store.last_known(LISTS_TABLE, listed).items():
            self._labels[LISTS, row_id] = self.value(LISTS, ENTRY, _text(cells[1]))
        for entry in entries:
            named = entry.old or entry.new
            known = self._table(entry.table)
            if known and known.label_column == entry.column and isinstance(named, str):
                self._labels.setdefault((entry.table, entry.row_id), named)

    def place(self, name: str) -> str:
        """Give the file's name of a workbook, or what the hub is called."""
        if name in self._files:
            return self._files[name].name
        if name in self.workbooks:
            return name
        return self._hub.path.name if isinstance(self._hub, FileHub) else "Google Sheets"

    def origin(self, entry: Entry) -> str:
        """Say where a value came from."""
        if entry.source:
            return ", ".join(self.place(name) for name in entry.source.split(", "))
        return self.place("") if entry.target in self.workbooks else say("journal_by_choice", self.lang)

    def named(self, typed: str) -> frozenset[str]:
        """Give the workbooks meant by an id, a path or a file name, with or without its ending."""
        return frozenset(
            name
            for name in self.workbooks
            if typed in (name, *_spellings(self._files.get(name))) or Path(typed).absolute() == self._files.get(name)
        )

    def known_files(self) -> Sequence[str]:
        """Give the file names of all workbooks."""
        return sorted(path.name for path in self._files.values())

    def table(self, key: str) -> str:
        """Give a table's name."""
        if key == LISTS:
            return self._template.lists_table.in_language(self.lang)
        table = self._table(key)
        return table.in_language(self.lang) if table else key

    def column(self, table: str, key: str) -> str:
        """Give a column's label."""
        if table == LISTS:
            return say(f"journal_list_{key}", self.lang) if key in (LIST, ENTRY, RATE) else key
        column = self._column(table, key)
        return column.in_language(self.lang) if column else key

    def row(self, table: str, row_id: str) -> str:
        """Give what people call a row, or the row it belongs to; nothing if it has no name."""
        place = (table, row_id)
        return self._labels.get(place) or self._labels.get(self._pointers.get(place, place), "")

    def value(self, table: str, key: str, value: Raw) -> str:
        """Say a cell's value as people of the language write it."""
        if value is None:
            return ""
        if isinstance(value, CellError):
            return value.text
        if isinstance(value, bool | str):
            return self._said(self._column(table, key), str(value))
        if isinstance(value, int | float | Decimal):
            return plain_number(Decimal(str(value)), self.lang)
        if isinstance(value, date):
            return f"{value:%d/%m/%Y %H:%M}" if isinstance(value, datetime) else f"{value:%d/%m/%Y}"
        return str(value)

    def _said(self, column: Column | None, text: str) -> str:
        if column is None:
            items = [item for items in self._lists.values() for item in items]
            return next((one.in_language(self.lang) for one in items if one.key == text), text)
        if column.kind == "stage":
            return self._stages.get(text, text)
        if column.kind == "reference" and column.refers_to:
            return self.row(column.refers_to, text) or text
        lists = column.lists or ((column.list,) if column.list else ())
        offered = [*column.choices, *(item for key in lists for item in self._lists.get(key, ()))]
        return next((one.in_language(self.lang) for one in offered if one.key == text), text)

    def _learn(self, wanted: Mapping[str, Collection[str]]) -> None:
        for key, row_ids in wanted.items():
            if (table := self._table(key)) is None:
                continue
            columns = [column.key for column in table.columns]
            for row_id, cells in self._store.last_known(sync_table_of(table), row_ids).items():
                self._name(table, row_id, dict(zip(columns, cells, strict=True)))

    def _name(self, table: Table, row_id: str, row: Mapping[str, Agreed]) -> None:
        own = row.get(table.label_column or "")
        pointing = [column for column in table.columns if column.key in _POINTS_TO and isinstance(row[column.key], str)]
        if isinstance(own, str):
            self._labels[table.key, row_id] = own
        elif pointing:
            first = min(pointing, key=lambda column: _POINTS_TO.index(column.key))
            if first.refers_to:
                self._pointers[table.key, row_id] = (first.refers_to, str(row[first.key]))
            else:
                self._labels[table.key, row_id] = str(row[first.key])

    def _table(self, key: str) -> Table | None:
        return next((table for table in self._template.tables if table.key == key), None)

    def _column(self, table: str, key: str) -> Column | None:
        found = self._table(table)
        return next((column for column in found.columns if column.key == key), None) if found else None


def sync_table_of(table: Table) -> SyncTable:
    """Give all columns of a table, for looking up what was agreed on."""
    return SyncTable(table.key, tuple(SyncColumn(column.key) for column in table.columns))


def _spellings(path: Path | None) -> Mapping[str, None]:
    return dict.fromkeys((path.name, path.stem, str(path)) if path else ())


def _text(cell: Agreed) -> str | None:
    return cell if isinstance(cell, str) else None
