"""A hundred workbooks cost the hub as much as one."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from tests.sync_files.stepping import stepped
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row

COUNT = 100


def test_a_hundred_workbooks_are_one_read_and_one_write_of_the_hub(tmp_path: Path) -> None:
    team = Team(tmp_path, {"000.xlsx": None})
    type_row(team.book("000.xlsx"), **lead("Công ty chung"))
    names = [f"{number:03}.xlsx" for number in range(COUNT)]
    for name in names[1:]:
        shutil.copy2(team.book("000.xlsx"), team.book(name))
    team.owners = dict.fromkeys(names)
    team.configure()
    team.sync()
    assert len(column(team.hub, "company")) == COUNT  # each copy had typed a row of its own
    for number in (3, 50, 99):
        type_row(team.book(names[number]), **lead(f"Riêng {number}"))
    hub_steps: Counter[str] = Counter()
    stepped(team.config, lambda step, path: hub_steps.update([step] if path == team.hub else []))
    assert hub_steps["exchanged"] == 1
    for name in ("team.xlsx", names[0], names[50]):
        assert {f"Riêng {number}" for number in (3, 50, 99)} < set(column(team.book(name), "company"))
    hub_steps.clear()
    stepped(team.config, lambda step, path: hub_steps.update([step] if path == team.hub else []))
    assert hub_steps["exchanged"] == hub_steps["drafted"] == 0
    assert hub_steps["looked"] == 0  # all is as the run before left it
