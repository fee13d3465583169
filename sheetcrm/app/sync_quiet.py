"""What a sync left at rest, so that the next one need not read what nobody has touched since.

A run that ended clean made hub and workbooks one, and one more over the very same files would change nothing and say
the same; so would one more after a run that held something back but changed nothing. It need not be made while all that
a run depends on is what it was then: every byte of every file, what is remembered, the configuration, the templates and
this program, what was asked for, and the day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import ExitStack
from contextlib import suppress
from dataclasses import asdict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sheetcrm import __version__
from sheetcrm.app.configuration import FileHub
from sheetcrm.app.configuration import Replica
from sheetcrm.app.hub_memory import HUB_CONTENT
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_hub import SyncHub
from sheetcrm.app.sync_report import Held
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.sync_report import WorkbookReport
from sheetcrm.app.sync_sitting import Sitting
from sheetcrm.app.sync_wish import Progress
from sheetcrm.app.sync_wish import SyncWish
from sheetcrm.errors import WorkbookError
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.execute import KEPT_FOR
from sheetcrm.sync.log import Log
from sheetcrm.sync.roster import Attendance
from sheetcrm.sync.standstill import standstill
from sheetcrm.templates.load import seal_of
from sheetcrm.workbooks.xlsx.replica import XlsxReplica

QUIET = "quiet"
"""Under this name it is remembered."""


@dataclass(frozen=True, slots=True)
class _Left:
    """How a run left everything, and what it held back."""

    around: str
    memory: str
    lang: str
    hub: str
    held: Sequence[Mapping[str, Any]]
    """On the hub."""
    files: Sequence[Mapping[str, Any]]
    """Of each workbook, in their order, its id, what its file was, and what was held there."""


@dataclass(slots=True)
class Quiet:
    """What one run of these workbooks may take from the last one, and what it leaves to the next."""

    desk: SyncDesk
    wish: SyncWish
    replicas: Sequence[Replica]
    now: datetime
    program: str = __version__
    _found: str | None = None
    """What was remembered before."""

    def __post_init__(self) -> None:
        self._found = self._memory()

    def report(self, hub: SyncHub | None, progress: Progress) -> SyncReport | None:
        """Give what a run would say, and note that it was made, if all is as one left it after that; else None.

        `hub`: a Google spreadsheet, read just now; None: a file.
        """
        left = self._left()
        if left is None or self._around() != left.around or self._found != left.memory:
            return None
        title = self._hub_as_left(hub, left)
        if title is None or not self._files_as_left(left):
            return None
        reports = [
            WorkbookReport(one.path, one.owner, file["name"], held=[Held(**held) for held in file["held"]])
            for one, file in zip(self.replicas, left.files, strict=True)
        ]
        self._note(reports)
        for one in reports:
            progress(one.path.name)
        return SyncReport(left.lang, title, reports, [Held(**held) for held in left.held])

    def keep(self, sitting: Sitting, hub: SyncHub) -> None:
        """Remember how a run left everything, if one more would change nothing and say the same."""
        report, memory = sitting.report, self._memory()
        files = {file.name: file.replica.left or "" for _, file in sitting.members.values()}
        if not sitting.settled or sitting.records or not memory or len(files) < len(report.workbooks):
            return
        if not hub.left or not all(files.values()) or not self._is_figured(hub.left, files):
            return
        if report.exit_code and not (report.only_holds and memory == self._found and sitting.changed_nothing):
            return
        told = [
            {"name": one.name, "content": files[one.name], "held": [asdict(held) for held in one.held]}
            for one in report.workbooks
        ]
        held = [asdict(one) for one in report.held]
        left = _Left(self._around(), memory, report.lang, hub.left, held, told)
        self.desk.roster.learn(QUIET, json.dumps(asdict(left)))

    def _memory(self) -> str | None:
        """Sum up what is remembered; None before the first run, and while something is under way."""
        return standstill(self.desk.database, QUIET) if self.desk.roster.attendance() else None

    def _is_figured(self, hub: str, files: Mapping[str, str]) -> bool:
        """Say whether the figures of all files are those of what was left; who was at his file gets them later."""
        if not self.wish.recompute:
            return True
        known, of_hub = self.desk.roster.attendance(), self.desk.roster.fact(HUB_CONTENT) or ""
        return of_hub.split(" ")[0] == hub and all(known[name].content == content for name, content in files.items())

    def _left(self) -> _Left | None:
        wish = self.wish
        known = self.desk.roster.fact(QUIET)
        if known is None or wish.thorough or wish.adopt_hub or wish.emptied_on_purpose or wish.rehearse:
            return None
        return _Left(**json.loads(known))

    def _around(self) -> str:
        """Sum up all that a run depends on beside files and memory."""
        here, wish = self.desk.configuration, self.wish
        asked = (wish.prefer, wish.recompute, wish.templates)
        said = (here.path, here.hub, here.time_zone, here.conflicts, self.replicas)
        program = (self.program, seal_of(wish.templates))
        return sha256(repr((asked, said, program, self.now.date())).encode()).hexdigest()

    def _hub_as_left(self, hub: SyncHub | None, left: _Left) -> str | None:
        """Give the hub's title if it is what was left."""
        if hub is not None:
            return hub.title if hub.left == left.hub else None
        place = self.desk.configuration.hub
        assert isinstance(place, FileHub), "a spreadsheet is read first"
        file = self.wish.replica(place.path)
        try:
            return file.path.name if _is_as_left(file, left.hub) and not file.is_open else None
        except WorkbookError:
            return None  # whatever it is, the run finds out and tells

    def _files_as_left(self, left: _Left) -> bool:
        """Say whether every workbook is what was left, and no other sync is at it."""
        with ExitStack() as claims, suppress(WorkbookError):
            for replica, told in zip(self.replicas, left.files, strict=True):
                file = self.wish.replica(replica.path)
                if not _is_as_left(file, told["content"]) or not file.claim():
                    return False
                claims.callback(file.unclaim)
            return True
        return False

    def _note(self, reports: Sequence[WorkbookReport]) -> None:
        """Leave the traces of a run in which nothing happened."""
        roster, database = self.desk.roster, self.desk.database
        with database.transaction():
            Log(database).begin_run(self.now)
            BaseStore(database).prune(self.now - KEPT_FOR)
            Choices(database).prune(self.now - KEPT_FOR)
            known = roster.attendance()
            for one in reports:
                content = known[one.name].content if one.name in known else None
                roster.note(Attendance(one.name, str(one.path), one.owner, self.now, content, held=len(one.held)))


def _is_as_left(file: XlsxReplica, content: str) -> bool:
    """Say whether a file is the very one that was left; nobody need close it, for there is nothing to write."""
    return file.content == content and file.is_alone
