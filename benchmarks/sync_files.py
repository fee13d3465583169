"""A whole `sheetcrm sync` between a team workbook and a rep's workbook on disk, process start to end, figures included.

Situations: the *first* sync of a filled hub with an empty workbook; *500 changes*, half of them on each side; and
*nothing* to do. `python -m benchmarks.sync_files [ROWS] [--profile]`: with `--profile` the 500 changes are made in this
process, and the time is told by phase.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.company import company
from benchmarks.measuring import Cost
from benchmarks.measuring import cost_of
from benchmarks.measuring import sheetcrm
from sheetcrm.app.build import new_workbook
from sheetcrm.app.sync_desk import DATA_FOLDER
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.sync.identity import new_id
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook

TABLE = "opportunities"
COLUMN = "next_step"
CHANGES = 500
PHASES = {
    ("replica.py", "look"): "read files",
    ("sync_sides.py", "make"): "know what cells mean",
    ("plan.py", "plan_table"): "plan",
    ("base_store.py", "load"): "what was agreed on, from SQLite",
    ("base_store.py", "advance"): "what is agreed on now, into SQLite",
    ("replica.py", "draft"): "write new files beside",
    ("replica.py", "exchange"): "swap files",
    ("recompute.py", "recompute_workbook"): "recompute",
    ("sync_conflicts.py", "show"): "sheets of conflicts",
    ("synchronize.py", "synchronise"): "all",
}


def main() -> None:
    """Print CPU seconds, seconds by the clock and peak memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=20_000)
    parser.add_argument("--profile", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ[DATA_FOLDER] = str(folder / "memory")
        config = _make(folder, chosen.rows)
        print(f"first, {chosen.rows:,} rows: {_show(cost_of(_command(config)))}", flush=True)
        _change(folder)
        if chosen.profile:
            _profile(config)
        else:
            print(f"{CHANGES} changes: {_show(cost_of(_command(config)))}", flush=True)
        print(f"nothing: {_show(cost_of(_command(config)))}", flush=True)
        print(f"memory: {sum(one.stat().st_size for one in (folder / 'memory').rglob('*')) / 1e6:.0f} MB", flush=True)


def _make(folder: Path, rows: int) -> Path:
    options: dict[str, Any] = {"process": "standard", "scheme": "bant", "currency": "VND", "templates": None}
    found = company(-(-rows // 1200))
    keep = {TABLE: found[TABLE][:rows], "reps": found["reps"], "accounts": found["accounts"]}
    new_workbook(folder / "team.xlsx", lang="vi", make_id=new_id, rows=keep, **options)
    new_workbook(folder / "rep.xlsx", lang="en", make_id=new_id, **options)
    config = folder / "sheetcrm.toml"
    config.write_text('hub = "team.xlsx"\n[[workbooks]]\nfile = "rep.xlsx"\n', encoding="utf-8")
    return config


def _change(folder: Path) -> None:
    for name, start in (("team.xlsx", 0), ("rep.xlsx", 1)):
        book = XlsxWorkbook(folder / name)
        data = book.read()[TABLE]
        step = max(2, 2 * len(data.rows) // CHANGES)
        ids = list(zip(data.columns["id"], data.rows, strict=True))[start::step][: CHANGES // 2]
        edits = [UpdateRow(TABLE, None, {COLUMN: f"{name} {row}"}, {}, row) for _, row in ids]
        book.write(edits)


def _command(config: Path) -> list[str]:
    return sheetcrm("sync", "--config", str(config))


def _profile(config: Path) -> None:
    profile = cProfile.Profile()
    with open_desk(config) as desk:
        profile.runcall(synchronise, desk, SyncWish())
    stats = pstats.Stats(profile).get_stats_profile()
    del stats
    for (file, _, function), (_, calls, _, seconds, _) in pstats.Stats(profile).stats.items():
        phase = PHASES.get((Path(file).name, function))
        if phase and "sheetcrm" in file:
            print(f"  {seconds:6.2f} s in {calls:3} calls: {phase}", flush=True)


def _show(cost: Cost) -> str:
    return f"{cost.cpu:.2f} CPU s, {cost.wall:.1f} s, {cost.megabytes:.0f} MB"


if __name__ == "__main__":
    main()
