"""Backups of one file are named by one clock, the machine's, whichever command made them: the newest is the newest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.surfaces.cli.group import cli
from sheetcrm.workbooks.xlsx.restoring import backups_of
from tests.sync_files.teams import LAN
from tests.sync_files.teams import Team
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row


@pytest.fixture
def _far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_far_away")
def test_a_machine_far_from_the_company_takes_back_what_it_wrote_last(tmp_path: Path) -> None:
    team = Team(tmp_path, {"lan.xlsx": LAN})
    lan = team.book("lan.xlsx")
    type_row(team.hub, **lead("An"))
    team.sync(recompute=True)
    edit(lan, "An", title="Giám đốc")  # a write of another command's make
    before = lan.read_bytes()
    edit(lan, "An", title="Tổng giám đốc")
    for backup in backups_of(lan):
        assert abs(backup.made_at - datetime.now()) < timedelta(minutes=10)
    undo = ["undo", str(lan), "--yes", "--config", str(team.config)]
    assert CliRunner().invoke(cli, undo, catch_exceptions=False).exit_code == 0
    assert lan.read_bytes() == before
