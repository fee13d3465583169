"""What planning needs to know of a hub or workbook: how its cells are understood, what it shows, what is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Protocol

from sheetcrm.app.sync_judge import StageJudge
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_owner import Deals
from sheetcrm.app.sync_owner import Filter
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import fold
from sheetcrm.workbooks.base import TableData


class Read(Protocol):
    """A hub or workbook that was read."""

    @property
    def language(self) -> SideLanguage:
        """How it is written."""
        ...

    @property
    def read_tables(self) -> Mapping[str, TableData]:
        """All its tables."""
        ...


@dataclass
class Sides:
    """Makes the sides of one hub or workbook, table by table, from what was read last."""

    read: Read
    label: str
    """What people know it by."""
    templates: Path | None
    today: date
    entries: dict[str | None, dict[str, str]]
    """What stands in the lists of all sides of the run."""
    deals: Deals = field(default_factory=Deals)
    filter: Filter | None = None
    _known: Mapping[str, TableData] | None = None
    """The tables that the judge has seen."""
    _readers: dict[str, Reader] = field(default_factory=dict)
    _judge: StageJudge | None = None

    def make(self, table: SyncTable, sheet: Sheet) -> Side:
        """Give the side for one table (implements `sheetcrm.sync.side.MakeSide`)."""
        language = self.read.language
        if self._judge is None or self._known is not self.read.read_tables:
            self._known, self._readers = self.read.read_tables, {}
            for key, entries in language.entries.items():
                self.entries.setdefault(key, {}).update({fold(entry): entry for entry in entries})
            self._judge = StageJudge(self.read.read_tables, self.label, self.templates, self.today)
        if table.key not in self._readers:
            self._readers[table.key] = Reader(language.decoder(table.key, self.entries))
        if table.key == PROCESS_TABLE:
            self.deals.see(sheet)
        shown = self.filter.shown(table, language) if self.filter else None
        return Side(self.label, sheet, self._readers[table.key], shown, self._judge.of(table, sheet))
