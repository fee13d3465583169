"""What a cell of the hub or of one workbook means: its language and its lists decide, as when sync reads it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sheetcrm.app.configuration import hub_address
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_language import language_of
from sheetcrm.app.sync_tables import sync_tables
from sheetcrm.errors import NotFound
from sheetcrm.errors import WorkbookError
from sheetcrm.messages import Label
from sheetcrm.templates.template import LISTS
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook

Address = Path | str
"""A file, or a Google spreadsheet as `open_workbook` takes it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """How the cells of one side are understood."""

    language: SideLanguage
    columns: Mapping[str, frozenset[str]]
    """Table → the columns that are kept in step."""

    def has(self, table: str, column: str) -> bool:
        """Say whether such a column is kept in step."""
        return column in self.columns.get(table, ())

    def label(self, table: str, column: str) -> Label | str:
        """Give what people call a column."""
        columns = () if table == LISTS else self.language.template.table(table).columns
        return next((Label(one.vi, one.en) for one in columns if one.key == column), column)

    def read(self, table: str, column: str, raw: Raw) -> Value | Undecodable:
        """Give a cell's canonical value."""
        return self.language.decoder(table, {})(column, raw)

    def nearest(self, table: str, column: str, raw: Raw) -> Value:
        """Give the canonical value, or what stands there as it is if it has none."""
        read = self.read(table, column, raw) if self.has(table, column) else as_value(raw)
        return as_value(raw) if isinstance(read, Undecodable) else read


def as_value(raw: Raw) -> Value:
    """Take a cell as it was read for its value; an error has none."""
    if isinstance(raw, float):
        return Decimal(str(raw))
    if isinstance(raw, time | timedelta):
        return str(raw)
    return None if isinstance(raw, CellError) else raw


class Meanings:
    """The meanings of all sides of one desk; each file is opened once, when it is asked for."""

    def __init__(self, desk: SyncDesk, templates: Path | None, hub: SideLanguage | None = None) -> None:
        """Find the files of all sides; `hub` is how the hub is written, where that was read already."""
        configuration = desk.configuration
        self._templates = templates
        self._credentials = configuration.credentials
        self._hub: Address = hub_address(configuration)
        self._files = {workbook: Path(one.path) for workbook, one in desk.roster.attendance().items()}
        self._others = [replica.path for replica in desk.configuration.replicas]
        self._known: dict[Address, Meaning] = {} if hub is None else {self._hub: _meaning(hub)}

    def of(self, side: str) -> Meaning:
        """Give the meaning of a workbook, or (for any other name) of the hub.

        A side whose file cannot be read now, or is none, is understood like the first one that can.
        Raises: WorkbookError when none can be read.
        """
        refused: WorkbookError | None = None
        for address in self._nearest(side):
            try:
                return self._read(address)
            except WorkbookError as error:
                refused = refused or error
        raise refused or NotFound(file=side)

    def _nearest(self, side: str) -> Iterator[Address]:
        yield from (self._files.get(side, self._hub), self._hub, *self._files.values(), *self._others)

    def _read(self, address: Address) -> Meaning:
        if address not in self._known:
            read = open_workbook(address, self._credentials).read()
            language = language_of(read, str(address), self._templates)
            self._known[address] = _meaning(language)
        return self._known[address]


def _meaning(language: SideLanguage) -> Meaning:
    tables = sync_tables(language.template)
    return Meaning(language, {table.key: frozenset(column.key for column in table.columns) for table in tables})
