"""A sheet of the hub that its manager has protected against everybody else, this program included."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sheets_service.faults import DropAfter
from sheets_service.server import SheetsService

from sheetcrm.app.sync_report import SyncReport
from sheetcrm.sync.log import Happened
from tests.sync_files.teams import column
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import rows
from tests.sync_google.eventful_google import BOOKS
from tests.sync_google.eventful_google import eventful_team
from tests.sync_google.google_teams import GoogleTeam

LAN = "lan.xlsx"


@pytest.fixture
def team(tmp_path: Path, sheets_service: SheetsService) -> GoogleTeam:
    return eventful_team(tmp_path, sheets_service)


def protect(team: GoogleTeam, table: str) -> int:
    """Let nobody but the manager change a tab; the number of the protection."""
    title = team.title_of(table)
    protection = {"range": {"sheetId": team.typist.area(f"'{title}'!A1")["sheetId"]}, "editors": {"users": []}}
    (reply,) = team.typist.change({"addProtectedRange": {"protectedRange": protection}})
    return int(reply["addProtectedRange"]["protectedRange"]["protectedRangeId"])


def clash(team: GoogleTeam, number: int) -> None:
    """Both sides type a phone number, so that there is a line for the sheet of conflicts."""
    team.edit("An", phone=f"091111111{number}")
    edit(team.book(LAN), "An", phone=f"092222222{number}")


def statuses(team: GoogleTeam) -> list[tuple[str, int]]:
    return [(entry.verb, entry.status) for entry in team.service.journal.entries]


def synchronise(team: GoogleTeam) -> SyncReport:
    team.service.journal.clear()
    return team.sync(recompute=False)


def test_where_conflicts_may_not_be_listed_all_else_is_written_all_the_same(team: GoogleTeam) -> None:
    """The line goes along with the deletion, is refused together with it, and the deletion is sent once more."""
    protection = protect(team, "conflicts")
    clash(team, 1)
    delete(team.book(LAN), "đi 0")
    edit(team.book(LAN), "Bình", note="từ tệp")
    report = synchronise(team)
    assert statuses(team) == [("GET", 200), ("POST", 200), ("POST", 400), ("POST", 200), ("POST", 400)]
    assert report.exit_code == 1
    assert [one.column for one in team.report(report, LAN).conflicts] == ["Điện thoại"]
    assert not any(one.failure for one in report.workbooks)
    assert team.column("company") == ["An", "Bình"]
    assert team.column("note")[1] == "từ tệp"
    assert team.rows("conflicts") == []
    for name in BOOKS:
        assert column(team.book(name), "company") == ["An", "Bình"]
    assert [row["name"] for row in rows(team.book(LAN), "conflicts")] == ["An"], "the workbook lists its own"
    told = {entry.old for entry in team.log() if entry.kind is Happened.CONFLICT}
    assert "0922222221" in told

    team.typist.change({"deleteProtectedRange": {"protectedRangeId": protection}})
    synchronise(team)
    assert [row["name"] for row in team.rows("conflicts")] == ["An"], "now it may be listed"
    assert team.requests(recompute=False) == ["read"]


def test_of_a_deletion_that_is_sent_again_without_its_line_and_gets_no_answer_the_fence_tells_what_became_of_it(
    team: GoogleTeam,
) -> None:
    """A refused transaction has used up neither its number nor its token; and no line is missed that was left out."""
    clash(team, 1)
    synchronise(team)
    protect(team, "conflicts")
    team.edit("An", phone="0933333333")
    delete(team.book(LAN), "đi 0")
    team.service.schedule([(3, DropAfter())])
    synchronise(team)
    assert [status for _, status in statuses(team)][1:3] == [400, 0]
    team.service.schedule([])
    assert team.column("company") == ["An", "Bình"]
    gone = Counter((entry.target, entry.column) for entry in team.log() if entry.kind is Happened.DELETED)
    assert set(gone.values()) == {1}, "each cell was deleted once in each place"
    assert not [entry for entry in team.log() if entry.kind in (Happened.UNPLACED, Happened.PUT_BACK)]
    assert [row["name"] for row in team.rows("conflicts")] == ["An"], "its line was to go"
    synchronise(team)
    assert [entry.verb for entry in team.service.journal.entries if entry.applied] == ["GET"], "nothing is left to do"
