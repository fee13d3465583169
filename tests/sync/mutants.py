"""Sync with one rule switched off at a time: each must break a promise in some schedule.

`FOUND` names the schedule that shows it; `python -m benchmarks.sync_schedules --mutants` looks for them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sheetcrm.sync.base_store import Base
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import Reading
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.decisions import RULES
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.execute import Run
from sheetcrm.sync.hub_writer import HubWriter
from sheetcrm.sync.hub_writer import Sent
from sheetcrm.sync.intents import Change
from sheetcrm.sync.intents import Intent
from sheetcrm.sync.log import Entry
from sheetcrm.sync.merge import CellFate
from sheetcrm.sync.merge import Presence
from sheetcrm.sync.merge import RowFate
from sheetcrm.sync.merge import merge_cell
from sheetcrm.sync.merge import merge_row
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import Place
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import WorkbookPort
from sheetcrm.sync.recognise import Acquaintance
from sheetcrm.sync.recognise import Recognised
from sheetcrm.sync.recognise import recognise
from sheetcrm.sync.repair import Image
from sheetcrm.sync.repair import Verdict
from sheetcrm.sync.repair import judge_image
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.workbook_writer import Member
from sheetcrm.sync.workbook_writer import Opened
from sheetcrm.sync.workbook_writer import Waiting
from sheetcrm.sync.workbook_writer import WorkbookWriter
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from tests.sync.replicas import ModelBook
from tests.sync.replicas import ModelHub
from tests.sync.replicas import Trace
from tests.sync.schedules import fill_down_an_id
from tests.sync.schedules import paste_an_id_of_a_row_that_goes
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
        known = {t.key: self._recognise(member, t, seen.sheets[t.key], base, hub[t.key], new_id) for t in self.tables}
        return Opened(member, seen, base, {key: found.sheet for key, found in known.items()})


# -- base and merge ----------------------------------------------------------------------------------------------------


class LatestBase(BaseStore):
    """Every file is compared with what was agreed on last, whatever its stamp."""

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        last = self._last(workbook)
        rows = {t.key: {} if last is None else self._rows_at(workbook, t, last) for t in tables}
        nothing: dict[str, dict[str, list[list[object]]]] = {t.key: {} for t in tables}
        return Base(workbook, last, last, rows, nothing, nothing)  # type: ignore[arg-type]


class NoEarlier(BaseStore):
    """Older agreed values count as edits."""

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        return replace(super().load(workbook, stamp, tables), earlier={t.key: {} for t in tables})


class CopiesAreCertain(BaseStore):
    """An old copy counts as what was agreed on last under its stamp."""

    def _is_old_copy(self, workbook: str, stamped: int) -> bool:
        return False


def conflicts_go_unsaid(*cell: object, **more: object) -> CellFate:
    fate = merge_cell(*cell, **more)  # type: ignore[arg-type]
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


class NothingIsHealed(HubWriter):
    def heal(self) -> None:
        for number in self.intents.wounds():
            self.intents.healed(number)


# -- writing to a workbook ---------------------------------------------------------------------------------------------


class DisplacedIsNotLookedAt(WorkbookWriter):
    def _put_back(self, port: WorkbookPort, draft: str, last: str, displaced: str) -> None:
        return

    def _replace(self, port: WorkbookPort, seen: FileSeen, edits: Sequence[Edit], stamp: str | None) -> bool:
        super()._replace(port, seen, edits, stamp)
        return True


class ExchangesAreNotFinished(WorkbookWriter):
    def _finish_exchanges(self, port: WorkbookPort) -> None:
        return


class StampIsNotDurable(WorkbookWriter):
    """The file is written before the generation of its stamp."""

    def finish(self, workbook: Opened, planned: Mapping[str, Plan], report: Waiting) -> bool:
        edits = [edit for plan in planned.values() for edit in plan.workbook_edits]
        if edits and not workbook.seen.locked:
            self._replace(workbook.member.port, workbook.seen, edits, workbook.seen.stamp)
            return True
        return super().finish(workbook, planned, report)


class NothingIsLogged(WorkbookWriter):
    def _entries(self, workbook: Opened, planned: Mapping[str, Plan]) -> list[Entry]:
        return []


class FilesAreNotClaimed(ModelBook):
    def claim(self) -> bool:
        return True


def _rules(**changed: object) -> Setting:
    return Setting(rules=replace(RULES, **changed))  # type: ignore[arg-type]


def _store(store: type[BaseStore]) -> Setting:
    class Writer(WorkbookWriter):
        @property
        def store(self) -> BaseStore:
            return store(self.database)

    return _workbooks(Writer)


def _workbooks(writer: type[WorkbookWriter]) -> Setting:
    return Setting(run=type("MutantRun", (Run,), {"workbook_writer": writer}))


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
    "a conflict is told": _rules(merge_cell=conflicts_go_unsaid),
    "an edit wins over deleting": _rules(merge_row=deleting_always_wins),
    "a filtered workbook holds only its rows": _rules(shows=lambda _side, _value: True),
    "an error is no edit": Setting(reader=ErrorsAreEdits),
    "a number is used once": Setting(hub=NumbersCanBeUsedTwice),
    "a token tells ours from another's": Setting(hub=TokensAreNotCompared),
    "a fence keeps a late request out": Setting(hub=FenceLetsPass),
    "images are looked at": _rules(judge_image=images_are_not_looked_at),
    "intents are found out about after a stop": _hub(NothingIsRecovered),
    "no answer means asking": _hub(UnansweredMeansNotDone),
    "traces are kept for an hour": _hub(TracesGoAtOnce),
    "wounds are healed": _hub(NothingIsHealed),
    "what was displaced is looked at and put back": _workbooks(DisplacedIsNotLookedAt),
    "an exchange that was cut short is finished": _workbooks(ExchangesAreNotFinished),
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
    "what was displaced is looked at and put back": 14,  # lost
    "an exchange that was cut short is finished": 478,  # lost
    "a stamp's generation is durable before the file": 0,  # lost
    "what is overwritten is logged first": 0,  # lost
    "one process at a workbook": 76,  # stops
}
"""Rule → a schedule that breaks a promise without it, and which."""

SCRIPTED: Mapping[str, Callable[[Setting], None]] = {
    "check digits": fill_down_an_id,
    "pasted ids are doubted": paste_an_id_of_a_row_that_goes,
}
"""Rule → a schedule written by hand: at random its few steps hardly ever meet."""
