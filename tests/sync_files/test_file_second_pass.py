"""With a team workbook as the hub, too, what one round of a run leaves is carried by the next one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from sheetcrm.sync.log import Happened
from tests.sync_files.stepping import stepped
from tests.sync_files.teams import LAN
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import lock
from tests.sync_files.teams import snapshot
from tests.sync_files.teams import type_row

BOOKS = {"lan.xlsx": None, "minh.xlsx": None}
DEALS = ("opportunities", "name")


def everywhere(team: Team, key: str, table: str) -> list[list[object]]:
    return [column(path, key, table) for path in (team.hub, *map(team.book, team.owners))]


def test_moves_that_hub_and_workbook_each_accept_for_themselves_are_everywhere_after_one_run(tmp_path: Path) -> None:
    """Where each side keeps its own status, recomputing records one move on the hub and another in the workbook."""
    team = Team(tmp_path, BOOKS, conflicts="hold")
    deal = {"name": "Sân", "account": "An", "owner": LAN, "created_on": date(2026, 11, 3)}
    type_row(team.hub, "opportunities", status="Đang theo", stage="Tìm kiếm & phân loại", **deal)
    team.sync(recompute=True)
    edit(team.hub, "Sân", *DEALS, status="Tạm dừng", paused_reason="Chờ ngân sách", resume_on=date(2026, 12, 20))
    edit(team.book("lan.xlsx"), "Sân", *DEALS, status="Thua", lost_reason="Giá cao")
    team.sync(recompute=True)
    moves = everywhere(team, "id", "stage_moves")
    assert [len(ids) for ids in moves] == [len(set(moves[0]))] * 3
    assert {frozenset(ids) for ids in moves} == {frozenset(moves[0])}
    assert "Thua" in column(team.hub, "to_status", "stage_moves")
    assert [column(path, "status", "opportunities") for path in (team.hub, team.book("lan.xlsx"))] == [
        ["Tạm dừng"],
        ["Thua"],
    ]
    before = snapshot(tmp_path)
    team.sync(recompute=True, thorough=True)
    assert snapshot(tmp_path) == before, "all is at rest"


def test_a_row_that_one_workbook_edits_and_another_deletes_in_one_run_is_written_before_it_goes(tmp_path: Path) -> None:
    """The edit brings the hub back to what the other workbook's user saw when he deleted the row."""
    team = Team(tmp_path, BOOKS)
    lan, minh = map(team.book, BOOKS)
    type_row(team.hub, **lead("An", note="cũ"))
    team.sync()
    mark = lock(lan)
    edit(team.hub, "An", note="mới")
    team.sync()
    mark.unlink()
    edit(team.hub, "An", note="cũ")
    edit(lan, "An", note="mới")
    delete(minh, "An")
    swaps: Counter[str] = Counter()
    stepped(team.config, lambda step, path: swaps.update([step] if path == team.hub else []))
    assert swaps["exchanged"] == 2, "first the edit, then, as the row stands now, the deletion"
    assert everywhere(team, "company", "leads") == [[]] * 3
    kept = [(entry.kind, entry.new or entry.old) for entry in team.log() if entry.column == "note"]
    assert (Happened.WRITTEN, "mới") in kept
    assert (Happened.DELETED, "mới") in kept
