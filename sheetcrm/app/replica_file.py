"""A rep's workbook file as sync sees it (implements `sheetcrm.sync.ports.WorkbookPort`)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path

from sheetcrm.app.own_sheets import PlanOwn
from sheetcrm.app.own_sheets import write_own_file
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_language import language_of
from sheetcrm.app.sync_settings import HUB
from sheetcrm.app.sync_settings import STAMP
from sheetcrm.app.sync_settings import said
from sheetcrm.app.sync_settings import settings_edits
from sheetcrm.app.sync_sheets import as_row_edits
from sheetcrm.app.sync_sheets import as_sheets
from sheetcrm.errors import Locked
from sheetcrm.sync.ports import FileLocked
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.roster import Roster
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.side import SyncTable
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from sheetcrm.workbooks.xlsx.workbook import local_time


@dataclass
class WorkbookFile:
    """One workbook file."""

    replica: XlsxReplica
    name: str
    tables: Sequence[SyncTable]
    hub: str
    """The id of the hub it belongs to; the file is marked with it."""
    templates: Path | None
    unsettled: Callable[[str], Collection[str]]
    """(workbook) → drafts of which it is not known yet whether what they displaced must be put back."""
    roster: Roster
    read_tables: Mapping[str, TableData] = field(default_factory=dict)
    """All tables as last read."""
    only_stamped: dict[str, str] = field(default_factory=dict)
    """Content of a draft in which nothing but sync's own marks is new → the content it was made from."""
    _language: SideLanguage | None = None

    @property
    def language(self) -> SideLanguage:
        """Give how the file is written, as last read."""
        assert self._language is not None, "read first"
        return self._language

    def claim(self) -> bool:
        """Keep other sync processes off this file."""
        return self.replica.claim()

    def release(self) -> None:
        """Keep what was displaced as backups, and let others have the file."""
        self.replica.tidy(local_time(), self.unsettled(self.name))
        self.replica.release()

    def read(self) -> FileSeen:
        """Read all tables. Raises: WorkbookError."""
        looked = self.replica.look()
        self.replica.left = looked.content
        file = str(self.replica.path)
        self._language = language_of(looked.tables, file, self.templates)
        self.read_tables = looked.tables
        sheets = as_sheets(self.tables, looked.tables, looked.formulas, self.language, file)
        return FileSeen(looked.content, said(looked.tables).get(STAMP), sheets, looked.locked)

    def draft(self, seen: FileSeen, edits: Sequence[Edit], stamp: str | None) -> str:
        """Write a new file beside the one that was read, forced to disk; give its content. Raises: WorkbookError."""
        wanted = {HUB: self.hub, **({STAMP: stamp} if stamp else {})}
        row_edits = as_row_edits(edits, self.read_tables, self.language)
        made = self.replica.draft(seen.content, [*row_edits, *settings_edits(self.read_tables, wanted)])
        if not edits:
            self.only_stamped[made] = seen.content
        return made

    def write_own(self, plan: PlanOwn) -> bool:
        """Write a sheet of its own, which changes no figure; False if others are at it. Raises: WorkbookError."""
        written = write_own_file(self.replica, plan)
        known = self.roster.attendance().get(self.name) if written else None
        if written and known is not None and known.content == written.before:
            self.roster.note(replace(known, content=written.after))
        return written is not None

    def exchange(self, content: str) -> str:
        """Swap the file with the one of that content that lies beside it; give the content displaced."""
        try:
            displaced = self.replica.exchange(content)
        except Locked as error:
            raise FileLocked from error
        self.replica.go_on(displaced, content)
        return displaced

    def displaced_by(self, draft: str) -> str | None:
        """Give what lies where a draft was written."""
        return self.replica.displaced_by(draft)
