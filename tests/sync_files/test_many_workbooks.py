"""A hundred workbooks cost the hub as much as one, figures and histories included."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from sheetcrm.workbooks.xlsx.replica import Looked
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from tests.sync_files.many_reps import COMMON
from tests.sync_files.many_reps import FIRST
from tests.sync_files.many_reps import hire
from tests.sync_files.many_reps import work_on
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.thoroughness import EVERY_POINT

COUNT = 100 if EVERY_POINT else 20
"""What a run costs the hub does not depend on it; `python -m benchmarks.sync_many` measures more."""


def command(team: Team) -> None:
    """Run what the admin runs."""
    arguments = [sys.executable, "-m", "sheetcrm", "sync", "--config", str(team.config)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def files_displaced(team: Team) -> int:
    return len(list((team.folder / BACKUPS).glob("team *.xlsx")))


def hub_readings(team: Team) -> int:
    """Synchronise as the command does; how often the hub's file was taken apart."""
    found: list[object] = []

    class Reading(XlsxReplica):
        def look(self, tables: Collection[str] | None = None) -> Looked:
            looked = super().look(tables)
            if self.path == team.hub and not any(known is looked.tables for known in found):
                found.append(looked.tables)
            return looked

    team.sync(recompute=True, replica=Reading)
    return len(found)


def test_many_reps_are_one_read_and_one_merge_of_the_hub(tmp_path: Path) -> None:
    team = Team(tmp_path, {FIRST: None})
    team.owners = reps = hire(team, COUNT)
    team.configure()
    command(team)
    assert files_displaced(team) == 3, "the merge, the figures, and a number for the moves that were recorded"
    for table, rows in (("leads", 2 * COUNT), ("opportunities", COUNT), ("stage_moves", COUNT)):
        assert len(column(team.hub, "id", table)) == rows, table
    for name, rep in list(reps.items())[:: COUNT // 3]:
        assert column(team.book(name), "company") == [COMMON, f"Khách của {rep}"]
        assert column(team.book(name), "id", "stage_moves")[0] in column(team.hub, "id", "stage_moves")
    assert all(column(team.hub, "why"))
    work_on(team, reps)
    assert hub_readings(team) == 2, "before the run, and as it is after the merge"
    assert files_displaced(team) == 5, "the merge and the figures"
    assert Counter(column(team.hub, "next_step", "opportunities"))["gọi lại"] == 3
    assert len(column(team.hub, "company")) == 2 * COUNT + 3
    assert hub_readings(team) == 0, "all is as the run before left it"
