"""A run of sync that counts, workbook by workbook, what it sends and writes."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.app.sync_report import Tally
from sheetcrm.problems import Problem
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.execute import Run
from sheetcrm.sync.folding import Folded
from sheetcrm.sync.job import Job
from sheetcrm.sync.opening import Opened
from sheetcrm.sync.sheet import Sheet

REVIVED = "sync_row_revived"


@dataclass(slots=True)
class Outcome:
    """What became of one workbook."""

    sent: Tally = field(default_factory=Tally)
    received: Tally = field(default_factory=Tally)
    conflicts: dict[tuple[str, str, str], Conflict] = field(default_factory=dict)
    held: list[Problem] = field(default_factory=list)
    revived: dict[tuple[str, str | None], Problem] = field(default_factory=dict)
    """Rows that were deleted on one side and edited on the other: they are back."""


class CountedRun(Run):
    """A run whose rounds all count: what was decided in one that had to start anew is told, too."""

    def __init__(self, job: Job, progress: Callable[[str], None]) -> None:
        """Start with nothing counted; `progress` hears of each workbook that is done."""
        super().__init__(job)
        self.outcomes: dict[str, Outcome] = {member.port.name: Outcome() for member in job.members}
        self._progress = progress
        self._planned: list[tuple[str, Mapping[str, Plan]]] = []

    def round(self) -> bool:
        """Read, plan, write once; False when somebody else was faster."""
        self._planned = []
        return super().round()

    def _plan(self, workbook: Opened, sheets: Mapping[str, Sheet]) -> dict[str, Plan]:
        planned = super()._plan(workbook, sheets)
        self._planned.append((workbook.name, planned))
        return planned

    def _write_hub(self, number: int, folded: Folded, foretell: Callable[[], None]) -> bool:
        planned, self._planned = self._planned, []
        written = super()._write_hub(number, folded, foretell)
        if written:
            for name, plans in planned:
                for plan in plans.values():
                    self.outcomes[name].sent.add(plan.hub_edits)
                self._note_decided(name, plans)
        return written

    def _finish(self, workbook: Opened, planned: Mapping[str, Plan]) -> bool:
        done = super()._finish(workbook, planned)
        outcome = self.outcomes[workbook.name]
        outcome.held = [problem for plan in planned.values() for problem in plan.held if problem.code != REVIVED]
        if done:
            self._note_decided(workbook.name, planned)
            if workbook.name not in self.report.waiting | self.report.failed.keys():
                for plan in planned.values():
                    outcome.received.add(plan.workbook_edits)
            self._progress(workbook.name)
        return done

    def _note_decided(self, name: str, planned: Mapping[str, Plan]) -> None:
        """Keep what the next plan of the same run will not tell again, since it is written by then."""
        outcome = self.outcomes[name]
        for plan in planned.values():
            for one in plan.conflicts:
                outcome.conflicts.setdefault((one.table, one.row_id, one.column), one)
            for problem in plan.held:
                if problem.code == REVIVED:
                    outcome.revived.setdefault((problem.table, problem.row_id), problem)
