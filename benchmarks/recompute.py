"""A whole `sheetcrm recompute`, read to written, against openpyxl only loading and saving the same file.

Three situations: the *first* recompute of a freshly built workbook writes every engine column; *again* on the same day
finds hardly anything to do; on the *next day* ages, delays and reports change, as they do in daily use.
Goals: 0.8 CPU s for the demo company, 6 CPU s and 600 MB for 20,000 opportunities and 100,000 activities.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from benchmarks.company import AS_OF
from benchmarks.company import company_file
from benchmarks.measuring import Cost
from benchmarks.measuring import cost_of
from benchmarks.measuring import python
from benchmarks.measuring import sheetcrm

OPENPYXL = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])"
SIZES = ((1, 10_000, 5), (5, 50_000, 3), (17, 100_000, 3))
"""Copies of the demo company (17: 20,400 opportunities), activities, and runs of each."""
DAYS = {"first": AS_OF, "again": AS_OF, "next day": AS_OF + timedelta(days=1)}


def main() -> None:
    """Print CPU seconds, seconds by the clock and peak memory for several sizes."""
    with tempfile.TemporaryDirectory() as folder:
        for copies, activities, runs in SIZES:
            _measure(Path(folder), copies, activities, runs)


def _measure(folder: Path, copies: int, activities: int, runs: int) -> None:
    source, target = folder / f"company{copies}.xlsx", folder / "work" / "a.xlsx"
    builder = get_context("spawn").Process(target=company_file, args=(source, copies, activities))
    builder.start()  # in a process of its own: a child's peak memory starts at its parent's
    builder.join()
    print(f"{copies * 1200:,} opportunities, {activities:,} activities", flush=True)
    rounds = [_round(source, target) for _ in range(runs)]
    for situation in DAYS:
        print(f"  {situation:20} {_show([one[situation] for one in rounds])}", flush=True)
    peer = cost_of(python(OPENPYXL, str(source), str(folder / "saved.xlsx")))
    print(f"  openpyxl load + save {_show([peer])}", flush=True)


def _round(source: Path, target: Path) -> dict[str, Cost]:
    """Take one fresh copy of the workbook through all situations."""
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir()
    shutil.copy(source, target)
    return {situation: _recompute(target, day) for situation, day in DAYS.items()}


def _recompute(target: Path, day: date) -> Cost:
    return cost_of(sheetcrm("recompute", str(target), "--as-of", day.isoformat()))


def _show(costs: Sequence[Cost]) -> str:
    cpu, wall = median(cost.cpu for cost in costs), median(cost.wall for cost in costs)
    return f"{cpu:6.2f} CPU s  {wall:6.2f} s by the clock  {max(cost.megabytes for cost in costs):5.0f} MB"
