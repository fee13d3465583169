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
from sheetcrm.sync.base_store import Base
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.decisions import Recognise
from sheetcrm.sync.decisions import changes_of
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.file_entries import entries_of
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Log
from sheetcrm.sync.offers import Offers
from sheetcrm.sync.opening import Known
from sheetcrm.sync.opening import Member
from sheetcrm.sync.opening import Opened
from sheetcrm.sync.opening import Recogniser
from sheetcrm.sync.opening import durable
from sheetcrm.sync.ports import FileLocked
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import WorkbookPort
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.swapping import Swapper

ATTEMPTS = 8


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
    def offers(self) -> Offers:
        """Give the ids that were about to be written into files."""
        return Offers(self.database)

    @property
    def disputes(self) -> Disputes:
        """Give what hub and workbooks disagree on."""
        return Disputes(self.database)

    @property
    def recogniser(self) -> Recogniser:
        """Give who recognises rows of workbooks."""
        return Recogniser(self.store, self.disputes, self.offers, self.recognise)

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
                table.key: self.recogniser.table(member, table, seen.sheets[table.key], base, hub[table.key], new_id)
                for table in self.tables
            }
            stamps = [stamp for one in known.values() for stamp in one.found.stamps]
            if stamps and not seen.locked:
                try:
                    self._stamp(member.port, seen, stamps)
                    continue
                except FileLocked:
                    seen = replace(seen, locked=True)
            base = self._follow(base, seen.stamp, known)
            sheets = {key: durable(one.found, base) if stamps else one.found.sheet for key, one in known.items()}
            return Opened(member, seen, base, sheets, {key: one.pending for key, one in known.items()})
        raise HubBusy(side=member.port.name)

    def _stamp(self, port: WorkbookPort, seen: FileSeen, stamps: Sequence[Edit]) -> None:
        """Write ids into a file. Should it be displaced, the same rows get the same ids again. Raises: FileLocked."""
        self.offers.make(port.name, stamps, self.tables)
        if self.swapper.replace(port, seen, stamps, seen.stamp):
            self.offers.taken(port.name)

    def _follow(self, base: Base, stamp: str | None, known: Mapping[str, Known]) -> Base:
        """Remember under which ids the hub knows rows that are named so in the file by now."""
        changes: dict[str, dict[str, BaseRow | None]] = {}
        for table, one in known.items():
            settled = {old: new for old, new in one.renamed.items() if old not in one.pending}
            rows = base.rows[table]
            changes[table] = {**dict.fromkeys(settled), **{new: rows[old] for old, new in settled.items()}}
        if not any(changes.values()):
            return base
        self.store.advance(base, changes, self.tables, self.clock(), None)
        return self.store.load(base.workbook, stamp, self.tables)

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
            return True
        report.workbook_edits += len(edits) if replaced else 0
        return replaced

    def note_written(self, workbook: Opened, planned: Mapping[str, Plan]) -> None:
        """Log what will be written into a file that can be written."""
        if not workbook.seen.locked:
            Log(self.database).add(self._entries(workbook, planned))

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
