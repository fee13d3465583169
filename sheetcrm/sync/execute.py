"""One run: the hub is read once and written once for all workbooks, then each workbook file is written.

The order is what keeps everything safe:

1. Ids go where the rows were typed: into the workbook files at once, on the hub with the transaction.
2. What the workbooks changed is merged in memory, workbook by workbook, and goes to the hub in one transaction; rows
   are deleted there by a second one, only where they are still as read.
3. Once the hub is known to hold all that, each workbook gets what it lacks.

Whenever somebody else was faster, the run starts anew from what stands there now.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import timedelta

from sheetcrm.errors import HubBusy
from sheetcrm.errors import WorkbookError
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.folding import Folded
from sheetcrm.sync.folding import Piece
from sheetcrm.sync.folding import fold
from sheetcrm.sync.folding import pieces_of
from sheetcrm.sync.folding import portions
from sheetcrm.sync.hub_writer import ATTEMPTS
from sheetcrm.sync.hub_writer import HubWriter
from sheetcrm.sync.hub_writer import Sent
from sheetcrm.sync.intents import Change
from sheetcrm.sync.job import Job
from sheetcrm.sync.job import Report
from sheetcrm.sync.log import Log
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.opening import Member
from sheetcrm.sync.opening import Opened
from sheetcrm.sync.plan import plan_table
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.recognise import Recognised
from sheetcrm.sync.repair import Image
from sheetcrm.sync.repair import judge_image
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import apply_edits
from sheetcrm.sync.showing import concern
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.workbook_writer import WorkbookWriter

KEPT_FOR = timedelta(days=180)
"""A copy of a workbook that is older has no base any more: what differs in it is a conflict."""


class Run:
    """One run."""

    hub_writer = HubWriter
    workbook_writer = WorkbookWriter

    def __init__(self, job: Job) -> None:
        """Start with nothing read."""
        self.job = job
        self.members: Sequence[Member] = ()
        self.report = Report()
        self.hub = self.hub_writer(job.hub, job.hub_side, job.database, job.tables, job.clock, job.new_token, job.rules)
        self.choices = Choices(job.database)
        self.workbooks = self.workbook_writer(job.database, job.tables, job.clock, job.new_token, job.rules.recognise)

    def synchronise(self) -> Report:
        """Make the hub and all workbooks one. Raises: SyncError, LayoutBroken (of the hub)."""
        self.members = [member for member in self.job.members if member.port.claim()]
        try:
            Log(self.job.database).begin_run(self.job.clock())
            self.hub.recover()
            for _ in range(ATTEMPTS):
                if self.round():
                    self.workbooks.store.prune(self.job.clock() - KEPT_FOR)
                    self.choices.prune(self.job.clock() - KEPT_FOR)
                    return self.report
                self.hub.heal()
            raise HubBusy(side=self.job.hub.name)
        finally:
            for member in self.members:
                member.port.release()

    def round(self) -> bool:
        """Read, plan, write once; False when somebody else was faster."""
        self.report = Report(busy={member.port.name for member in self.job.members if member not in self.members})
        seen = self.hub.read()
        opened = list(self._open_all(seen))
        known = {table.key: self._recognise(table, seen.sheets[table.key], opened) for table in self.job.tables}
        sheets = {key: found.sheet for key, found in known.items()}
        pieces: list[Piece] = [(stamp, None) for found in known.values() for stamp in found.stamps]
        chosen = self.choices.due({table: self.job.hub_side(table, sheets[table.key]) for table in self.job.tables})
        pieces += [(edit, None) for edit in chosen]
        sheets = {
            key: apply_edits(sheet, [edit for edit in chosen if edit.table == key]) for key, sheet in sheets.items()
        }
        plans = []
        for workbook in opened:
            planned = self._plan(workbook, sheets)
            plans.append((planned, len(pieces)))
            pieces += pieces_of(workbook.name, workbook.seen.stamp, planned.values())
            sheets = {key: apply_edits(sheet, planned[key].hub_edits) for key, sheet in sheets.items()}
        folded = fold(pieces, seen.sheets)
        following = self.job.conclude(folded.edits)
        if following:
            pieces += [(edit, None) for edit in following]
            folded = fold(pieces, seen.sheets)
            sheets = {key: apply_edits(sheet, _of(sheet, following)) for key, sheet in sheets.items()}
        if not self._write_hub(seen.number, folded, lambda: self._foretell(opened, sheets, folded)):
            return False
        done = True
        for workbook, (planned, before) in zip(opened, plans, strict=True):
            if len(pieces) > before:
                planned = self._plan_again(workbook, sheets)
            done &= self._finish(workbook, planned)
        return done

    def _open_all(self, seen: HubSeen) -> Iterator[Opened]:
        for member in self.members:
            try:
                yield self.workbooks.open(member, seen.sheets, self.job.new_id)
            except WorkbookError as error:
                self.report.failed[member.port.name] = error

    def _recognise(self, table: SyncTable, sheet: Sheet, opened: Sequence[Opened]) -> Recognised:
        """Give the hub's rows their ids; rows that no workbook of this run would show wait for another run."""
        side = self.job.hub_side(table, sheet)
        known = Acquaintance(self.workbooks.store.everywhere(table), {}, own=False)
        concerns = concern(side, table, [workbook.side(table).shown for workbook in opened])
        return self.job.rules.recognise(sheet, known, table.columns, side.reader, self.job.new_id, concerns)

    def _plan(self, workbook: Opened, sheets: Mapping[str, Sheet]) -> dict[str, Plan]:
        plans, prefer = {}, self.choices.prefer(self.job.prefer)
        for table in self.job.tables:
            plans[table.key] = plan_table(
                table,
                workbook.rows(table),
                self.job.hub_side(table, sheets[table.key]),
                workbook.side(table),
                prefer,
                emptied_on_purpose=self.job.emptied_on_purpose,
                rules=self.job.rules,
            )
        return plans

    def _write_hub(self, number: int, folded: Folded, foretell: Callable[[], None]) -> bool:
        """Send what is to be written, then what is to be deleted; False when things were not as read."""
        deletes = list(folded.deletes.values())
        parts = list(portions(folded.writes, self.job.weigh))
        images: Sequence[Image] = ()
        for portion in parts:
            number += 1
            watched = list(folded.deletes) if portion is parts[-1] else []
            sent, images = self.hub.send(number, portion, watched)
            if sent is not Sent.CLEAN:
                return False
            self.report.hub_edits += len(portion)
        if deletes and parts and not _still(deletes, images):
            return False
        foretell()
        while deletes or self.job.owes():
            number += 1
            sent, _ = self.hub.send(number, deletes)
            self.report.hub_edits += len(deletes)
            if sent is not Sent.CLEAN:
                return False
            deletes = []
        return not folded.deferred

    def _foretell(self, opened: Sequence[Opened], sheets: Mapping[str, Sheet], folded: Folded) -> None:
        """Let what the hub will say of this run go along with its last transaction, if another one is to be sent."""
        if self.job.foretell is None or not (folded.deletes or self.job.owes()):
            return
        planned = [(workbook, self._plan_again(workbook, sheets)) for workbook in opened]
        with self.job.database.rehearsed():
            self.hub.note_deleted(list(folded.deletes.values()))
            for workbook, plans in planned:
                self._keep_disputes(workbook, plans)
                self.workbooks.note_written(workbook, plans)
            carry = self.job.foretell()
        carry()

    def _plan_again(self, workbook: Opened, sheets: Mapping[str, Sheet]) -> dict[str, Plan]:
        """Plan with what was agreed on by writing to the hub."""
        workbook.base = self.workbooks.store.load(workbook.name, workbook.seen.stamp, self.job.tables)
        return self._plan(workbook, sheets)

    def _finish(self, workbook: Opened, planned: Mapping[str, Plan]) -> bool:
        for plan in planned.values():
            self.report.conflicts += [(workbook.name, conflict) for conflict in plan.conflicts]
            self.report.held += plan.held
        if any(plan.hub_edits for plan in planned.values()):
            return False
        self._keep_disputes(workbook, planned)
        try:
            return self.workbooks.finish(workbook, planned, self.report)
        except WorkbookError as error:
            self.report.failed[workbook.name] = error
            return True

    def _keep_disputes(self, workbook: Opened, planned: Mapping[str, Plan]) -> None:
        conflicts = [conflict for plan in planned.values() for conflict in plan.conflicts]
        Disputes(self.job.database).keep(workbook.name, self.job.hub.name, conflicts, self.job.clock())


def _of(sheet: Sheet, edits: Sequence[Edit]) -> list[Edit]:
    """Give the edits of a sheet; those of rows that wait for another run to show them are not for this one."""
    there = set(sheet.rows)
    return [one for one in edits if one.table == sheet.table and (isinstance(one, Insert) or one.at in there)]


def _still(deletes: Sequence[Change], images: Sequence[Image]) -> bool:
    """Say whether the rows to delete are all as read."""
    still = [judge_image(change.edit, image).same_row for change, image in zip(deletes, images, strict=False)]
    return all(still) and len(still) == len(deletes)
