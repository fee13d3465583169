"""Sync with one rule switched off at a time: each must break a promise in some schedule.

`FOUND` names the schedule that shows it; `python -m benchmarks.sync_schedules --mutants` looks for them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import Set
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sheetcrm.sync.base_store import Base
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import Reading
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.decisions import RULES
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.execute import Run
from sheetcrm.sync.healing import Healer
from sheetcrm.sync.hub_writer import HubWriter
from sheetcrm.sync.hub_writer import Sent
from sheetcrm.sync.intents import Change
from sheetcrm.sync.intents import Intent
from sheetcrm.sync.intents import Wound
from sheetcrm.sync.job import Job
from sheetcrm.sync.log import Entry
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.merge import CellFate
from sheetcrm.sync.merge import Presence
from sheetcrm.sync.merge import RowFate
from sheetcrm.sync.merge import merge_cell
from sheetcrm.sync.merge import merge_row
from sheetcrm.sync.offers import Offers
from sheetcrm.sync.opening import Member
from sheetcrm.sync.opening import Opened
from sheetcrm.sync.opening import Recogniser
from sheetcrm.sync.ports import FileLocked
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import Place
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import WorkbookPort
from sheetcrm.sync.recognise import Recognised
from sheetcrm.sync.recognise import recognise
from sheetcrm.sync.repair import Image
from sheetcrm.sync.repair import Remedy
from sheetcrm.sync.repair import Verdict
from sheetcrm.sync.repair import judge_image
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.swapping import Swapper
from sheetcrm.sync.workbook_writer import Waiting
from sheetcrm.sync.workbook_writer import WorkbookWriter
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from tests.sync.replicas import ModelBook
from tests.sync.replicas import ModelHub
from tests.sync.replicas import Trace
from tests.sync.world import LEADS
from tests.sync.world import Setting

# -- identity ----------------------------------------------------------------------------------------------------------


def any_id_counts(
    sheet: Sheet,
    known: Acquaintance,
    columns: Sequence[SyncColumn],
    reader: Reader,
    new_id: Callable[[], str],
    concerns: Callable[[int], bool] = lambda _: True,
) -> Recognised:
    return recognise(
        sheet, known, columns, reader, new_id, concerns, lambda ids: frozenset(i for i in ids if isinstance(i, str))
    )


def lost_ids_stay_lost(
    sheet: Sheet,
    known: Acquaintance,
    columns: Sequence[SyncColumn],
    reader: Reader,
    new_id: Callable[[], str],
    concerns: Callable[[int], bool] = lambda _: True,
) -> Recognised:
    return recognise(sheet, Acquaintance({}, {}), columns, reader, new_id, concerns)


def pasted_ids_are_believed(
    sheet: Sheet,
    known: Acquaintance,
    columns: Sequence[SyncColumn],
    reader: Reader,
    new_id: Callable[[], str],
    concerns: Callable[[int], bool] = lambda _: True,
) -> Recognised:
    return recognise(
        sheet, replace(known, base={}, newer={**known.newer, **known.base}), columns, reader, new_id, concerns
    )


class IdsNotWrittenFirst(WorkbookWriter):
    """Rows travel with ids that the file they were typed in does not have yet."""

    def open(self, member: Member, hub: Mapping[str, Sheet], new_id: Callable[[], str]) -> Opened:
        seen = member.port.read()
        base = self.store.load(member.port.name, seen.stamp, self.tables)
        known = {
            t.key: self.recogniser.table(member, t, seen.sheets[t.key], base, hub[t.key], new_id) for t in self.tables
        }
        return Opened(member, seen, base, {key: one.found.sheet for key, one in known.items()})


# -- base and merge ----------------------------------------------------------------------------------------------------


class LatestBase(BaseStore):
    """Every file is compared with what was agreed on last, whatever its stamp."""

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        last = self._last(workbook)
        rows = {t.key: {} if last is None else self.versions.at(workbook, t, last) for t in tables}
        nothing: dict[str, dict[str, list[list[object]]]] = {t.key: {} for t in tables}
        return Base(workbook, last, last, rows, nothing, nothing)


class NoEarlier(BaseStore):
    """Older agreed values count as edits."""

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        return replace(super().load(workbook, stamp, tables), earlier={t.key: {} for t in tables})


class CopiesAreCertain(BaseStore):
    """An old copy counts as what was agreed on last under its stamp."""

    def _is_old_copy(self, workbook: str, stamped: int) -> bool:
        return False


class SentRowsOfCopiesAreUnknown(BaseStore):
    """What was agreed on for a row after a copy got its stamp is no agreed value of the copy."""

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        base = super().load(workbook, stamp, tables)
        earlier = {
            key: {row_id: rows for row_id, rows in versions.items() if row_id in base.rows[key]}
            for key, versions in base.earlier.items()
        }
        return replace(base, earlier=earlier) if base.unsure else base


class StampsMakeSure(BaseStore):
    """What is unsure of an old copy seems certain once the file has a new stamp."""

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        return replace(super().load(workbook, stamp, tables), unsure={})


class NothingIsKnownBeforeTheStamp(BaseStore):
    """What was agreed on with a file that carries no stamp yet is not remembered."""

    def _number(self, workbook: str, stamp: str | None) -> int | None:
        return super()._number(workbook, stamp) or None


class NothingIsYoung(BaseStore):
    """A row that was agreed on since the file was written, and is missing in it, counts as deleted."""

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        return replace(super().load(workbook, stamp, tables), young={})


class NothingIsInDispute(WorkbookWriter):
    """Cells in dispute do not tell a row from others."""

    @property
    def disputes(self) -> Disputes:
        return NoDisputes(self.database)


class NoDisputes(Disputes):
    def values(self, workbook: str, table: SyncTable) -> Mapping[str, Mapping[str, Value]]:
        return {}


class OwnIdsAreKept(WorkbookWriter):
    """A workbook does not follow the hub where that knows a row by another id."""

    @property
    def recogniser(self) -> Recogniser:
        return replace(super().recogniser, renamed=lambda *_, **__: {})


class NoOffers(WorkbookWriter):
    """Ids that were in a file for a moment are forgotten with it."""

    @property
    def offers(self) -> Offers:
        return NothingWasOffered(self.database)


class NothingWasOffered(Offers):
    def of(self, workbook: str, table: SyncTable, reader: Reader) -> BaseRows:
        return {}


class AgreedOnlyWhenWritten(WorkbookWriter):
    """What a file sends while it is open is agreed on when the file is written."""

    def _remember(
        self,
        base: Base,
        changes: Mapping[str, Mapping[str, BaseRow | None]],
        stamp: str | None,
        entries: Sequence[Entry],
    ) -> int:
        return 0 if stamp is None else super()._remember(base, changes, stamp, entries)


class AgreedLater(HubWriter):
    """What stands on the hub is not agreed on in the step that finds it out."""

    def _agree(self, changes: Sequence[Change], verdicts: Sequence[Verdict]) -> None:
        return


class StampedOnlyWhenWritten(WorkbookWriter):
    """A file that sends edits, and receives nothing, keeps its stamp."""

    def finish(self, workbook: Opened, planned: Mapping[str, Plan], report: Waiting) -> bool:
        if workbook.base.stamped and not any(plan.workbook_edits for plan in planned.values()):
            workbook.seen = replace(workbook.seen, locked=True)
        return super().finish(workbook, planned, report)


def conflicts_go_unsaid(*cell: object, **more: Any) -> CellFate:
    fate = merge_cell(*cell, **more)
    return CellFate.HUB_STANDS if fate is CellFate.CONFLICT else fate


def deleting_always_wins(hub: Presence, workbook: Presence, *, agreed: bool) -> RowFate:
    calm = {Presence.EDITED: Presence.UNTOUCHED}
    return (
        merge_row(calm.get(hub, hub), calm.get(workbook, workbook), agreed=agreed)
        if agreed
        else merge_row(hub, workbook, agreed=False)
    )


class ErrorsAreEdits(Reader):
    def read(self, column: SyncColumn, raw: Raw) -> Reading:
        return raw.text if isinstance(raw, CellError) else super().read(column, raw)


class AnythingIsText(Reader):
    """A date in a column of text travels as if somebody had typed it."""

    def read(self, column: SyncColumn, raw: Raw) -> Reading:
        reading = super().read(column, raw)
        return str(raw) if isinstance(reading, Undecodable) and not isinstance(raw, CellError) else reading


class NobodyWonders(Run):
    """A side that lost most of its rows is taken at its word."""

    def __init__(self, job: Job) -> None:
        super().__init__(replace(job, emptied_on_purpose=True))


# -- writing to a hub --------------------------------------------------------------------------------------------------


class NumbersCanBeUsedTwice(ModelHub):
    """A transaction does not add a sheet with its number: late deliveries apply, and nobody notices another's write."""

    def apply(self, transaction: Transaction) -> Receipt:
        self.traces.pop(transaction.number, None)
        return super().apply(transaction)


class TokensAreNotCompared(ModelHub):
    def fence(self, number: int, token: str) -> Receipt | None:
        trace = self.traces.get(number)
        return super().fence(number, trace.token if trace and trace.receipt else token)


class FenceLetsPass(ModelHub):
    """The fence asks, but does not keep a late request from being applied."""

    def fence(self, number: int, token: str) -> Receipt | None:
        before = self.traces.get(number)
        found = super().fence(number, token)
        if before is None:
            self.traces.pop(number, Trace("", None, self.clock()))
        return found


def images_are_not_looked_at(edit: HubEdit, image: Image) -> Verdict:
    verdict = judge_image(edit, image)
    columns = frozenset(edit.seen if not hasattr(edit, "cells") else edit.cells)
    return Verdict(columns, same_row=True) if verdict.wound else verdict


class NothingIsRecovered(HubWriter):
    """What became of the transactions of runs that stopped is not found out."""

    def recover(self) -> None:
        self.heal()


class UnansweredMeansNotDone(HubWriter):
    def _find_out(self, intent: Intent) -> Sent:
        self.intents.end(intent, applied=False)
        return Sent.REFUSED


class TracesGoAtOnce(HubWriter):
    """Transaction sheets are dropped by the next transaction."""

    def send(
        self, number: int, changes: Sequence[Change], watched: Sequence[Place] = ()
    ) -> tuple[Sent, Sequence[Image]]:
        self.kept_for = timedelta(seconds=-1)
        return super().send(number, changes, watched)


class NewIdsAreTakenAway(Healer):
    """A row that got a new id by mistake loses it again."""

    def _but_new_ids(self, wound: Wound, sheet: Sheet, wanted: Set[Raw]) -> Wound:
        return wound


class AllWoundsAtOnce(Healer):
    """Wounds of one row are treated together."""

    def _waits(self, table: str, remedy: Remedy, treated: set[Place]) -> bool:
        return False


class NothingIsHealed(HubWriter):
    def heal(self) -> None:
        for number in self.intents.wounds():
            self.intents.healed(number)


# -- writing to a workbook ---------------------------------------------------------------------------------------------


class DisplacedIsNotLookedAt(Swapper):
    def _put_back(self, port: WorkbookPort, draft: str, last: str, displaced: str) -> None:
        return

    def replace(
        self,
        port: WorkbookPort,
        seen: FileSeen,
        edits: Sequence[Edit],
        stamp: str | None,
        generation: int | None = None,
    ) -> bool:
        super().replace(port, seen, edits, stamp, generation)
        return True


class ExchangesAreNotFinished(Swapper):
    def finish(self, port: WorkbookPort) -> None:
        return


class OpenedIsTakenBack(Swapper):
    """A new file that cannot be displaced any more, because its user has opened it, counts as never written."""

    def _put_back(self, port: WorkbookPort, draft: str, last: str, displaced: str) -> None:
        try:
            super()._put_back(port, draft, last, displaced)
        except FileLocked:
            self._settle(port.name, draft, in_place=False)
            raise


class NothingIsTakenBack(Swapper):
    """A generation that was made for a file which never got it makes the file an old copy."""

    def expect(self, workbook: str, generation: int) -> None:
        return


class StampIsNotDurable(WorkbookWriter):
    """The file is written before the generation of its stamp."""

    def finish(self, workbook: Opened, planned: Mapping[str, Plan], report: Waiting) -> bool:
        edits = [edit for plan in planned.values() for edit in plan.workbook_edits]
        if edits and not workbook.seen.locked:
            self.swapper.replace(workbook.member.port, workbook.seen, edits, workbook.seen.stamp)
            return True
        return super().finish(workbook, planned, report)


class NothingIsLogged(WorkbookWriter):
    def _entries(self, workbook: Opened, planned: Mapping[str, Plan]) -> list[Entry]:
        return []


class FilesAreNotClaimed(ModelBook):
    def claim(self) -> bool:
        return True


def _rules(**changed: Any) -> Setting:
    return Setting(rules=replace(RULES, **changed))


def _store(store: type[BaseStore]) -> Setting:
    class Writer(WorkbookWriter):
        @property
        def store(self) -> BaseStore:
            return store(self.database)

    return _workbooks(Writer)


def _workbooks(writer: type[WorkbookWriter]) -> Setting:
    return Setting(run=type("MutantRun", (Run,), {"workbook_writer": writer}))


def _swapping(swapper: type[Swapper]) -> Setting:
    class Writer(WorkbookWriter):
        @property
        def swapper(self) -> Swapper:
            return swapper(self.database)

    return _workbooks(Writer)


def _healer(healer: type[Healer]) -> Setting:
    class Writer(HubWriter):
        @property
        def healer(self) -> Healer:
            known = super().healer
            return healer(known.hub, known.side, known.database, known.tables, known.clock, known.recognise)

    return _hub(Writer)


def _hub(writer: type[HubWriter]) -> Setting:
    return Setting(run=type("MutantRun", (Run,), {"hub_writer": writer}))


MUTANTS: Mapping[str, Setting] = {
    "check digits": _rules(recognise=any_id_counts),
    "lost ids are given back": _rules(recognise=lost_ids_stay_lost),
    "pasted ids are doubted": _rules(recognise=pasted_ids_are_believed),
    "ids are written first where the row was typed": _workbooks(IdsNotWrittenFirst),
    "a file merges against its own generation": _store(LatestBase),
    "older agreed values are no edits": _store(NoEarlier),
    "an old copy is of unknown age": _store(CopiesAreCertain),
    "so is what was agreed on for a row that is new in an old copy": _store(SentRowsOfCopiesAreUnknown),
    "what is unsure of an old copy stays so with a new stamp": _store(StampsMakeSure),
    "what is sent before the first stamp counts as agreed": _store(NothingIsKnownBeforeTheStamp),
    "a new row that vanishes from an old copy is not deleted": _store(NothingIsYoung),
    "what is sent while a file is open counts as agreed": Setting(
        run=type("MutantRun", (Run,), {"workbook_writer": AgreedOnlyWhenWritten, "hub_writer": AgreedLater})
    ),
    "what stands on the hub is agreed on in the same step": _hub(AgreedLater),
    "a file gets a new stamp whenever it has sent something": _workbooks(StampedOnlyWhenWritten),
    "a cell in dispute still tells its row from others": _workbooks(NothingIsInDispute),
    "a conflict is told": _rules(merge_cell=conflicts_go_unsaid),
    "an edit wins over deleting": _rules(merge_row=deleting_always_wins),
    "a filtered workbook holds only its rows": _rules(shows=lambda _side, _value: True),
    "an error is no edit": Setting(reader=ErrorsAreEdits),
    "what a spreadsheet made of a text is held": Setting(reader=AnythingIsText),
    "a code that lost its zeros is no edit": Setting(
        table=replace(LEADS, columns=tuple(replace(column, text=False) for column in LEADS.columns))
    ),
    "a side that lost most of its rows stops the run": Setting(run=NobodyWonders),
    "a number is used once": Setting(hub=NumbersCanBeUsedTwice),
    "a token tells ours from another's": Setting(hub=TokensAreNotCompared),
    "a fence keeps a late request out": Setting(hub=FenceLetsPass),
    "images are looked at": _rules(judge_image=images_are_not_looked_at),
    "intents are found out about after a stop": _hub(NothingIsRecovered),
    "no answer means asking": _hub(UnansweredMeansNotDone),
    "traces are kept for an hour": _hub(TracesGoAtOnce),
    "wounds are healed": _hub(NothingIsHealed),
    "a new id that others may have seen stays": _healer(NewIdsAreTakenAway),
    "of two wounds in a row the last is healed first": _healer(AllWoundsAtOnce),
    "a row is the one that the hub knows by another id": _workbooks(OwnIdsAreKept),
    "ids that were about to be written are given again": _workbooks(NoOffers),
    "a file that its user has opened is not taken back": _swapping(OpenedIsTakenBack),
    "what was displaced is looked at and put back": _swapping(DisplacedIsNotLookedAt),
    "an exchange that was cut short is finished": _swapping(ExchangesAreNotFinished),
    "a generation whose file was never written is taken back": _swapping(NothingIsTakenBack),
    "a stamp's generation is durable before the file": _workbooks(StampIsNotDurable),
    "what is overwritten is logged first": _workbooks(NothingIsLogged),
    "one process at a workbook": Setting(book=FilesAreNotClaimed),
}


def mutate(setting: Setting, mutant: Setting) -> Setting:
    """Give a company's setting with the mutant's rules."""
    return replace(mutant, filters=setting.filters, stores=setting.stores, prefer=setting.prefer)


FOUND: Mapping[str, int] = {
    "lost ids are given back": 120,  # misplaced
    "ids are written first where the row was typed": 1,  # diverged
    "a file merges against its own generation": 1,  # lost
    "older agreed values are no edits": 1046,  # lost
    "an old copy is of unknown age": 1569,  # lost
    "a new row that vanishes from an old copy is not deleted": 282,  # lost
    "a conflict is told": 0,  # lost
    "an edit wins over deleting": 3,  # lost
    "a filtered workbook holds only its rows": 1,  # leaked
    "an error is no edit": 188,  # diverged
    "a number is used once": 249,  # doubled
    "a token tells ours from another's": 54,  # stops
    "a fence keeps a late request out": 390,  # lost
    "images are looked at": 15,  # misplaced
    "intents are found out about after a stop": 1711,  # misplaced
    "no answer means asking": 390,  # lost
    "traces are kept for an hour": 1851,  # doubled
    "wounds are healed": 15,  # misplaced
    "a new id that others may have seen stays": 47913,  # doubled
    "what was displaced is looked at and put back": 14,  # lost
    "an exchange that was cut short is finished": 478,  # lost
    "a stamp's generation is durable before the file": 0,  # lost
    "what is overwritten is logged first": 0,  # lost
    "one process at a workbook": 76,  # stops
}
"""Rule → a schedule that breaks a promise without it, and which."""

SCRIPTED: Mapping[str, str] = {
    "check digits": "fill_down_an_id",
    "pasted ids are doubted": "paste_an_id_of_a_row_that_goes",
    "so is what was agreed on for a row that is new in an old copy": "a_copy_from_before_the_stamp",
    "what is unsure of an old copy stays so with a new stamp": "a_dispute_over_an_old_copy",
    "what is sent before the first stamp counts as agreed": "edit_on_after_the_first_run_was_killed",
    "what is sent while a file is open counts as agreed": "edit_on_in_a_file_that_is_open",
    "what stands on the hub is agreed on in the same step": "edit_on_after_a_run_was_killed",
    "a file gets a new stamp whenever it has sent something": "type_back_what_stood_there",
    "a cell in dispute still tells its row from others": "a_dispute_in_a_row_that_is_edited_on",
    "what a spreadsheet made of a text is held": "a_date_in_a_column_of_text",
    "a code that lost its zeros is no edit": "a_phone_without_its_zero",
    "a side that lost most of its rows stops the run": "most_rows_gone",
    "of two wounds in a row the last is healed first": "two_wounds_in_one_row",
    "a row is the one that the hub knows by another id": "an_id_pasted_over_a_row_that_another_machine_meets",
    "ids that were about to be written are given again": "ids_in_a_file_that_stood_there_for_a_moment",
    "a file that its user has opened is not taken back": "saved_and_opened_while_a_new_file_stood_there",
    "a generation whose file was never written is taken back": "edit_on_without_the_stamp_that_was_made",
}
"""Rule → a schedule written by hand (`tests/sync/scripts.py`)."""
