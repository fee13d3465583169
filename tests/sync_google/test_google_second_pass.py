"""Runs that must go round once more: what one round leaves, the next one carries in the same run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sheets_service.server import SheetsService

from sheetcrm.sync.log import Happened
from tests.sync_files.stepping import SteppingReplica
from tests.sync_files.teams import column
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import lock
from tests.sync_files.teams import type_row
from tests.sync_google.google_teams import GoogleTeam

ONE, TWICE = ["read"], ["read", "write", "read", "write"]
DEAL = {"account": "An", "owner": "Nguyễn Thị Lan", "created_on": date(2026, 11, 3), "stage": "Tìm kiếm & phân loại"}
LOST = {"status": "Thua", "lost_reason": "Giá cao"}
DEALS = ("opportunities", "name")

Make = Callable[..., GoogleTeam]


@pytest.fixture
def make(tmp_path: Path, sheets_service: SheetsService) -> Make:
    def team(**more: str) -> GoogleTeam:
        return GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": None, "minh.xlsx": None}, lean=True, **more)

    return team


def everywhere(team: GoogleTeam, key: str, table: str) -> list[list[object]]:
    """A column of the hub and of each workbook."""
    return [
        [cell or None for cell in team.column(key, table)],
        *(column(team.book(name), key, table) for name in team.owners),
    ]


def assert_one_move_everywhere(team: GoogleTeam) -> None:
    assert everywhere(team, "to_status", "stage_moves") == [["Thua"]] * 3
    (ids,) = {tuple(ids) for ids in everywhere(team, "id", "stage_moves")}
    assert len(ids) == 1


def test_a_move_of_what_is_saved_between_the_merge_and_recomputing_comes_to_the_hub_in_the_same_run(make: Make) -> None:
    """Recomputing the workbook accepts and records it, and the hub has neither the row nor the move."""
    team = make()
    path = team.book("lan.xlsx")
    type_row(path, "opportunities", name="Sân", status="Đang theo", **DEAL)
    team.sync()
    saved: list[Path] = []

    def point(step: str, at: Path) -> None:
        if step == "tidied" and at == path and not saved:
            saved.append(at)
            type_row(path, "opportunities", name="Mới", **LOST, **DEAL)

    edit(path, "Sân", *DEALS, next_step="gọi lại")
    assert team.requests(replica=lambda at: SteppingReplica(at, point)) == [*TWICE, "read"]
    assert everywhere(team, "accepted_status", "opportunities") == [["Đang theo", "Thua"]] * 3
    assert everywhere(team, "next_step", "opportunities") == [["gọi lại", None]] * 3
    assert_one_move_everywhere(team)
    assert team.requests() == ONE


def test_a_move_that_only_a_workbook_accepts_comes_to_the_hub_in_the_same_run(make: Make) -> None:
    """Where each side keeps its own status, the hub cannot foresee what the workbook records."""
    team = make(conflicts="hold")
    lan = team.book("lan.xlsx")
    type_row(lan, "opportunities", name="Sân", status="Đang theo", **DEAL)
    team.sync()
    edit(lan, "Sân", *DEALS, **LOST)
    team.edit("Sân", *DEALS, status="Hủy", lost_reason="Khác")
    assert team.requests() == [*TWICE, "read"]
    assert (team.column("status", "opportunities"), column(lan, "status", "opportunities")) == (["Hủy"], ["Thua"])
    assert everywhere(team, "accepted_status", "opportunities") == [["Thua"]] * 3
    assert_one_move_everywhere(team)
    assert team.requests() == ONE
    assert team.column("status", "opportunities") == ["Hủy"], "what is held stays where it was typed"


def test_a_row_that_one_workbook_edits_and_another_deletes_in_one_run_is_written_before_it_goes(make: Make) -> None:
    """The edit brings the hub back to what the other workbook's user saw when he deleted the row: to him nobody edited.

    Lan has the file open while a note changes, so that the older note is still the one she has agreed on.
    """
    team = make()
    lan, minh = (team.book(name) for name in team.owners)
    team.type_row(**lead("An", note="cũ"))
    team.sync(recompute=False)
    mark = lock(lan)
    team.edit("An", note="mới")
    team.sync(recompute=False)
    mark.unlink()
    assert [column(path, "note") for path in (lan, minh)] == [["cũ"], ["mới"]]
    team.edit("An", note="cũ")
    edit(lan, "An", note="mới")
    delete(minh, "An")
    assert team.requests(recompute=False) == TWICE, "first the edit, then, as the row stands now, the deletion"
    assert everywhere(team, "company", "leads") == [[]] * 3
    kept = [(entry.kind, entry.new or entry.old) for entry in team.log() if entry.column == "note"]
    assert (Happened.WRITTEN, "mới") in kept
    assert (Happened.DELETED, "mới") in kept
    assert team.requests(recompute=False) == ONE
