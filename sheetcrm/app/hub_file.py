"""A team workbook on a shared drive as the hub (implements `sheetcrm.sync.ports.HubPort`).

The file is swapped as a whole, under a lock that all sync processes heed, and only while it is the very file that was
planned for: so a transaction here hits what it was meant for or is refused, and a refused one never comes later. The
highest number and the tokens of the last transactions stand on the file's settings sheet; what a transaction found is
remembered on this machine before the swap, for the case that it is stopped right after.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from sheetcrm.app.hub_images import images_of
from sheetcrm.app.hub_memory import HUB_CONTENT
from sheetcrm.app.hub_memory import prove_hub
from sheetcrm.app.hub_memory import remember_state
from sheetcrm.app.hub_receipts import Receipts
from sheetcrm.app.own_sheets import PlanOwn
from sheetcrm.app.own_sheets import write_own_file
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_language import language_of
from sheetcrm.app.sync_recompute import Recomputed
from sheetcrm.app.sync_recompute import Recomputing
from sheetcrm.app.sync_settings import NUMBER
from sheetcrm.app.sync_settings import TRACES
from sheetcrm.app.sync_settings import WORKBOOK_ID
from sheetcrm.app.sync_settings import said
from sheetcrm.app.sync_settings import settings_edits
from sheetcrm.app.sync_sheets import as_row_edits
from sheetcrm.app.sync_sheets import as_sheets
from sheetcrm.errors import HubBusy
from sheetcrm.errors import SyncError
from sheetcrm.errors import WorkbookError
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.roster import Roster
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import SyncTable
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from sheetcrm.workbooks.xlsx.workbook import local_time

KEPT_TRACES = 500
"""Tokens that the settings sheet holds: about fifteen thousand characters of the thirty-two that a cell may have."""
PATIENCE_SECONDS = 60.0


@dataclass
class FileHub:
    """One team workbook."""

    replica: XlsxReplica
    name: str
    tables: Sequence[SyncTable]
    templates: Path | None
    clock: Callable[[], datetime]
    roster: Roster
    receipts: Receipts
    patience: float = PATIENCE_SECONDS
    """For how long it waits for another sync process."""
    read_tables: Mapping[str, TableData] = field(default_factory=dict)
    """All tables as last read."""
    carries_own: ClassVar[bool] = False
    _language: SideLanguage | None = None
    _sheets: Mapping[str, Sheet] = field(default_factory=dict)
    _content: str = ""
    _refused: set[str] = field(default_factory=set)

    @property
    def language(self) -> SideLanguage:
        """Give how the hub is written, as last read."""
        assert self._language is not None, "read first"
        return self._language

    @property
    def title(self) -> str:
        """Give what people call it."""
        return self.replica.path.name

    @property
    def left(self) -> str | None:
        """Give what the file is once all that was read of it is dealt with."""
        return self.replica.left

    @property
    def found(self) -> str | None:
        """Give what the file was when it was opened."""
        return self.replica.found

    def conclude(self, _edits: Sequence[Edit]) -> Sequence[Edit]:
        """Add nothing: the file is recomputed as a whole when the run is over."""
        return ()

    def weigh(self, _edit: HubEdit) -> float:
        """Take no room: a file is written as a whole."""
        return 0.0

    def owes(self) -> bool:
        """Owe nothing."""
        return False

    def renew(self, recomputing: Recomputing) -> Recomputed:
        """Recompute the file when it is not as it was recomputed last."""
        done = recomputing.file(self.replica, self.roster.fact(HUB_CONTENT), self._keep_content)
        if done.moves:
            self._number_moves()
        return done

    def _number_moves(self) -> None:
        """Give the hub a number for the stage moves it recorded: a state from before them is an older hub."""
        with suppress(WorkbookError, SyncError), self._held():
            if self._write([], self._look() + 1, secrets.token_urlsafe(12)):
                self._keep_content(self.replica.content)

    def carry_own(self, plan: PlanOwn) -> None:
        """Write it at once: nothing is saved by waiting. Raises: WorkbookError."""
        self.write_own(plan)

    def write_own(self, plan: PlanOwn) -> bool:
        """Write a sheet of the hub's own, which changes no figure; False if others are at it. Raises: WorkbookError."""
        written = write_own_file(self.replica, plan)
        if written and written.before == self.roster.fact(HUB_CONTENT):
            self._keep_content(written.after)
        return written is not None

    def _keep_content(self, content: str) -> None:
        self.roster.learn(HUB_CONTENT, content)

    def read(self) -> HubSeen:
        """Read all tables. Raises: WorkbookError, WrongHub, HubOutdated."""
        for one in self.replica.beside():
            if not one.is_draft:
                with self._held():
                    self._settle()
                break
        number = self._look()
        self.replica.left = self._content
        return HubSeen(number, self._sheets)

    def transact(self, transaction: Transaction) -> Receipt:
        """Apply a transaction to the file as it was read, or refuse it.

        Raises: NumberTaken; WorkbookError when the file cannot be written.
        """
        with self._held():
            stale = self.replica.content != self._content
            if stale or transaction.number <= self._number():
                self._refused.add(transaction.token)
                raise NumberTaken
            images = images_of(self._sheets, transaction.edits, self.language)
            watched = images_of(self._sheets, [], self.language, transaction.watched)
            receipt = Receipt(images, watched)
            self.receipts.keep(transaction.token, receipt, self.clock())
            edits = as_row_edits(transaction.edits, self.read_tables, self.language)
            if not self._write(edits, transaction.number, transaction.token):
                self._refused.add(transaction.token)
                raise NumberTaken
        return receipt

    def fence(self, number: int, token: str) -> Receipt | None:
        """Give the receipt of a transaction that stands in the file; let one that does not stay out for good.

        Raises: WorkbookError.
        """
        if token in self._refused:
            return None
        with self._held():
            self._settle()
            for _ in range(8):
                highest = self._look()
                if token in self._tokens():
                    return self.receipts.find(token)
                if highest >= number or self._write([], number, ""):
                    return None
        raise HubBusy(side=self.replica.path.name)

    def _look(self) -> int:
        looked = self.replica.look()
        file = str(self.replica.path)
        self._language = language_of(looked.tables, file, self.templates)
        self.read_tables, self._content = looked.tables, looked.content
        prove_hub(self.roster, said(self.read_tables)[WORKBOOK_ID], self._number(), self._tokens(), file)
        self._sheets = as_sheets(self.tables, looked.tables, looked.formulas, self.language, file)
        return self._number()

    def _number(self) -> int:
        return int(float(said(self.read_tables).get(NUMBER, 0)))

    def _tokens(self) -> list[str]:
        return said(self.read_tables).get(TRACES, "").split()

    def _write(self, edits: Sequence[RowEdit], number: int, token: str) -> bool:
        """Put a new file in place of the one that was read; False when its user saved it just before."""
        tokens = [*self._tokens(), token][-KEPT_TRACES:] if token else self._tokens()
        wanted = {NUMBER: str(number), **({TRACES: " ".join(tokens)} if tokens else {})}
        draft = self.replica.draft(self._content, [*edits, *settings_edits(self.read_tables, wanted)])
        displaced = self.replica.exchange(draft)
        if displaced != self._content:
            self._put_back(draft, displaced)
            return False
        self.replica.go_on(displaced, draft)
        remember_state(self.roster, number, tokens)
        self.replica.tidy(local_time())
        with suppress(WorkbookError):
            self._look()
        return True

    def _put_back(self, draft: str, displaced: str) -> None:
        """Give the user the file back that he saved in between; if he has saved once more, the newest."""
        last = draft
        while (back := self.replica.exchange(displaced)) != last:
            last, displaced = displaced, back
        self.replica.tidy(local_time())

    def _settle(self) -> None:
        """Finish what a process that was stopped has left beside the file."""
        now = self.replica.content
        for one in self.replica.beside():
            if not one.is_draft and not one.as_expected and now.startswith(one.draft):
                self._put_back(now, one.content)
        self.replica.tidy(local_time())

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Hold the file against other sync processes. Raises: HubBusy."""
        until = time.monotonic() + self.patience
        while not self.replica.claim():
            if time.monotonic() > until:
                raise HubBusy(side=self.replica.path.name)
            time.sleep(0.05)
        try:
            yield
        finally:
            self.replica.unclaim()
