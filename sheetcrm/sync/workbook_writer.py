"""Reads and replaces workbook files: ids first, what the hub has for them last."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sheetcrm.errors import HubBusy
from sheetcrm.errors import WorkbookError
from sheetcrm.sync.acquaintance import acquaintance
from sheetcrm.sync.base_store import Base
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.decisions import Recognise
from sheetcrm.sync.decisions import changes_of
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.file_entries import entries_of
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Log
from sheetcrm.sync.ports import FileLocked
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import WorkbookPort
from sheetcrm.sync.recognise import Recognised
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import MakeSide
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.swapping import Swapper

ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Member:
    """A workbook that takes part."""

    port: WorkbookPort
    make_side: MakeSide


@dataclass(slots=True)
class Opened:
    """A workbook as it was read, its rows recognised, with the base that belongs to it."""

    member: Member
    seen: FileSeen
    base: Base
    sheets: Mapping[str, Sheet]

    @property
    def name(self) -> str:
        """Give the workbook's name."""
        return self.member.port.name

    def rows(self, table: SyncTable) -> BaseRows:
        """Give the base to plan with: that a row agreed on since the file was written is missing is no deletion."""
        rows, young = self.base.rows[table.key], self.base.young.get(table.key, set())
        missing = young - set(self.sheets[table.key].columns[ID]) if young else young
        return {row_id: row for row_id, row in rows.items() if row_id not in missing} if missing else rows

    def side(self, table: SyncTable) -> Side:
        """Give what planning needs to know of it."""
        return replace(
            self.member.make_side(table, self.sheets[table.key]), earlier=self.base.earlier.get(table.key, {})
        )


class Waiting(Protocol):
    """The part of a run's report that is filled in here."""

    workbook_edits: int
    waiting: set[str]


@dataclass(slots=True)
class WorkbookWriter:
    """All workbook files of a run."""

    database: Database
    tables: Sequence[SyncTable]
    clock: Callable[[], datetime]
    new_token: Callable[[], str]
    recognise: Recognise

    @property
    def store(self) -> BaseStore:
        """Give what was agreed on with each workbook."""
        return BaseStore(self.database)

    @property
    def swapper(self) -> Swapper:
        """Give who swaps the files."""
        return Swapper(self.database)

    def open(self, member: Member, hub: Mapping[str, Sheet], new_id: Callable[[], str]) -> Opened:
        """Read a workbook; rows without ids get theirs in the file first. Raises: WorkbookError, HubBusy."""
        self.swapper.finish(member.port)
        for _ in range(ATTEMPTS):
            seen = member.port.read()
            base = self.store.load(member.port.name, seen.stamp, self.tables)
            known = {
                table.key: self._recognise(member, table, seen.sheets[table.key], base, hub[table.key], new_id)
                for table in self.tables
            }
            stamps = [stamp for found in known.values() for stamp in found.stamps]
            if not stamps:
                return Opened(member, seen, base, {key: found.sheet for key, found in known.items()})
            if not seen.locked:
                try:
                    self.swapper.replace(member.port, seen, stamps, seen.stamp)
                    continue
                except FileLocked:
                    seen = replace(seen, locked=True)
            return Opened(member, seen, base, {key: _durable(found, base) for key, found in known.items()})
        raise HubBusy(side=member.port.name)

    def finish(self, workbook: Opened, planned: Mapping[str, Plan], report: Waiting) -> bool:
        """Give a workbook what it lacks, and remember what is agreed on now; False when it was saved meanwhile."""
        base, port = workbook.base, workbook.member.port
        edits = [edit for plan in planned.values() for edit in plan.workbook_edits]
        waits = bool(edits) or not base.stamped or any(base.young.values()) or _has_older_values(base)
        pushed = self._changes(base, planned, written=False)
        agreed = any(row is not None for rows in pushed.values() for row in rows.values())
        if not (waits or agreed) or workbook.seen.locked:
            if waits:
                report.waiting.add(workbook.name)
            self._remember(base, pushed, None, ())
            return True
        stamp = self.new_token()
        changes = self._changes(base, planned, written=True)
        number = self._remember(base, changes, stamp, self._entries(workbook, planned))
        try:
            replaced = self.swapper.replace(port, workbook.seen, edits, stamp, number)
        except FileLocked:
            report.waiting.add(workbook.name)
            self.swapper.take_back(number)
            return True
        except WorkbookError:
            self.swapper.take_back(number)
            raise
        report.workbook_edits += len(edits) if replaced else 0
        return replaced

    def note_written(self, workbook: Opened, planned: Mapping[str, Plan]) -> None:
        """Log what will be written into a file that can be written."""
        if not workbook.seen.locked:
            Log(self.database).add(self._entries(workbook, planned))

    def _recognise(
        self,
        member: Member,
        table: SyncTable,
        sheet: Sheet,
        base: Base,
        hub: Sheet,
        new_id: Callable[[], str],
    ) -> Recognised:
        side = member.make_side(table, sheet)
        known = acquaintance(self.store, Disputes(self.database), table, base, side, hub)
        return self.recognise(sheet, known, table.columns, side.reader, new_id)

    def _changes(
        self, base: Base, planned: Mapping[str, Plan], *, written: bool
    ) -> dict[str, dict[str, BaseRow | None]]:
        found: dict[str, dict[str, BaseRow | None]] = {}
        for table in self.tables:
            plan, rows = planned[table.key], base.rows[table.key]
            edits = plan.workbook_edits if written else ()
            found[table.key] = {row_id: None for row_id in plan.forgotten if row_id in rows}
            found[table.key] |= changes_of(table, rows, plan.agreed, edits)
        return found

    def _remember(
        self,
        base: Base,
        changes: Mapping[str, Mapping[str, BaseRow | None]],
        stamp: str | None,
        entries: Sequence[Entry],
    ) -> int:
        """Make what is agreed on durable: before a file carries its stamp, and with what is about to be overwritten."""
        if stamp is None and (base.stamped is None or not any(changes.values())):
            return 0
        with self.database.transaction():
            number = self.store.advance(base, changes, self.tables, self.clock(), stamp)
            Log(self.database).add(entries, number)
            if stamp is not None:
                self.swapper.expect(base.workbook, number)
        return number

    def _entries(self, workbook: Opened, planned: Mapping[str, Plan]) -> list[Entry]:
        return entries_of(planned.values(), workbook.name, self.clock())


def _has_older_values(base: Base) -> bool:
    """Say whether a value typed back would look like one agreed on before: the file needs a stamp of its own time."""
    return any(row_id in base.rows[table] for table, earlier in base.earlier.items() for row_id in earlier)


def _durable(found: Recognised, base: Base) -> Sheet:
    """Leave out the rows whose new ids cannot be written into the file now: nobody else may see them yet."""
    table = found.sheet.table
    fresh = {
        stamp.row_id
        for stamp in found.stamps
        if isinstance(stamp, Update) and stamp.row_id not in base.rows[table] and stamp.row_id not in base.newer[table]
    }
    ids = found.sheet.columns[ID]
    kept = [index for index, row_id in enumerate(ids) if row_id not in fresh]
    columns = {key: [cells[index] for index in kept] for key, cells in found.sheet.columns.items()}
    return replace(found.sheet, columns=columns, rows=[found.sheet.rows[index] for index in kept])
