"""The passes of one run of sync over a hub and the workbooks that take part."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sheetcrm.app.replica_file import WorkbookFile
from sheetcrm.app.sync_conflicts import ConflictSheets
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_hub import SyncHub
from sheetcrm.app.sync_owner import Filter
from sheetcrm.app.sync_owner import People
from sheetcrm.app.sync_recompute import Recomputing
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.sync_report import WorkbookReport
from sheetcrm.app.sync_run import CountedRun
from sheetcrm.app.sync_sides import Sides
from sheetcrm.app.sync_tables import people_see
from sheetcrm.app.sync_wish import Progress
from sheetcrm.app.sync_wish import SyncWish
from sheetcrm.app.sync_words import Words
from sheetcrm.errors import SideEmptied
from sheetcrm.problems import Problem
from sheetcrm.sync.decisions import Prefer
from sheetcrm.sync.decisions import hold
from sheetcrm.sync.decisions import prefer_hub
from sheetcrm.sync.decisions import prefer_workbook
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.job import Job
from sheetcrm.sync.opening import Member
from sheetcrm.sync.roster import Attendance

POLICIES: Mapping[str, Prefer] = {"hub": prefer_hub, "workbook": prefer_workbook, "hold": hold}


class Sitting:
    """The passes of one run."""

    def __init__(self, desk: SyncDesk, wish: SyncWish, hub: SyncHub, now: datetime, progress: Progress) -> None:
        self._desk, self._wish, self._hub, self._now, self._progress = desk, wish, hub, now, progress
        self.report = SyncReport(hub.language.settings.lang, hub.title)
        self.members: dict[str, tuple[WorkbookReport, WorkbookFile]] = {}
        owners = [one.owner for one in desk.configuration.replicas if one.owner]
        self._people = People(lambda: hub.read_tables, owners)
        self._recomputing = Recomputing(desk.roster, wish.templates, now)
        self.wrote = False
        self.records = 0
        """What the last recomputing wrote that others must hear of."""
        self.settled = False
        """No pass is left to make, and nothing to list."""

    @property
    def changed_nothing(self) -> bool:
        """Say whether hub and workbooks are what they were when they were opened."""
        return self._hub.left == self._hub.found and all(
            file.replica.left == file.replica.found for _, file in self.members.values()
        )

    def run(self) -> None:
        """Synchronise once; a workbook that lost most of its rows is left out. Raises: SyncError, WorkbookError."""
        while True:
            run = CountedRun(self._job(), self._tell)
            try:
                run.synchronise()
            except SideEmptied as error:
                self._leave_out(error)
                continue
            self._take(run)
            return

    def recompute(self) -> bool:
        """Renew engine columns and reports where something changed; say whether stage moves were recorded."""
        every = []
        for report, file in self.members.values():
            if report.failure is None and not report.busy:
                every.append(self._recomputing.workbook(file))
                report.failure = every[-1].failure
        every.append(self._hub.renew(self._recomputing))
        self.report.hub_failure = every[-1].failure
        self.records = sum(done.records for done in every)
        return any(done.moves for done in every)

    def conflicts(self) -> ConflictSheets:
        """Give the sheets on which conflicts are listed and chosen in."""
        files = [file for report, file in self.members.values() if report.failure is None and not report.busy]
        return ConflictSheets(self._desk, self._hub, files, self._wish.templates, self._now)

    def note(self) -> None:
        """Remember how each workbook was left, for `sheetcrm status`."""
        for report, file in self.members.values():
            failure = report.failure.in_language(self.report.lang) if report.failure else None
            known = self._desk.roster.attendance().get(file.name)
            at = known.at if known and (failure or report.busy) else self._now
            self._desk.roster.note(
                Attendance(
                    file.name,
                    str(report.path),
                    report.owner,
                    at,
                    known.content if known else None,
                    len(report.conflicts),
                    len(report.held),
                    report.waiting,
                    failure,
                )
            )

    def _job(self) -> Job:
        told = self._wish.templates, self._now.date(), dict[str | None, dict[str, str]]()
        hub_sides = Sides(self._hub, self.report.hub, *told)
        members = []
        for report, file in self.members.values():
            if report.failure is None:
                sides = Sides(file, self._label(report.path), *told)
                if report.owner:
                    sides.filter = Filter(report.owner, hub_sides.deals, sides.deals, self._people.names)
                members.append(Member(file, sides.make))
        return Job(
            tables=self._hub.tables,
            hub=self._hub,
            hub_side=hub_sides.make,
            members=members,
            database=self._desk.database,
            clock=lambda: self._now,
            new_id=new_id,
            new_token=lambda: secrets.token_urlsafe(12),
            prefer=POLICIES[self._wish.prefer or self._desk.configuration.conflicts],
            emptied_on_purpose=self._wish.emptied_on_purpose,
            conclude=self._hub.conclude,
            weigh=self._hub.weigh,
            owes=self._hub.owes,
            foretell=(lambda: self.conflicts().foretell()) if self._hub.carries_own else None,
        )

    def _label(self, path: Path) -> str:
        folder = self._desk.configuration.path.parent
        return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)

    def _tell(self, workbook: str) -> None:
        self._progress(self.members[workbook][0].path.name)

    def _leave_out(self, error: SideEmptied) -> None:
        """Go on without a workbook that lost most of its rows. Raises: SideEmptied when it was the hub that did."""
        table = str(error.facts["table"])
        named = self._hub.language.template.table(table).in_language(self.report.lang)
        told = SideEmptied(**{**error.facts, "table": named})
        for report, _ in self.members.values():
            if report.failure is None and self._label(report.path) == error.facts["side"]:
                report.failure = told
                return
        raise told from error

    def _take(self, run: CountedRun) -> None:
        """Put what one pass did into the report."""
        self.wrote = bool(run.report.hub_edits or run.report.workbook_edits)
        lang = self.report.lang
        hub_words = Words(self._hub.read_tables, self._hub.language, lang)
        on_hub: dict[tuple[str, str | None, str | None], Problem] = {}
        for name, outcome in run.outcomes.items():
            report, file = self.members[name]
            report.sent.join(outcome.sent)
            report.received.join(outcome.received)
            report.waiting, report.busy = name in run.report.waiting, name in run.report.busy
            report.failure = run.report.failed.get(name)
            report.stranger = self._people.instead_of(report.owner) if report.owner else None
            if not file.read_tables:
                continue
            words = Words(file.read_tables, file.language, lang)
            told = {(one.of.table, one.of.row_id, one.of.column) for one in report.conflicts}
            new = [one for key, one in outcome.conflicts.items() if key not in told and people_see(key[0], key[2])]
            report.conflicts += map(words.dispute, new)
            report.revived += [
                hub_words.held(back, self.report.hub)
                if back.params["side"] == self.report.hub
                else words.held(back, report.path.name)
                for back in outcome.revived.values()
                if people_see(back.table, None)
            ]
            seen = [problem for problem in outcome.held if people_see(problem.table, problem.column)]
            own = [problem for problem in seen if problem.params.get("side") != self.report.hub]
            report.held = [words.held(problem, report.path.name) for problem in own]
            on_hub |= {
                (problem.table, problem.row_id, problem.column): problem for problem in seen if problem not in own
            }
        self.report.held = [hub_words.held(problem, self.report.hub) for problem in on_hub.values()]
