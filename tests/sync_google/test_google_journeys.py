"""Two reps and their team's Google spreadsheet, day by day: the real use case, the real gspread, real files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sheets_service.server import SheetsService

from sheetcrm.surfaces.cli.conflicts import conflicts
from sheetcrm.surfaces.cli.handover import handover
from sheetcrm.surfaces.cli.log import log
from sheetcrm.surfaces.cli.status import status
from sheetcrm.surfaces.cli.sync import sync
from sheetcrm.surfaces.cli.undo import undo
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from tests.sync_files.teams import LAN
from tests.sync_files.teams import MINH
from tests.sync_files.teams import column
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import lock
from tests.sync_files.teams import rows
from tests.sync_files.teams import snapshot
from tests.sync_files.teams import type_row
from tests.sync_google.google_teams import GoogleTeam
from tests.sync_google.google_teams import run


@pytest.fixture
def team(tmp_path: Path, sheets_service: SheetsService, monkeypatch: pytest.MonkeyPatch) -> GoogleTeam:
    monkeypatch.setenv(BASE_VARIABLE, sheets_service.base)
    return GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": LAN, "minh.xlsx": None}, {"minh.xlsx": "en"})


def deal(name: str = "Sân bóng", **cells: object) -> dict[str, object]:
    good = {"account": "An", "owner": LAN, "created_on": date(2026, 11, 3), "name": name, "status": "Đang mở"}
    return {**good, "stage": "Tìm kiếm & phân loại", **cells}


def test_what_is_typed_on_either_side_comes_to_the_other_in_its_language(team: GoogleTeam) -> None:
    team.type_row(**lead("Bảng", status="Đang tìm hiểu", employees=25))
    type_row(team.book("lan.xlsx"), **lead("Lan 1", phone="0912345678"))
    type_row(team.book("minh.xlsx"), **lead("Minh 1", owner=MINH, status="Working"))
    assert team.sync().exit_code == 0
    assert set(team.column("company")) == {"Bảng", "Lan 1", "Minh 1"}
    assert dict(zip(team.column("company"), team.column("status"), strict=True))["Minh 1"] == "Đang tìm hiểu"
    assert "0912345678" in team.column("phone"), "a phone number is a text on Google, too"
    assert {row["company"]: row["status"] for row in rows(team.book("minh.xlsx"))}["Bảng"] == "Working"
    assert set(column(team.book("lan.xlsx"), "company")) == {"Bảng", "Lan 1"}, "Minh's row is not for Lan"
    assert len(set(team.column("id"))) == 3

    team.edit("Lan 1", note="gọi lại", employees=40)
    edit(team.book("minh.xlsx"), "Minh 1", phone="0987654321")
    delete(team.book("lan.xlsx"), "Bảng")
    team.sort()
    assert team.sync().exit_code == 0
    assert team.column("company") == ["Minh 1", "Lan 1"]
    assert {row["company"]: (row["note"], row["employees"]) for row in rows(team.book("lan.xlsx"))} == {
        "Lan 1": ("gọi lại", 40)
    }
    assert "0987654321" in team.column("phone")
    assert team.requests() == ["read"]


def test_stage_moves_are_judged_once_for_all_and_illegal_ones_are_held(team: GoogleTeam) -> None:
    type_row(team.book("lan.xlsx"), "opportunities", **deal())
    team.sync()
    (row,) = team.rows("opportunities")
    assert row["accepted_stage"] == "Tìm kiếm & phân loại"
    assert row["probability"] == 5
    edit(team.book("lan.xlsx"), "Sân bóng", "opportunities", "name", status="Thua", lost_reason="Giá cao")
    report = team.sync()
    assert report.exit_code == 0
    (row,) = team.rows("opportunities")
    assert (row["status"], row["accepted_status"]) == ("Thua", "Thua")
    (move,) = team.rows("stage_moves")
    for name, lost in (("lan.xlsx", "Thua"), ("minh.xlsx", "Lost")):
        assert column(team.book(name), "accepted_status", "opportunities") == [lost]
        assert column(team.book(name), "id", "stage_moves") == [move["id"]], "one move, however many accept it"

    type_row(team.book("lan.xlsx"), "opportunities", **deal("Mái che"))
    team.sync()
    team.edit("Mái che", "opportunities", "name", stage="Đàm phán")
    report = team.sync()
    assert report.exit_code == 1
    assert [(one.where, one.sheet) for one in report.held] == [("Bảng chung", "Cơ hội")]
    held = {row["name"]: row for row in team.rows("opportunities")}["Mái che"]
    assert (held["stage"], held["accepted_stage"]) == ("Đàm phán", "Tìm kiếm & phân loại")
    assert (held["stage_requested"], bool(held["issues"])) == ("Đàm phán", True)
    assert "Đàm phán" not in column(team.book("lan.xlsx"), "stage", "opportunities")


def test_reports_of_the_hub_are_drawn_and_what_is_typed_over_them_is_put_back(team: GoogleTeam) -> None:
    type_row(team.book("lan.xlsx"), **lead("An"))
    team.sync()
    shown = team.shown("kpi")
    assert any("Tính lúc 25/11/2026 09:30" in str(cell) for row in shown for cell in row)
    at = next(number for number, row in enumerate(shown, start=1) if row and row[0] == "K1 · Số khách tiềm năng")
    assert shown[at - 1][1] == 1
    team.typist.type(f"'KPI'!B{at}", [[99]])
    assert team.requests() == ["read", "write"]
    assert team.shown("kpi")[at - 1][1] == 1
    assert team.requests() == ["read"]
    assert sorted(team.requests(clock=lambda _: team.now.replace(day=26))) == ["read", "write"], "a new day"


def test_a_conflict_is_listed_on_the_hub_and_chosen_there(team: GoogleTeam) -> None:
    team.type_row(**lead("An", phone="0900000000"))
    team.sync()
    team.edit("An", phone="0911111111")
    edit(team.book("lan.xlsx"), "An", phone="0922222222")
    report = team.sync()
    assert report.exit_code == 1
    assert team.column("phone") == ["0911111111"], "the hub's stands"
    (line,) = team.rows("conflicts")
    assert (line["hub_value"], line["workbook_value"]) == ("0911111111", "0922222222")
    assert "0922222222" in run(conflicts, team, code=1)
    team._type("conflicts", 3, {"choose": "Tệp"})
    assert team.requests()[:2] == ["read", "write"]
    assert team.column("phone") == ["0922222222"]
    assert column(team.book("lan.xlsx"), "phone") == ["0922222222"]
    assert team.rows("conflicts") == []
    assert team.requests() == ["read"]
    assert "không" in run(conflicts, team, "--lang", "vi").lower()


def test_every_command_works_with_a_google_hub(team: GoogleTeam) -> None:
    team.type_row("reps", name=LAN)
    team.type_row("reps", name=MINH)
    team.type_row(**lead("An", status="Mới"))
    before = snapshot(team.folder)
    asked = len(team.service.journal.writes)
    told = run(sync, team, "--dry-run")
    assert "Bảng chung: Bảng chung" in told
    assert "nhận từ bảng chung" in told
    assert snapshot(team.folder) == before
    assert len(team.service.journal.writes) == asked
    assert run(sync, team).splitlines()[2:] == told.splitlines()[2:]
    assert run(status, team, "--lang", "en").count("last synchronised") == 2

    edit(team.book("lan.xlsx"), "An", contact="Chị Hoa")
    run(sync, team)
    assert "Chị Hoa" in run(log, team)
    assert "Google Sheets" in run(log, team)
    assert "người của An" in run(undo, team, "--sync", "--yes")
    run(sync, team)
    assert team.column("contact") == column(team.book("lan.xlsx"), "contact") == ["người của An"]

    assert "An" in run(handover, team, "--from", LAN, "--to", MINH, "--dry-run")
    run(handover, team, "--from", LAN, "--to", MINH)
    assert team.column("owner") == [MINH]
    run(sync, team)
    assert column(team.book("lan.xlsx"), "company") == []
    assert column(team.book("minh.xlsx"), "owner") == [MINH]


def test_a_file_that_is_open_gets_its_rows_later_and_choices_wait(team: GoogleTeam) -> None:
    team.type_row(**lead("An"))
    mark = lock(team.book("lan.xlsx"))
    report = team.sync()
    assert team.report(report, "lan.xlsx").waiting
    assert column(team.book("lan.xlsx"), "company") == []
    mark.unlink()
    team.sync()
    assert column(team.book("lan.xlsx"), "company") == ["An"]
