"""Random schedules of users, races, crashes and lost requests over the core of sync.

`python -m benchmarks.sync_schedules [COUNT] [--seed FIRST] [--prefer hub|workbook|hold]` plays COUNT schedules (50,000)
and prints what was found. `--shorten SEED` shows the few steps of one schedule that break a promise.
`python -m benchmarks.sync_schedules [COUNT] --mutants` looks, for each rule, for the first schedule that breaks a
promise when that rule is switched off.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from dataclasses import replace
from functools import partial
from multiprocessing import Pool

from sheetcrm.errors import SyncError
from sheetcrm.sync.decisions import hold
from sheetcrm.sync.decisions import prefer_hub
from sheetcrm.sync.decisions import prefer_workbook
from tests.sync.mutants import MUTANTS
from tests.sync.mutants import mutate
from tests.sync.oracle import Violation
from tests.sync.schedules import draw_schedule
from tests.sync.schedules import play
from tests.sync.schedules import setting_of
from tests.sync.shortening import shorten
from tests.sync.world import Setting

PIECE = 250
POLICIES = {"hub": prefer_hub, "workbook": prefer_workbook, "hold": hold}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mutants", action="store_true")
    parser.add_argument("--prefer", choices=POLICIES, default="hub")
    parser.add_argument("--shorten", type=int, metavar="SEED")
    chosen = parser.parse_args()
    if chosen.mutants:
        for name in MUTANTS:
            print(f"| {name} | {_find(name, chosen.seed, chosen.count)} |", flush=True)
    elif chosen.shorten is not None:
        setting = _setting(chosen.shorten, chosen.prefer)
        for step in shorten(draw_schedule(chosen.shorten, setting), setting, chosen.shorten):
            print(step)
    else:
        _play_all(chosen.seed, chosen.count, chosen.prefer)


def _setting(seed: int, prefer: str) -> Setting:
    return replace(setting_of(seed), prefer=POLICIES[prefer])


def _play_all(first: int, count: int, prefer: str) -> None:
    start, total = time.monotonic(), Counter[str]()
    pieces = range(first, first + count, PIECE)
    with Pool(min(2, os.cpu_count() or 1)) as pool:
        for done, found in enumerate(pool.imap_unordered(partial(_play_piece, prefer), pieces), 1):
            total += found
            if done % 20 == 0 or done == len(pieces):
                print(f"{done * PIECE:7} schedules, {time.monotonic() - start:5.0f} s: {_show(total)}", flush=True)


def _play_piece(prefer: str, first: int) -> Counter[str]:
    found = Counter[str]()
    for seed in range(first, first + PIECE):
        try:
            world = play(seed, _setting(seed, prefer))
        except Violation as violation:
            found[str(violation).partition(":")[0]] += 1
            print(f"schedule {seed}: {violation}", flush=True)
            continue
        found.update(
            syncs=world.syncs, events=world.faults, tokens=len(world.oracle.tokens), hub_writes=world.hub.writes
        )
        found.update(files=sum(book.files for book in world.books))
    return found


def _show(total: Counter[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in sorted(total.items()))


def _find(name: str, first: int, count: int) -> str:
    for seed in range(first, first + count):
        try:
            play(seed, mutate(setting_of(seed), MUTANTS[name]))
        except (Violation, SyncError, ValueError) as broken:
            return f"{seed} | {str(broken)[:90]}"
    return "not found |"


if __name__ == "__main__":
    main()
