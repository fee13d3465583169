"""A whole `sheetcrm recompute`, read to written, against openpyxl only loading and saving the same file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.company import AS_OF
from benchmarks.company import company_file
from benchmarks.measuring import Cost
from benchmarks.measuring import cost_of
from benchmarks.measuring import python
from benchmarks.measuring import sheetcrm

OPENPYXL = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])"
SIZES = ((1, 3), (5, 3), (17, 1))
"""Copies of the demo company (17: 20,400 opportunities) and runs of each."""


def main() -> None:
    """Print CPU seconds and peak memory for several sizes."""
    with tempfile.TemporaryDirectory() as folder:
        for copies, runs in SIZES:
            source = company_file(Path(folder) / f"company{copies}.xlsx", copies)
            ours = min(_recompute(source, Path(folder) / "work" / "a.xlsx") for _ in range(runs))
            again = min(_recompute(source, Path(folder) / "work" / "a.xlsx", twice=True) for _ in range(runs))
            peer = cost_of(python(OPENPYXL, str(source), str(Path(folder) / "saved.xlsx")))
            print(
                f"{copies * 1200:6} opportunities  first recompute {_show(ours)}  next {_show(again)}"
                f"  openpyxl load+save {_show(peer)}  ratio {peer.cpu / ours.cpu:.1f}x",
                flush=True,
            )


def _recompute(source: Path, target: Path, *, twice: bool = False) -> Cost:
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir()
    shutil.copy(source, target)
    command = sheetcrm("recompute", str(target), "--as-of", AS_OF.isoformat())
    if twice:
        cost_of(command)
    return cost_of(command)


def _show(cost: Cost) -> str:
    return f"{cost.cpu:6.2f} s {cost.megabytes:5.0f} MB"
