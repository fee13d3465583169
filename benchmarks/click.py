"""From click to result: a cold process as Excel's `RunPython` starts it, its imports shown apart from the work.

Excel is not at hand here: the file stands in for the open workbook, so what Excel itself takes to hand over and accept
cells is not in these figures. xlwings brings pandas along when the same Python has it; an environment of sheetcrm's own
has not.
"""

from __future__ import annotations

import shutil
import tempfile
from multiprocessing import get_context
from pathlib import Path

from benchmarks.company import company_file
from benchmarks.measuring import Cost
from benchmarks.measuring import median_cost
from benchmarks.measuring import python

WITHOUT_PANDAS = "import sys; sys.modules['pandas'] = sys.modules['numpy'] = None; "
IMPORTS = {
    "python": "pass",
    "xlwings": "import xlwings.utils",
    "a button": "import xlwings.utils; from sheetcrm.surfaces.excel import buttons",
    "functions": "import xlwings.utils; from sheetcrm.surfaces.excel import functions",
}
CLICK = """
import sys
from datetime import datetime
import xlwings.utils
from sheetcrm.surfaces.excel import buttons, clicks
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.workbooks import open_workbook
class Quiet:
    def say(self, text): print(text)
    def alert(self, text): pass
    def mark(self, findings): pass
buttons.gc.disable()
job, path = getattr(clicks, sys.argv[1]), sys.argv[2]
job(Click(open_workbook(path), Quiet(), path, "vi", "Asia/Ho_Chi_Minh", clock=lambda zone: datetime(2026, 11, 30, 8)))
"""
SIZES = ((1, 10_000, 5), (17, 100_000, 3))
"""Copies of the demo company (17: 20,400 opportunities), activities, and runs of each."""


def main() -> None:
    """Print what is waited for before anything begins, and each click as a whole."""
    for name, code in IMPORTS.items():
        alone, crowded = (median_cost(python(start + code), 7) for start in (WITHOUT_PANDAS, ""))
        print(f"  import {name:12} {_show(alone)}   beside pandas {_show(crowded)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for copies, activities, runs in SIZES:
            _clicks(Path(folder), copies, activities, runs)


def _clicks(folder: Path, copies: int, activities: int, runs: int) -> None:
    source = folder / f"company{copies}.xlsm"
    builder = get_context("spawn").Process(target=company_file, args=(source, copies, activities))
    builder.start()  # in a process of its own: a child's peak memory starts at its parent's
    builder.join()
    print(f"{copies * 1200:,} opportunities, {activities:,} activities", flush=True)
    for job in ("recompute", "check"):
        target = folder / "work" / "a.xlsm"
        shutil.rmtree(target.parent, ignore_errors=True)
        target.parent.mkdir()
        shutil.copy(source, target)
        cost = median_cost(python(WITHOUT_PANDAS + CLICK, job, str(target)), runs)
        print(f"  {job:12} {_show(cost)}  {cost.megabytes:5.0f} MB", flush=True)


def _show(cost: Cost) -> str:
    return f"{cost.cpu:5.2f} CPU s {cost.wall:5.2f} s by the clock"
