"""A row that one side deleted while the other edited it: it is back, and that is told once, whichever side it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetcrm.errors import Locked
from tests.sync_files.teams import LAN
from tests.sync_files.teams import MINH
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import lock
from tests.sync_files.teams import type_row


def test_both_kinds_are_told_as_rows_that_are_back_and_not_as_held(tmp_path: Path) -> None:
    team = Team(tmp_path, {"lan.xlsx": LAN, "minh.xlsx": MINH})
    type_row(team.hub, **lead("An"))
    type_row(team.hub, **lead("Bình", MINH))
    team.sync()
    delete(team.book("lan.xlsx"), "An")
    edit(team.hub, "An", title="Trưởng phòng")
    delete(team.hub, "Bình")
    edit(team.book("minh.xlsx"), "Bình", title="Giám đốc")
    report = team.sync()
    told = [(one.where, one.row) for workbook in report.workbooks for one in workbook.revived]
    assert told == [("team.xlsx", 3), ("minh.xlsx", 3)]
    assert not report.held
    assert not any(one.held for one in report.workbooks)
    assert report.exit_code == 1
    assert column(team.hub, "title") == ["Trưởng phòng", "Giám đốc"]
    assert team.sync().exit_code == 0


def test_a_hub_that_cannot_be_used_now_is_not_adopted_and_deletions_still_count(tmp_path: Path) -> None:
    team = Team(tmp_path, {"lan.xlsx": LAN})
    for company in ("An", "Bình"):
        type_row(team.hub, **lead(company))
    team.sync()
    delete(team.book("lan.xlsx"), "An")
    mark = lock(team.hub)
    with pytest.raises(Locked):
        team.sync(adopt_hub=True)
    mark.unlink()
    team.sync()
    assert column(team.hub, "company") == ["Bình"]
