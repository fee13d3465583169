"""Many workbooks in one run: a real `sheetcrm sync`, figures included, with a file or Google's stand-in as the hub.

`python -m benchmarks.sync_many [WORKBOOKS] [--google]` (100) prints one line a run: the *first* one, to which each rep
brings a lead, an opportunity and a stage move; one after *three* reps worked on; one in which *nothing* happened. With
`--google` the requests are told, too; the stand-in runs in this process and is not measured. The hub has its reports.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from sheets_service.server import SheetsService

from benchmarks.measuring import cost_of
from benchmarks.measuring import sheetcrm
from sheetcrm.app.sync_desk import DATA_FOLDER
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from tests.sync_files.many_reps import FIRST
from tests.sync_files.many_reps import hire
from tests.sync_files.many_reps import work_on
from tests.sync_files.teams import Team
from tests.sync_google.google_teams import GoogleTeam
from tests.sync_google.google_teams import kind_of


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("workbooks", type=int, nargs="?", default=100)
    parser.add_argument("--google", action="store_true")
    chosen = parser.parse_args()
    with TemporaryDirectory() as place, SheetsService() as service:
        os.environ |= {DATA_FOLDER: f"{place}/memory", BASE_VARIABLE: service.base}
        folder, books = Path(place), {FIRST: None}
        team = GoogleTeam(folder, service, books) if chosen.google else Team(folder, books)
        team.owners = reps = hire(team, chosen.workbooks)
        team.configure()
        _run(f"first, {chosen.workbooks} workbooks", team, service)
        work_on(team, reps)
        _run("three changed", team, service)
        _run("nothing, once read", team, service)
        _run("nothing", team, service)


def _run(name: str, team: Team | GoogleTeam, service: SheetsService) -> None:
    service.journal.clear()
    cost = cost_of(sheetcrm("sync", "--config", str(team.config)))
    asked = [f"{kind_of(entry)} {entry.size:,}" for entry in service.journal.entries]
    print(f"{name}: {cost.cpu:.1f} CPU s, {cost.wall:.0f} s, {cost.megabytes:.0f} MB; {', '.join(asked)}", flush=True)


if __name__ == "__main__":
    main()
