"""Conflicts on the sheets of a run: choices made there are taken first, and at the end each side lists its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheetcrm.app.conflict_tab import chosen_on
from sheetcrm.app.conflict_tab import shown_clashes
from sheetcrm.app.conflict_tab import tab_edits
from sheetcrm.app.conflicts import Clash
from sheetcrm.app.conflicts import clash_id
from sheetcrm.app.conflicts import every_clash
from sheetcrm.app.conflicts import open_conflicts
from sheetcrm.app.conflicts import resolve
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.meanings import Meanings
from sheetcrm.app.own_sheets import PlanOwn
from sheetcrm.app.replica_file import WorkbookFile
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_hub import SyncHub
from sheetcrm.app.sync_tables import CONFLICTS
from sheetcrm.errors import BadRequest
from sheetcrm.errors import WorkbookError
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData

CARRIED = "hub_lines"
"""Ids of the lines that a transaction on the hub took along before the run that it belongs to was over."""


@dataclass(frozen=True, slots=True)
class ConflictSheets:
    """The sheets of conflicts of a hub and of the workbooks that were read in this run."""

    desk: SyncDesk
    hub: SyncHub
    files: Sequence[WorkbookFile]
    templates: Path | None
    now: datetime

    def take(self) -> int:
        """Keep what was chosen on the sheets as they were read; give how many that were."""
        clashes = self._open()
        taken, meanings = 0, Meanings(self.desk, self.templates, self.hub.language)
        for side in self._read() if clashes else ():
            for clash, pick in chosen_on(side.read_tables, side.language, self._of(side, clashes)):
                with suppress(BadRequest, WorkbookError):  # what is not understood stays on the sheet
                    resolve(self.desk, [clash], pick, meanings, self.now)
                    taken += 1
        return taken

    def show(self) -> bool:
        """Let each side list its own conflicts; a file that its user is at is brought up to date by a later run.

        Say whether nothing is left to do for that: neither a list to renew nor a choice that could not be taken.
        """
        clashes, carried = self._open(), self._carried()
        listed = [side for side in self._read() if self._of(side, clashes) or _lists_any(side)]
        if carried and self.hub not in listed:
            listed.append(self.hub)
        if not listed:
            return True
        ours, done = self._ours(), True
        for side in listed:
            own = self._of(side, clashes)
            written = self._write(side, self._lines(side, own, ours))
            done &= written and not any(chosen_on(side.read_tables, side.language, own))
            if written and side is self.hub and carried:
                self.desk.roster.learn(CARRIED, "[]")
        return done

    def _write(self, side: SyncHub | WorkbookFile, plan: PlanOwn) -> bool:
        try:
            return side.write_own(plan)
        except WorkbookError:
            return False

    def foretell(self) -> Callable[[], None]:
        """Work out what the hub will list, now that the memory is for a moment as the run will leave it.

        What it gives is called with the memory as it is, and has the hub's next transaction take the lines along.
        """
        clashes = self._open()
        lines = self._lines(self.hub, clashes, self._ours() | {clash_id(clash) for clash in clashes})

        def carry() -> None:
            ids = {clash_id(clash) for clash in clashes}
            if ids - self._carried():  # else a run that is stopped now would leave lines that nobody knows
                self.desk.roster.learn(CARRIED, json.dumps(sorted(ids | self._carried())))
            with suppress(WorkbookError):
                self.hub.carry_own(lines)

        return carry

    def _lines(self, side: SyncHub | WorkbookFile, clashes: Sequence[Clash], ours: frozenset[str]) -> PlanOwn:
        language, zone = side.language, self.desk.configuration.time_zone

        def plan(tables: Mapping[str, TableData]) -> Sequence[RowEdit]:
            words = JournalWords(self.desk, language.template, language.settings.lang)
            return tab_edits(tables, language, shown_clashes(clashes, tables), ours, words, zone)

        return plan

    def _ours(self) -> frozenset[str]:
        """Give the ids of all lines that this memory ever knew, written or only sent."""
        return frozenset(map(clash_id, every_clash(self.desk, self._workbooks()))) | self._carried()

    def _carried(self) -> frozenset[str]:
        return frozenset(json.loads(self.desk.roster.fact(CARRIED) or "[]"))

    def _open(self) -> list[Clash]:
        return open_conflicts(self.desk, self._workbooks())

    def _workbooks(self) -> frozenset[str]:
        known = self.desk.roster.attendance().keys()
        return frozenset((*known, *(file.name for file in self.files)))

    def _read(self) -> Iterator[SyncHub | WorkbookFile]:
        sides: tuple[SyncHub | WorkbookFile, ...] = (self.hub, *self.files)
        yield from (side for side in sides if side.read_tables)

    def _of(self, side: SyncHub | WorkbookFile, clashes: Sequence[Clash]) -> list[Clash]:
        return [clash for clash in clashes if side is self.hub or clash.workbook == side.name]


def _lists_any(side: SyncHub | WorkbookFile) -> bool:
    data = side.read_tables.get(CONFLICTS)
    return data is not None and bool(data.rows)
