"""Conflicts on the sheets of a run: choices made there are taken first, and at the end each side lists its own."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace
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
from sheetcrm.app.hub_file import FileHub
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.meanings import Meanings
from sheetcrm.app.replica_file import WorkbookFile
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_recompute import HUB_CONTENT
from sheetcrm.app.sync_tables import CONFLICTS
from sheetcrm.errors import BadRequest
from sheetcrm.errors import WorkbookError
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook


@dataclass(frozen=True, slots=True)
class ConflictSheets:
    """The sheets of conflicts of a hub and of the workbooks that were read in this run."""

    desk: SyncDesk
    hub: FileHub
    files: Sequence[WorkbookFile]
    templates: Path | None
    now: datetime

    def take(self) -> int:
        """Keep what was chosen on the sheets as they were read; give how many that were."""
        clashes = self._open()
        taken = 0
        for side in self._read() if clashes else ():
            for clash, pick in chosen_on(side.read_tables, side.language, self._of(side, clashes)):
                with suppress(BadRequest, WorkbookError):  # what is not understood stays on the sheet
                    resolve(self.desk, [clash], pick, Meanings(self.desk, self.templates), self.now)
                    taken += 1
        return taken

    def show(self) -> None:
        """Let each side list its own conflicts; a file that its user is at is brought up to date by a later run."""
        clashes = self._open()
        listed = [side for side in self._read() if self._of(side, clashes) or _lists_any(side)]
        if not listed:
            return
        ever = every_clash(self.desk, self._workbooks())
        ours = frozenset(clash_id(clash) for clash in ever)
        for side in listed:
            with suppress(WorkbookError):
                self._write(side, self._of(side, clashes), ours)

    def _write(self, side: FileHub | WorkbookFile, clashes: Sequence[Clash], ours: frozenset[str]) -> None:
        if not side.replica.claim():
            return
        try:
            book = XlsxWorkbook(side.replica.path, lambda: self.now)
            tables, language = book.read(), side.language
            words = JournalWords(self.desk, language.template, language.settings.lang)
            zone = self.desk.configuration.time_zone
            edits = tab_edits(tables, language, shown_clashes(clashes, tables), ours, words, zone)
            if edits:
                before = side.replica.content
                book.write(edits)
                self._keep_recomputed(side, before)
        finally:
            side.replica.unclaim()

    def _keep_recomputed(self, side: FileHub | WorkbookFile, before: str) -> None:
        """Remember that a file which was recomputed still is: this sheet changes no figure."""
        roster, now = self.desk.roster, side.replica.content
        if side is self.hub:
            if roster.fact(HUB_CONTENT) == before:
                roster.learn(HUB_CONTENT, now)
            return
        known = roster.attendance().get(side.name)
        if known is not None and known.content == before:
            roster.note(replace(known, content=now))

    def _open(self) -> list[Clash]:
        return open_conflicts(self.desk, self._workbooks())

    def _workbooks(self) -> frozenset[str]:
        known = self.desk.roster.attendance().keys()
        return frozenset((*known, *(file.name for file in self.files)))

    def _read(self) -> Iterator[FileHub | WorkbookFile]:
        sides: tuple[FileHub | WorkbookFile, ...] = (self.hub, *self.files)
        yield from (side for side in sides if side.read_tables)

    def _of(self, side: FileHub | WorkbookFile, clashes: Sequence[Clash]) -> list[Clash]:
        return [clash for clash in clashes if side is self.hub or clash.workbook == side.name]


def _lists_any(side: FileHub | WorkbookFile) -> bool:
    data = side.read_tables.get(CONFLICTS)
    return data is not None and bool(data.rows)
