"""A machine whose disk is full in the middle of a run with a Google hub: it is said, and nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sheets_service.server import SheetsService

from sheetcrm.errors import NotAllowed
from sheetcrm.errors import SheetCrmError
from sheetcrm.messages import say
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from tests.sync_files.full_disk import LITTLE
from tests.sync_files.full_disk import full_disk
from tests.sync_files.full_disk import let_no_file_grow
from tests.sync_files.full_disk import room_left
from tests.sync_files.stepping import Nth
from tests.sync_files.stepping import durably_stepped
from tests.sync_files.teams import rows
from tests.sync_google.eventful_google import BOOKS
from tests.sync_google.eventful_google import at_rest
from tests.sync_google.eventful_google import change_everything
from tests.sync_google.eventful_google import eventful_team
from tests.sync_google.google_teams import GoogleTeam
from tests.sync_google.google_teams import start_sync
from tests.thoroughness import stride


def failures(team: GoogleTeam, filling: Nth) -> list[SheetCrmError]:
    """Synchronise; what stopped the run, or kept workbooks out of it."""
    try:
        report = durably_stepped(team.config, filling, connect=lambda *_: team.client)
    except SheetCrmError as error:
        return [error]
    return [one.failure for one in report.workbooks if one.failure]


def test_a_disk_that_fills_up_at_any_step_of_a_run_is_said_and_loses_nothing(
    tmp_path: Path, sheets_service: SheetsService
) -> None:
    """Before the hub was written, between that and the memory of it, and while the files are written."""
    team = eventful_team(tmp_path, sheets_service)
    told = 0
    for turn, point in enumerate(range(1, 1000, stride(17)), start=1):
        wanted = change_everything(team, turn)
        with ExitStack() as disk:
            filling = Nth(point, lambda: disk.enter_context(full_disk(room_left(turn))))  # noqa: B023  called in it
            failed = failures(team, filling)
        told += bool(failed)
        assert all(isinstance(error, NotAllowed) for error in failed), failed
        assert all(rows(team.book(name)) for name in BOOKS), "half a file"
        at_rest(team, wanted, turn)
        if not filling.happened:
            break
    assert told > 2


class OnAFullDisk(XlsxReplica):
    """A workbook whose disk is full, while there is room for what sync remembers elsewhere."""

    def draft(self, content: str, edits: Sequence[RowEdit]) -> str:
        with full_disk(LITTLE):
            return super().draft(content, edits)


def test_a_workbook_for_which_there_is_no_room_waits_with_a_sentence_and_loses_nothing(
    tmp_path: Path, sheets_service: SheetsService
) -> None:
    team = eventful_team(tmp_path, sheets_service)
    wanted = change_everything(team, 1)
    before = {name: team.book(name).read_bytes() for name in BOOKS}
    for one in team.sync(replica=OnAFullDisk).workbooks:
        assert isinstance(one.failure, NotAllowed)
        assert say("xlsx_disk_full", "vi") in one.failure.in_language("vi")
    assert before == {name: team.book(name).read_bytes() for name in BOOKS}
    assert not list(tmp_path.glob(".*.sync")), "no half a draft"
    at_rest(team, wanted, 1)


def test_the_command_says_that_the_disk_is_full_and_the_next_one_goes_on(
    tmp_path: Path, sheets_service: SheetsService
) -> None:
    team = eventful_team(tmp_path, sheets_service)
    wanted = change_everything(team, 1)
    before = {name: team.book(name).read_bytes() for name in BOOKS}
    process = start_sync(team, tmp_path / "memory", preexec_fn=let_no_file_grow)
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 2, said
    assert "Traceback" not in said
    assert "Hãy dọn bớt ổ đĩa" in said
    assert before == {name: team.book(name).read_bytes() for name in BOOKS}
    at_rest(team, wanted, 1)
