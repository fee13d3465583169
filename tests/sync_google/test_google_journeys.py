"""Two reps and their team's Google spreadsheet, day by day: the real use case, the real gspread, real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets_service.server import SheetsService

from tests.sync_files.teams import MINH
from tests.sync_files.teams import column
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row
from tests.sync_google.google_teams import GoogleTeam


@pytest.fixture
def team(tmp_path: Path, sheets_service: SheetsService) -> GoogleTeam:
    return GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": None, "minh.xlsx": None}, {"minh.xlsx": "en"})


def test_rows_typed_on_both_sides_meet_and_then_it_is_quiet(team: GoogleTeam) -> None:
    team.type_row(**lead("Công ty Bảng", status="Đang tìm hiểu"))
    type_row(team.book("lan.xlsx"), **lead("Công ty Lan"))
    type_row(team.book("minh.xlsx"), **lead("Minh Co", owner=MINH))
    report = team.sync()
    assert report.exit_code == 0, report
    everybody = {"Công ty Bảng", "Công ty Lan", "Minh Co"}
    assert set(team.column("company")) == everybody
    for name in ("lan.xlsx", "minh.xlsx"):
        assert set(column(team.book(name), "company")) == everybody
    ids = {row["id"] for row in team.rows()}
    assert len(ids) == 3
    assert ids == set(column(team.book("lan.xlsx"), "id"))
    assert team.requests() == ["read"]
    assert team.requests() == ["read"]
