"""Real `sheetcrm sync` processes killed (-9) at random moments, with a hub in a file and one in Google's stand-in.

`python -m benchmarks.sync_kills [COUNT] [--seed FIRST]` plays COUNT rounds (300), every third with Google. In each,
both sides have changed much; one to three processes, one after another, are killed at moments drawn from the seed; then
a sync in peace must bring all to rest: every value where it was typed, each row once, nothing left lying about.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from sheets_service.server import SheetsService

from sheetcrm.app.sync_desk import DATA_FOLDER
from tests.sync_files.eventful import Eventful
from tests.sync_files.eventful import assert_at_rest
from tests.sync_files.eventful import killed_after
from tests.sync_google.eventful_google import at_rest
from tests.sync_google.eventful_google import change_everything
from tests.sync_google.eventful_google import eventful_team
from tests.sync_google.google_teams import start_sync

GOOGLE_EVERY, NEW_TEAM_EVERY, REPORT_EVERY = 3, 8, 20
SLOWEST = 1.1
"""How much longer than a whole run a process may take until it is killed at the latest."""
FROM_ITS_START = 0.25
"""The share of processes that are killed at any moment; all others only once they have begun to synchronise."""
POLL_SECONDS = 0.005
_HALF_DONE = {
    "transactions begun": "SELECT count(*) FROM intent WHERE state = 'open'",
    "swaps begun": "SELECT count(*) FROM exchange",
    "files not written": "SELECT count(*) FROM unwritten",
}

_RUNS = "SELECT count(*) FROM run"

Start = Callable[[], subprocess.Popen[str]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # what openpyxl says of print areas
    with TemporaryDirectory() as folder, SheetsService() as service:
        kills = Kills(Path(folder), service)
        for number in range(chosen.seed, chosen.seed + chosen.count):
            kills.play(number)
            if (number + 1 - chosen.seed) % REPORT_EVERY == 0:
                print(kills.told, flush=True)
        print(kills.told)
    sys.exit(1 if kills.broken else 0)


class Kills:
    """Rounds played so far."""

    def __init__(self, folder: Path, service: SheetsService) -> None:
        self._folder, self._service = folder, service
        self._begun = time.monotonic()
        self._seconds: dict[str, tuple[float, float]] = {}
        """How long a process takes until it begins to synchronise, and from then on, by the kind of hub."""
        self._round = 0
        self.found = Counter[str]()
        self.broken = 0
        files = folder / "files"
        self._remember(files)
        self._files = Eventful(files)

    @property
    def told(self) -> str:
        """Say what was found so far."""
        counts = ", ".join(f"{name} {number:,}" for name, number in sorted(self.found.items()))
        return f"{time.monotonic() - self._begun:5.0f} s: {counts}, broken promises {self.broken}"

    def play(self, seed: int) -> None:
        """Play one round; say which one breaks a promise."""
        chance, kind = random.Random(seed), "google" if seed % GOOGLE_EVERY == 0 else "file"
        self.found[f"rounds ({kind})"] += 1
        try:
            self._google(chance) if kind == "google" else self._file(chance)
        except Exception as error:  # whatever it is, it is found
            self.broken += 1
            print(f"round {seed}: {error!r}", flush=True)
            self._round = 0

    def _file(self, chance: random.Random) -> None:
        memory = self._remember(self._files.folder)
        team = self._files.again()
        command = [sys.executable, "-m", "sheetcrm", "sync", "--config", str(team.config)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._kill("file", chance, memory, lambda: subprocess.Popen(command, text=True, **pipes))
        assert_at_rest(team)

    def _google(self, chance: random.Random) -> None:
        number = self._round % NEW_TEAM_EVERY + 1
        if number == 1:
            folder = self._folder / f"google {self.found['rounds (google)']}"
            self._memory = self._remember(folder)
            self._team = eventful_team(folder, self._service)
        self._remember(self._memory.parent)
        wanted = change_everything(self._team, number)
        self._kill("google", chance, self._memory, lambda: start_sync(self._team, self._memory))
        at_rest(self._team, wanted, number)
        self._round += 1

    def _remember(self, folder: Path) -> Path:
        """Let what is agreed on be kept in a folder."""
        folder.mkdir(exist_ok=True)
        os.environ[DATA_FOLDER] = str(folder / "memory")
        return folder / "memory"

    def _kill(self, kind: str, chance: random.Random, memory: Path, start: Start) -> None:
        if kind not in self._seconds:
            process = start()
            self._seconds[kind] = (self._begins(process, memory), self._ends(process))
        for _ in range(chance.randint(1, 3)):
            before, within = self._seconds[kind]
            process = start()
            if chance.random() < FROM_ITS_START:
                wait = chance.uniform(0, SLOWEST) * (before + within)
            else:
                self._begins(process, memory)
                wait = chance.uniform(0, SLOWEST) * within
            if not killed_after(wait, process):
                self.found["ended before"] += 1
                return
            self.found["processes killed"] += 1
            self._look(memory)

    def _begins(self, process: subprocess.Popen[str], memory: Path) -> float:
        """Wait until a process has begun a run in its memory; give how long that took."""
        begun, runs = time.monotonic(), _ask(memory, _RUNS)
        while process.poll() is None and _ask(memory, _RUNS) == runs:
            time.sleep(POLL_SECONDS)
        return time.monotonic() - begun

    def _ends(self, process: subprocess.Popen[str]) -> float:
        begun = time.monotonic()
        process.communicate(timeout=300)
        return time.monotonic() - begun

    def _look(self, memory: Path) -> None:
        """Count what a killed process left half done."""
        for name, query in _HALF_DONE.items():
            self.found[name] += _ask(memory, query)


def _ask(memory: Path, query: str) -> int:
    found = 0
    for place in memory.rglob("*.sqlite"):
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
            found += connection.execute(query).fetchone()[0]
    return found


if __name__ == "__main__":
    main()
