"""A Google spreadsheet as the hub of a dry run: it is read for real, and what would be written is only remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from sheetcrm.app.applied import applied
from sheetcrm.app.hub_images import images_of
from sheetcrm.app.hub_spreadsheet import SpreadsheetHub
from sheetcrm.app.own_sheets import PlanOwn
from sheetcrm.app.sync_sheets import as_row_edits
from sheetcrm.app.sync_sheets import as_sheets
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.sheet import Sheet


@dataclass
class RehearsedHub(SpreadsheetHub):
    """A spreadsheet that nothing is written to."""

    _number: int = 0
    _now: Mapping[str, Sheet] = field(default_factory=dict)

    def read(self) -> HubSeen:
        """Read all tables once; after that, give them as they would be."""
        if not self._now:
            seen = super().read()
            self._number, self._now = seen.number, seen.sheets
        return HubSeen(self._number, self._now)

    def transact(self, transaction: Transaction) -> Receipt:
        """Remember what would be written."""
        images = images_of(self._now, transaction.edits, self.language)
        watched = images_of(self._now, [], self.language, transaction.watched)
        after = applied(self.read_tables, as_row_edits(transaction.edits, self.read_tables, self.language))
        formulas = {}
        for key, sheet in self._now.items():
            now = {place: row for row, place in after.places.get(key, {}).items()}
            formulas[key] = frozenset((now.get(row, row), column) for row, column in sheet.formulas)
        self.read_tables, self._number = after.tables, transaction.number
        sheets = as_sheets(self.tables, self.read_tables, formulas, self.language, self.title)
        self._now = {key: replace(sheet, formulas=formulas.get(key, frozenset())) for key, sheet in sheets.items()}
        return Receipt(images, watched)

    def fence(self, _number: int, _token: str) -> Receipt | None:
        """Find out nothing: what an earlier run left open stays so."""
        return None

    def write_own(self, _plan: PlanOwn) -> bool:
        """Write nothing."""
        return True
