"""Writes to a hub exactly once, and puts right what a write hit by mistake.

Before a transaction is sent, its intent is durable. If no answer comes, a *fence* with the same number finds out what
became of it: either it was applied, and tells what it found, or it never will be. What it found is compared with what
it was planned for, and the damage is healed by further transactions, which are watched in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from datetime import timedelta
from enum import Enum

from sheetcrm.errors import HubBusy
from sheetcrm.errors import HubUnreachable
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import RULES
from sheetcrm.sync.decisions import Rules
from sheetcrm.sync.decisions import changes_of
from sheetcrm.sync.healing import Healer
from sheetcrm.sync.intents import Change
from sheetcrm.sync.intents import Intent
from sheetcrm.sync.intents import Intents
from sheetcrm.sync.intents import Part
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.ports import HubPort
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Place
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import Unanswered
from sheetcrm.sync.repair import Image
from sheetcrm.sync.repair import Verdict
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import MakeSide
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Raw
from sheetcrm.values import is_blank

ATTEMPTS = 8
"""How often a run starts anew because somebody else was faster."""
KEPT_FOR = timedelta(hours=1)
"""A request dies after three minutes; a transaction's trace stays far longer, or a late second delivery would apply."""


class Sent(Enum):
    """What became of a transaction."""

    CLEAN = "clean"
    DAMAGED = "damaged"
    """It was applied, but something else than was planned for stood somewhere."""
    REFUSED = "refused"
    """It was not applied and never will be."""


@dataclass(slots=True)
class HubWriter:
    """One hub, and what is remembered of it."""

    hub: HubPort
    side: MakeSide
    database: Database
    tables: Sequence[SyncTable]
    clock: Callable[[], datetime]
    new_token: Callable[[], str]
    rules: Rules = RULES
    kept_for: timedelta = KEPT_FOR

    @property
    def intents(self) -> Intents:
        """Give what is about to be written to this hub."""
        return Intents(self.database, self.hub.name)

    @property
    def healer(self) -> Healer:
        """Give who knows the remedies for what was hit by mistake."""
        recognise = self.rules.recognise
        return Healer(self.hub.name, self.side, self.database, self.tables, self.clock, recognise)

    def read(self) -> HubSeen:
        """Read the hub. Raises: HubUnreachable."""
        for _ in range(ATTEMPTS):
            try:
                return self.hub.read()
            except Unanswered:
                continue
        raise HubUnreachable(side=self.hub.name)

    def recover(self) -> None:
        """Find out what became of transactions of runs that stopped, and heal what they hit. Raises: SyncError."""
        for intent in self.intents.open_ones():
            self._find_out(intent)
        self.heal()

    def heal(self) -> None:
        """Put right what was hit by mistake. Raises: HubBusy, HubUnreachable."""
        for _ in range(ATTEMPTS):
            if not self.intents.wounds():
                return
            seen = self.read()
            changes = self.healer.remedies(seen)
            if changes:
                self.send(seen.number + 1, changes)
        if self.intents.wounds():
            raise HubBusy(side=self.hub.name)

    def send(
        self, number: int, changes: Sequence[Change], watched: Sequence[Place] = ()
    ) -> tuple[Sent, Sequence[Image]]:
        """Apply changes in one transaction; give what became of it, and images of the rows watched."""
        intent = Intent(number, self.new_token(), changes)
        drop = self.intents.droppable(self.clock() - self.kept_for)
        self.intents.begin(intent, self.clock())
        try:
            edits = [change.edit for change in changes]
            receipt = self.hub.transact(Transaction(number, intent.token, edits, watched, drop))
        except (NumberTaken, Unanswered):
            return self._find_out(intent), ()
        self.intents.dropped(drop)
        return self._settle(intent, receipt), receipt.watched

    def note_deleted(self, changes: Sequence[Change]) -> None:
        """Log the deletions as they will be logged where they hit what they are planned for."""
        for change in changes:
            seen = change.edit.seen if isinstance(change.edit, Delete) else {}
            Log(self.database).add(self._entries(change, Verdict(frozenset(seen), same_row=True)))

    def _find_out(self, intent: Intent) -> Sent:
        for _ in range(ATTEMPTS):
            try:
                receipt = self.hub.fence(intent.number, intent.token)
            except Unanswered:
                continue
            if receipt is not None:
                return self._settle(intent, receipt)
            self.intents.end(intent, applied=False)
            return Sent.REFUSED
        raise HubUnreachable(side=self.hub.name)

    def _settle(self, intent: Intent, receipt: Receipt) -> Sent:
        """Draw the conclusions of an applied transaction, all together and only once."""
        with self.database.transaction():
            if not self.intents.end(intent, applied=True):
                return Sent.DAMAGED
            verdicts = [
                self.rules.judge_image(c.edit, image) for c, image in zip(intent.changes, receipt.images, strict=True)
            ]
            for change, verdict in zip(intent.changes, verdicts, strict=True):
                if verdict.wound:
                    self.intents.wounded(verdict.wound)
                if change.wound is not None and verdict.same_row:
                    self.intents.healed(change.wound)
                Log(self.database).add(self._entries(change, verdict))
                Choices(self.database).written(change.edit, verdict.hit)
            self._agree(intent.changes, verdicts)
        return Sent.DAMAGED if any(verdict.wound for verdict in verdicts) else Sent.CLEAN

    def _entries(self, change: Change, verdict: Verdict) -> list[Entry]:
        edit, at, hub = change.edit, self.clock(), self.hub.name
        if isinstance(edit, Delete):
            source = ", ".join(part.workbook for part in change.parts)
            gone = {key: cell for key, cell in edit.seen.items() if key in verdict.hit and not is_blank(cell)}
            return [
                Entry(at, Happened.DELETED, source, hub, edit.table, edit.row_id, key, cell, None)
                for key, cell in gone.items()
            ]
        entries = [
            Entry(at, kind, source, hub, edit.table, edit.row_id, key, old, new)
            for key in edit.cells
            if key in verdict.hit
            for kind, source, old, new in _steps(change, key)
        ]
        if change.wound is not None and verdict.same_row:  # where its user typed again before it could come back
            late = {key: cell for key, cell in edit.cells.items() if key not in verdict.hit}
            entries += self.healer.unplaced(edit.table, edit.row_id, late)
        return entries

    def _agree(self, changes: Sequence[Change], verdicts: Sequence[Verdict]) -> None:
        """Advance the bases of the workbooks whose values now stand on the hub."""
        edits: dict[tuple[str, str | None], list[Edit]] = defaultdict(list)
        for change, verdict in zip(changes, verdicts, strict=True):
            for part in change.parts:
                done = _done(change.edit, part, verdict)
                if done:
                    edits[part.workbook, part.stamp].append(done)
        store = BaseStore(self.database)
        for (workbook, stamp), done_edits in edits.items():
            base = store.load(workbook, stamp, self.tables)
            if base.stamped is None:
                continue
            found = {
                table.key: changes_of(
                    table, base.rows[table.key], {}, [edit for edit in done_edits if edit.table == table.key]
                )
                for table in self.tables
            }
            store.advance(base, found, self.tables, self.clock(), None)


def _done(edit: HubEdit, part: Part, verdict: Verdict) -> Edit | None:
    """Give one workbook's share of an edit, as far as it did what was planned."""
    if isinstance(edit, Delete):
        return edit if verdict.same_row and part.cells is None else None
    hit = {key: value for key, value in (part.cells or {}).items() if key in verdict.hit}
    return replace(edit, cells=hit) if hit and isinstance(edit, Insert | Update) else None


def _steps(change: Change, key: str) -> Iterator[tuple[Happened, str, Raw, Raw]]:
    """Tell what became of one cell, workbook by workbook: a later one's value may stand against an earlier one's."""
    edit = change.edit
    old = edit.seen.get(key) if isinstance(edit, Update | Restore) else None
    sent = [part for part in change.parts if part.cells is not None and key in part.cells]
    written = Happened.ADDED if isinstance(edit, Insert) else Happened.WRITTEN
    for part in sent:
        new = (part.cells or {})[key]
        yield Happened.CONFLICT if key in part.conflicts else written, part.workbook, old, new
        old = new
    if not sent and not isinstance(edit, Delete):
        kind = written if change.wound is None else Happened.PUT_BACK
        yield kind, "", old, edit.cells[key]
