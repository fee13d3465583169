"""Files whose every step is a point at which the world may do something else: a user saves, or this process dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Sequence
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.xlsx.replica import Looked
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from tests.sync_files.teams import NOW

Point = Callable[[str, Path], None]
"""(step, file)"""


class SteppingReplica(XlsxReplica):
    """A real file; `point` hears of each step just before and just after it."""

    def __init__(self, path: Path, point: Point) -> None:
        super().__init__(path)
        self._point = point

    def look(self, tables: Collection[str] | None = None) -> Looked:
        looked = super().look(tables)
        self._point("looked", self.path)
        return looked

    def draft(self, content: str, edits: Sequence[RowEdit]) -> str:
        made = super().draft(content, edits)
        self._point("drafted", self.path)
        return made

    def exchange(self, content: str) -> str:
        self._point("exchange", self.path)
        displaced = super().exchange(content)
        self._point("exchanged", self.path)
        return displaced

    def tidy(self, now: datetime, unsettled: Collection[str] = ()) -> None:
        self._point("tidy", self.path)
        super().tidy(now, unsettled)
        self._point("tidied", self.path)


class Nth:
    """Lets something happen at the n-th point."""

    def __init__(self, number: int, happen: Callable[[], None]) -> None:
        self.passed: list[str] = []
        self._number, self._happen = number, happen

    def __call__(self, name: str, _path: Path) -> None:
        self.passed.append(name)
        if len(self.passed) == self._number:
            self._happen()

    @property
    def happened(self) -> bool:
        return len(self.passed) >= self._number


def stepped(config: Path, point: Point) -> SyncReport:
    """Synchronise with stepping files."""
    wish = SyncWish(recompute=False, clock=lambda _: NOW, replica=lambda path: SteppingReplica(path, point))
    with open_desk(config) as desk:
        return synchronise(desk, wish)


def killed(config: Path, number: int) -> bool:
    """Synchronise in a process that is killed at its n-th durable step; False when it has not so many.

    Besides the steps at files, those are the commits of what sync remembers: each dies just before it is forced to
    disk, and just after at the next step.
    """
    process = get_context("fork").Process(target=_die_at, args=(config, number))
    process.start()
    process.join(120)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0


def _die_at(config: Path, number: int) -> None:
    durably_stepped(config, Nth(number, lambda: os.kill(os.getpid(), signal.SIGKILL)))


def durably_stepped(config: Path, point: Point, **wish: object) -> SyncReport:
    """Synchronise, figures included; `point` hears of the steps at files, and of each commit of what is remembered."""

    def statement(text: str) -> None:
        if text.startswith("COMMIT"):
            point(text, config)

    asked = {"clock": lambda _: NOW, "replica": lambda path: SteppingReplica(path, point), **wish}
    with open_desk(config) as desk:
        desk.database.connection.set_trace_callback(statement)
        return synchronise(desk, SyncWish(**asked))
