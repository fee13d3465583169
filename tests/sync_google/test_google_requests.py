"""What a sync asks of Google: once when nothing changed, at most three times for any other run, in small pieces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from datetime import timedelta
from pathlib import Path

import pytest
from sheets_service.server import SheetsService

from tests.sync_files.stepping import SteppingReplica
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row
from tests.sync_google.google_teams import GoogleTeam

DEAL = {"account": "An", "owner": "Nguyễn Thị Lan", "created_on": date(2026, 11, 3), "stage": "Tìm kiếm & phân loại"}


@pytest.fixture
def team(tmp_path: Path, sheets_service: SheetsService) -> GoogleTeam:
    """A team that has worked for a while."""
    team = GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": None, "minh.xlsx": None}, {"minh.xlsx": "en"})
    for name in ("An", "Bình", "Cường"):
        team.type_row(**lead(name))
    type_row(team.book("lan.xlsx"), "opportunities", name="Sân", status="Đang mở", **DEAL)
    assert team.requests() == ["read", "write", "write"], "the answer tells the looks of reports, once"
    assert team.requests() == ["read"]
    return team


def hub_cell(team: GoogleTeam) -> None:
    team.edit("An", note="từ bảng")


def hub_row(team: GoogleTeam) -> None:
    team.type_row(**lead("Dũng"))


def hub_row_goes(team: GoogleTeam) -> None:
    team.delete("Cường")


def book_cell(team: GoogleTeam) -> None:
    edit(team.book("lan.xlsx"), "An", note="từ tệp")


def book_row(team: GoogleTeam) -> None:
    type_row(team.book("minh.xlsx"), **lead("Em"))


def book_row_goes(team: GoogleTeam) -> None:
    delete(team.book("minh.xlsx"), "Bình")


def a_lost(team: GoogleTeam) -> None:
    edit(team.book("lan.xlsx"), "Sân", "opportunities", "name", status="Thua", lost_reason="Giá cao")


def amounts(team: GoogleTeam) -> None:
    edit(
        team.book("lan.xlsx"), "Sân", "opportunities", "name", amount=1_500_000_000, expected_close_on=date(2026, 12, 1)
    )


def illegal_move(team: GoogleTeam) -> None:
    edit(team.book("lan.xlsx"), "Sân", "opportunities", "name", stage="Đàm phán")


def everything(team: GoogleTeam) -> None:
    team.edit("An", note="từ bảng, sau nữa")
    team.type_row(**lead("Giang"))
    team.delete("Dũng")
    edit(team.book("lan.xlsx"), "An", contact="từ tệp, sau nữa")
    type_row(team.book("minh.xlsx"), **lead("Hà"))
    delete(team.book("minh.xlsx"), "Em")


def new_list_entry(team: GoogleTeam) -> None:
    book = team.book("lan.xlsx")
    type_row(book, "lists", sources="Triển lãm 2026")


def conflict(team: GoogleTeam) -> None:
    team.now += timedelta(hours=1)
    team.edit("An", phone=f"091111{team.now:%H%M}")
    edit(team.book("lan.xlsx"), "An", phone=f"092222{team.now:%H%M}")


def another_machine_has_drawn(team: GoogleTeam) -> None:
    """How the reports look is not known any more; and everything else that asks for a request comes together."""
    other = team.elsewhere(team.folder / "other", {"cuong.xlsx": None})
    other.type_row(**lead("Khoa"))
    other.sync()
    conflict(team)
    type_row(team.book("minh.xlsx"), **lead("Long"))
    delete(team.book("minh.xlsx"), "Hà")


CHANGES: dict[Callable[[GoogleTeam], None], list[str]] = {
    hub_cell: ["read"],
    hub_row: ["read", "write"],
    hub_row_goes: ["read", "write"],
    book_cell: ["read", "write"],
    book_row: ["read", "write"],
    book_row_goes: ["read", "write"],
    amounts: ["read", "write"],
    a_lost: ["read", "write"],
    illegal_move: ["read"],
    new_list_entry: ["read", "write"],
    everything: ["read", "write", "write"],
    conflict: ["read", "write"],
    another_machine_has_drawn: ["read", "write", "write"],
}


def test_any_change_costs_at_most_three_requests_and_then_one(team: GoogleTeam) -> None:
    """The figures that follow from a change are in the same request: engine columns, history, all reports."""
    for change, asked in CHANGES.items():
        change(team)
        assert team.requests() == asked, change.__name__
        assert team.requests() == ["read"], f"after {change.__name__}"
        assert team.service.journal.largest <= 2_000_000


def test_while_nothing_happens_no_workbook_is_read_and_the_hub_once(
    tmp_path: Path, sheets_service: SheetsService
) -> None:
    team = GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": None, "minh.xlsx": None}, lean=True)
    team.type_row(**lead("An"))
    team.sync()
    assert team.sync().exit_code == 0

    def read() -> tuple[list[str], set[str]]:
        looked: set[str] = set()

        def point(step: str, path: Path) -> None:
            if step == "looked":
                looked.add(path.name)

        return team.requests(replica=lambda path: SteppingReplica(path, point)), looked

    assert read() == (["read"], set())
    assert team.sync() == team.sync(thorough=True)
    team.edit("An", note="từ bảng")
    assert read()[1] == {"lan.xlsx", "minh.xlsx"}
    edit(team.book("minh.xlsx"), "An", phone="0912345678")
    assert read()[1] == {"lan.xlsx", "minh.xlsx"}
    assert read() == (["read"], {"lan.xlsx", "minh.xlsx"}), "what a write left on the hub is known once it was read"
    assert read() == (["read"], set())
    team.now = team.now.replace(day=26)
    assert read()[1] == {"lan.xlsx", "minh.xlsx"}
