"""Random schedules of users, races and crashes over real workbook files, real ports and real SQLite.

`python -m benchmarks.sync_files_schedules [COUNT] [--seed FIRST] [--whole | --overwritten]` plays COUNT schedules
(1,000) and prints what was found. With `--whole` every sync is a whole run, recomputing and listing conflicts too. With
`--overwritten` users of the hub save over it what their program opened some time ago. A quick temporary folder
(`TMPDIR=/dev/shm`) halves the time.
"""

from __future__ import annotations

import argparse
import os
import time
import warnings
from collections import Counter
from functools import partial
from multiprocessing import Pool

from tests.sync.oracle import Violation
from tests.sync.schedules import play
from tests.sync_files.disk_world import FileWorld
from tests.sync_files.overwritten_world import OverwrittenWorld
from tests.sync_files.whole_world import WholeWorld

REPORT_EVERY = 50
KINDS: dict[str, type[FileWorld]] = {"whole": WholeWorld, "overwritten": OverwrittenWorld}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=0)
    kinds = parser.add_mutually_exclusive_group()
    for name in KINDS:
        kinds.add_argument(f"--{name}", dest="kind", action="store_const", const=name)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # what openpyxl says of print areas
    start, total = time.monotonic(), Counter[str]()
    seeds = range(chosen.seed, chosen.seed + chosen.count)
    with Pool(chosen.processes) as pool:
        for done, found in enumerate(pool.imap_unordered(partial(_play, kind=chosen.kind), seeds), 1):
            total += found
            if done % REPORT_EVERY == 0 or done == len(seeds):
                print(f"{done:6} schedules, {time.monotonic() - start:5.0f} s: {_show(total)}", flush=True)


def _play(seed: int, *, kind: str | None) -> Counter[str]:
    begun = time.process_time()
    try:
        world = play(seed, None, KINDS.get(kind or "", FileWorld))
    except Violation as violation:
        print(f"schedule {seed}: {violation}", flush=True)
        return Counter({f"VIOLATION {str(violation).partition(':')[0]}": 1})
    except Exception as error:  # whatever it is, it is found
        print(f"schedule {seed}: {error!r}", flush=True)
        return Counter({f"ERROR {type(error).__name__}": 1})
    found = Counter(
        syncs=world.syncs,
        events=world.faults,
        tokens=len(world.oracle.tokens),
        hub_files=world.hub.writes,
        workbook_files=sum(book.files for book in world.books),
        quick=getattr(world, "quick", 0),
        cpu_milliseconds=int(1000 * (time.process_time() - begun)),
    )
    if isinstance(world, OverwrittenWorld):
        found.update(hubs_overwritten=world.overwritten, hubs_adopted=world.adopted)
    return found


def _show(total: Counter[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in sorted(total.items()))


if __name__ == "__main__":
    main()
