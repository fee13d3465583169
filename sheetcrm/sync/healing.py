"""What becomes of rows of a hub that a write hit by mistake: what comes back, what stays, what has lost its place.

A new id that came to another row without one stays there if that row would get a new one anyway: another process may
have seen it there, and would not know the row again without it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import Set
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime

from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import Recognise
from sheetcrm.sync.identity import is_valid_id
from sheetcrm.sync.intents import Change
from sheetcrm.sync.intents import Intents
from sheetcrm.sync.intents import Wound
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import Place
from sheetcrm.sync.repair import Remedy
from sheetcrm.sync.repair import remedy_for
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import MakeSide
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Raw
from sheetcrm.values import is_blank


@dataclass(frozen=True, slots=True)
class Healer:
    """Knows the remedies for the wounds of one hub."""

    hub: str
    side: MakeSide
    database: Database
    tables: Sequence[SyncTable]
    clock: Callable[[], datetime]
    recognise: Recognise

    def remedies(self, seen: HubSeen) -> list[Change]:
        """Give the edits that heal what still can be healed; all else is healed now, and told in the log.

        A repair may itself have hit something: what was done last is undone first, and another wound of the same row
        waits until that row has been seen again.
        """
        changes, intents = [], Intents(self.database, self.hub)
        treated: set[Place] = set()
        with self.database.transaction():
            wounds = intents.wounds()
            wanted = {wound.cells[ID] for wound in wounds.values() if ID in wound.cells}
            for number, wound in reversed(wounds.items()):
                sheet = seen.sheets[wound.table]
                remedy = remedy_for(self._but_new_ids(wound, sheet, wanted), sheet)
                if self._waits(wound.table, remedy, treated):
                    continue
                row_id = str(wound.row.get(ID) or "")
                Log(self.database).add(self.unplaced(wound.table, row_id, remedy.unplaced))
                if remedy.edit is None:
                    intents.healed(number)
                else:
                    changes.append(Change(remedy.edit, (), number))
        return changes

    def unplaced(self, table: str, row_id: str, cells: Mapping[str, Raw]) -> list[Entry]:
        """Tell what could not be put back."""
        found = {key: cell for key, cell in cells.items() if not is_blank(cell)}
        at = self.clock()
        return [
            Entry(at, Happened.UNPLACED, "", self.hub, table, row_id, key, cell, None) for key, cell in found.items()
        ]

    def _waits(self, table: str, remedy: Remedy, treated: set[Place]) -> bool:
        if remedy.at is None:
            return False
        waits = (table, remedy.at) in treated
        treated.add((table, remedy.at))
        return waits

    def _but_new_ids(self, wound: Wound, sheet: Sheet, wanted: Set[Raw]) -> Wound:
        """Leave a new id where it is. `wanted`: ids that have to come back, which are not new."""
        if ID not in wound.cells or wound.gone or is_valid_id(wound.cells[ID]) or wound.row[ID] in wanted:
            return wound
        (table,) = (table for table in self.tables if table.key == wound.table)
        if not self._would_be_new(table, str(wound.row[ID]), sheet):
            return wound
        return replace(wound, cells={key: cell for key, cell in wound.cells.items() if key != ID})

    def _would_be_new(self, table: SyncTable, row_id: str, sheet: Sheet) -> bool:
        """Say whether the row with this id would get another new one if it were taken away again."""
        ids = list(sheet.columns[ID])
        store = BaseStore(self.database)
        if ids.count(row_id) != 1 or store.last_known(table, [row_id]):
            return False
        index = ids.index(row_id)
        ids[index] = None
        bare = replace(sheet, columns={**sheet.columns, ID: ids})
        known = Acquaintance(store.everywhere(table), {}, own=False)
        found = self.recognise(bare, known, table.columns, self.side(table, bare).reader, lambda: row_id)
        return any(
            isinstance(stamp, Update) and stamp.at == sheet.rows[index] and stamp.row_id == row_id
            for stamp in found.stamps
        )
