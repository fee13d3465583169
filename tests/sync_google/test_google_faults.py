"""Whatever happens to a request, nothing is lost or doubled, and the next run brings everything to rest."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from sheets_service.faults import Again
from sheets_service.faults import CutAnswer
from sheets_service.faults import DropAfter
from sheets_service.faults import DropBefore
from sheets_service.faults import Edit
from sheets_service.faults import Event
from sheets_service.faults import ExpireTokens
from sheets_service.faults import Late
from sheets_service.faults import Refuse
from sheets_service.quotas import Quotas
from sheets_service.server import SheetsService

from sheetcrm.errors import HubOutdated
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import SideEmptied
from sheetcrm.errors import WrongHub
from sheetcrm.surfaces.cli.sync import sync
from sheetcrm.sync.log import Happened
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from sheetcrm.workbooks.xlsx.references import column_letters
from tests.sync_files.teams import column
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row
from tests.sync_google.eventful_google import BOOKS
from tests.sync_google.eventful_google import at_rest
from tests.sync_google.eventful_google import change_everything
from tests.sync_google.eventful_google import eventful_team
from tests.sync_google.google_teams import GoogleTeam
from tests.sync_google.google_teams import new_hub
from tests.sync_google.google_teams import start_sync
from tests.thoroughness import stride


@pytest.fixture
def team(tmp_path: Path, sheets_service: SheetsService) -> GoogleTeam:
    return eventful_team(tmp_path, sheets_service)


def typing(team: GoogleTeam) -> Event:
    return Edit(lambda _: team.type_row(**lead("vừa gõ")))


def sorting(team: GoogleTeam) -> Event:
    return Edit(lambda _: team.sort())


def inserting(team: GoogleTeam) -> Event:
    return Edit(lambda _: team.typist.insert_rows(team.title_of("leads"), 3))


EVENTS: dict[str, tuple[int, Callable[[GoogleTeam], Event]]] = {
    "too many reads": (1, lambda _: Refuse(429)),
    "a read refused with a page of HTML": (1, lambda _: Refuse(503, html=True)),
    "a read without an answer": (1, lambda _: DropAfter()),
    "an answer cut in half": (1, lambda _: CutAnswer()),
    "tokens that are worth nothing any more": (2, lambda _: ExpireTokens()),
    "too many writes": (2, lambda _: Refuse(429)),
    "a write refused": (2, lambda _: Refuse(500)),
    "a write refused with a page of HTML, and done": (2, lambda _: Refuse(503, html=True, applied=True)),
    "a write that never came": (2, lambda _: DropBefore()),
    "a write without an answer": (2, lambda _: DropAfter()),
    "half an answer to a write": (2, lambda _: CutAnswer()),
    "a write that comes late": (2, lambda _: Late(1)),
    "a write that comes twice": (2, lambda _: Again(1)),
    "a deletion without an answer": (3, lambda _: DropAfter()),
    "a deletion that comes late": (3, lambda _: Late(2)),
    "somebody sorts before the write": (2, sorting),
    "somebody inserts a row before the write": (2, inserting),
    "somebody sorts before the deletion": (3, sorting),
}


def test_no_fault_loses_or_doubles_anything(team: GoogleTeam) -> None:
    for number, (name, (point, event)) in enumerate(list(EVENTS.items())[:: stride(3)], start=1):
        wanted = change_everything(team, number)
        team.service.schedule([(point, event(team))])
        with suppress(SheetCrmError):
            team.sync(recompute=False)
        try:
            at_rest(team, wanted, number)
        except AssertionError as error:
            raise AssertionError(name) from error
    assert not [entry for entry in team.log() if entry.kind is Happened.UNPLACED]


def test_what_somebody_types_in_the_second_between_is_kept(team: GoogleTeam) -> None:
    edit(team.book("lan.xlsx"), "An", phone="0911111111")
    team.service.schedule([(2, Edit(lambda _: team.edit("An", phone="0922222222")))])
    team.sync(recompute=False)
    team.service.schedule([])
    team.sync(recompute=False)
    assert team.column("phone")[0] == "0922222222", "the hub's stands, as in any conflict"
    told = {entry.old for entry in team.log() if entry.kind is Happened.CONFLICT}
    assert "0911111111" in told


def test_an_entry_that_somebody_types_into_the_same_gap_of_a_list_is_kept_beside_ours(team: GoogleTeam) -> None:
    title, column_of = team.title_of("lists"), team.columns("lists")
    letter = column_letters(column_of["sources"])
    gap = 3 + len([row for row in team.rows("lists") if row["sources"]])
    type_row(team.book("lan.xlsx"), "lists", sources="Triển lãm")
    team.service.schedule([(2, Edit(lambda _: team.typist.type(f"'{title}'!{letter}{gap}", [["Hội thảo"]])))])
    team.sync(recompute=False)
    team.service.schedule([])
    team.sync(recompute=False)
    entries = Counter(team.column("sources", "lists"))
    assert (entries["Triển lãm"], entries["Hội thảo"]) == (1, 1)
    for name in BOOKS:
        assert {"Triển lãm", "Hội thảo"} <= set(column(team.book(name), "sources", "lists"))
    assert team.requests(recompute=False) == ["read"]


def test_a_used_up_quota_is_waited_for_and_said(team: GoogleTeam) -> None:
    team.service.gate.quotas = Quotas(per_user=1)
    waits: list[float] = []
    type_row(team.book("lan.xlsx"), **lead("Dũng"))
    assert team.requests(recompute=False, waiting=waits.append)[0] == "read"
    assert team.requests(recompute=False, waiting=waits.append)[-1] == "read"
    assert waits
    assert sum(waits) <= 240
    assert "Dũng" in team.column("company")


def test_columns_may_be_renamed_and_moved_and_sheets_renamed(team: GoogleTeam) -> None:
    title, columns = team.title_of("leads"), team.columns("leads")
    sheet = next(one for one in team.service.world.files[team.typist.book_id].book.sheets if one.title == title)
    span = {
        "sheetId": sheet.id,
        "dimension": "COLUMNS",
        "startIndex": columns["phone"] - 1,
        "endIndex": columns["phone"],
    }
    renamed = {"sheetId": sheet.id, "title": "Khách của mình"}
    team.typist.change(
        {"moveDimension": {"source": span, "destinationIndex": columns["company"] - 1}},
        {"updateSheetProperties": {"properties": renamed, "fields": "title"}},
    )
    team.typist.type(f"'Khách của mình'!{chr(64 + team.columns('leads')['phone'])}2", [["Số di động"]])
    edit(team.book("lan.xlsx"), "An", phone="0911111111")
    team.edit("Bình", phone="0922222222")
    team.sync(recompute=False)
    phones = {"An": "0911111111", "Bình": "0922222222"}
    for name in BOOKS:
        found = dict(zip(column(team.book(name), "company"), column(team.book(name), "phone"), strict=True))
        assert {one: found[one] for one in phones} == phones
    assert dict(zip(team.column("company"), team.column("phone"), strict=True))["An"] == "0911111111"
    assert team.requests(recompute=False) == ["read"]


def test_a_wrong_a_broken_and_an_emptied_hub_stop_the_run_before_anything_is_written(team: GoogleTeam) -> None:
    right = team.typist
    for number in range(25):
        team.type_row(**lead(f"Công ty {number}"))
    team.sync(recompute=False)
    before = column(team.book("lan.xlsx"), "company")
    team.typist = new_hub(team.service)
    team.configure()
    with pytest.raises(WrongHub):
        team.sync()
    team.typist = team.service.typist(team.service.new_spreadsheet("Trống"))
    team.configure()
    with pytest.raises(LayoutBroken):
        team.sync()
    team.typist = right
    team.configure()
    team.typist.delete_rows(team.title_of("leads"), 3, 26)
    with pytest.raises(SideEmptied):
        team.sync()
    team.typist.type(f"'{team.title_of('leads')}'!A1", [[""]])
    with pytest.raises(LayoutBroken):
        team.sync()
    assert column(team.book("lan.xlsx"), "company") == before


def test_a_process_that_is_killed_at_any_request_leaves_nothing_half_done(team: GoogleTeam, tmp_path: Path) -> None:
    for number, (point, arrives) in enumerate(((1, True), (2, True), (2, False), (3, True)), start=1):
        wanted = change_everything(team, number)
        killed: list[subprocess.Popen[str]] = []

        def kill(_: object, killed: list[subprocess.Popen[str]] = killed) -> None:
            os.kill(killed[0].pid, signal.SIGKILL)

        events: list[tuple[int, Event]] = [(point, Edit(kill))]
        if not arrives:
            events.append((point, DropBefore()))
        team.service.schedule(events)
        killed.append(start_sync(team, tmp_path / "memory"))
        assert killed[0].wait(120) == -signal.SIGKILL, killed[0].communicate()[0]
        at_rest(team, wanted, number)


def test_two_machines_at_once_take_turns_by_the_transactions_number(team: GoogleTeam, tmp_path: Path) -> None:
    other = team.elsewhere(tmp_path / "other", {"cuong.xlsx": None})
    type_row(team.book("lan.xlsx"), **lead("một"))
    type_row(other.book("cuong.xlsx"), **lead("hai"))
    both = [start_sync(team, tmp_path / "memory"), start_sync(other, tmp_path / "memory 2")]
    for one in both:
        output = one.communicate(timeout=180)[0]
        assert one.returncode == 0, output
    for one, memory in ((team, "memory"), (other, "memory 2"), (team, "memory")):
        assert start_sync(one, tmp_path / memory).wait(180) == 0
    everybody = {"An", "Bình", "đi 0", "một", "hai"}
    assert Counter(team.column("company")) == Counter(everybody)
    for path in (team.book("lan.xlsx"), team.book("minh.xlsx"), other.book("cuong.xlsx")):
        assert Counter(column(path, "company")) == Counter(everybody)


def test_a_version_that_somebody_restored_is_met_though_another_machine_went_on_with_it(
    team: GoogleTeam, tmp_path: Path
) -> None:
    """Its number is as high again; but what this machine wrote last is not in it, and must not count as deleted."""
    other = team.elsewhere(tmp_path / "other", {"cuong.xlsx": None})
    other.sync(recompute=False)
    file = team.service.world.files[team.typist.book_id]
    version = file.book.copy()
    type_row(team.book("lan.xlsx"), **lead("của Lan"))
    team.sync(recompute=False)
    team.service.world.keep(file, version)
    type_row(other.book("cuong.xlsx"), **lead("của Cường"))
    with pytest.raises(HubOutdated):
        team.sync(recompute=False)
    other.sync(recompute=False)
    with pytest.raises(HubOutdated):
        team.sync(recompute=False)
    team.sync(recompute=False, adopt_hub=True)
    assert {"của Lan", "của Cường"} <= set(team.column("company"))


def test_the_command_says_what_went_wrong_and_ends_with_two(team: GoogleTeam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BASE_VARIABLE, team.service.base)
    team.service.schedule([(number, Refuse(403)) for number in range(1, 4)])
    result = CliRunner().invoke(sync, ["--config", str(team.config)])
    assert isinstance(result.exception, SheetCrmError)
    assert "sync@project.iam.gserviceaccount.com" in result.exception.in_language("vi"), "whom to share it with"
