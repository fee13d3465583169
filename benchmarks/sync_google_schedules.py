"""Random schedules with a Google hub: whole runs of sync, the real gspread over HTTP to the stand-in, real files.

`python -m benchmarks.sync_google_schedules [COUNT] [--seed FIRST]` plays COUNT schedules (1,000) and prints what was
found. A quick temporary folder (`TMPDIR=/dev/shm`) helps.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from sheets_service.server import SheetsService

from tests.sync.oracle import Violation
from tests.sync.schedules import play
from tests.sync_google.google_world import GoogleWorld

REPORT_EVERY = 10


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # what openpyxl says of print areas
    start, total = time.monotonic(), Counter[str]()
    seeds = range(chosen.seed, chosen.seed + chosen.count)
    with Pool(chosen.processes, _serve) as pool:
        for done, found in enumerate(pool.imap_unordered(_play, seeds), 1):
            total += found
            if done % REPORT_EVERY == 0 or done == len(seeds):
                print(f"{done:6} schedules, {time.monotonic() - start:5.0f} s: {_show(total)}", flush=True)


def _serve() -> None:
    """Start a stand-in for each process."""
    GoogleWorld.service = SheetsService().start()


def _play(seed: int) -> Counter[str]:
    service = GoogleWorld.service
    service.journal.clear()
    begun = time.process_time()
    found = Counter[str]()
    try:
        world = play(seed, None, GoogleWorld)
        found.update(syncs=world.syncs, events=world.faults, tokens=len(world.oracle.tokens))
        found.update(workbook_files=sum(book.files for book in world.books))
    except Violation as violation:
        print(f"schedule {seed}: {violation}", flush=True)
        found[f"VIOLATION {str(violation).partition(':')[0]}"] += 1
    except Exception as error:  # whatever it is, it is found
        print(f"schedule {seed}: {error!r}", flush=True)
        found[f"ERROR {type(error).__name__}"] += 1
    found.update(schedules=1, requests=len(service.journal), defects=len(service.defects))
    found.update(cpu_milliseconds=int(1000 * (time.process_time() - begun)))
    return found


def _show(total: Counter[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in sorted(total.items()))


if __name__ == "__main__":
    main()
