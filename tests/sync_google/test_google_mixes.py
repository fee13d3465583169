"""Whatever comes together in one sync, Google is asked at most three times: mixes of changes, each with its cost."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sheets_service.faults import Edit
from sheets_service.server import SheetsService

from sheetcrm.app.hub import HubWish
from sheetcrm.app.hub import adopt_hub
from sheetcrm.surfaces.cli.conflicts import conflicts
from sheetcrm.surfaces.cli.handover import handover
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.sync_files.teams import LAN
from tests.sync_files.teams import MINH
from tests.sync_files.teams import column
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import rows
from tests.sync_files.teams import type_row
from tests.sync_google.google_teams import GoogleTeam
from tests.sync_google.google_teams import run
from tests.sync_google.google_teams import start_sync
from tests.thoroughness import EVERY_POINT

ONE, TWO, THREE = ["read"], ["read", "write"], ["read", "write", "write"]
LEADS = 12


@dataclass
class Office:
    """A team that has worked for a while: Lan's workbook holds her rows, Minh's all rows, in English."""

    team: GoogleTeam
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        for name in (LAN, MINH):
            self.team.type_row("reps", name=name)
        book = XlsxWorkbook(self.team.book("minh.xlsx"))
        book.read()
        leads = [InsertRow("leads", lead(f"KH {number}", phone=f"09{number:08}")) for number in range(LEADS)]
        deals = [InsertRow("opportunities", deal(f"Sân {number}")) for number in range(2)]
        book.write([*leads, *deals])
        self.team.sync()

    def play(self, mix: Sequence[Change]) -> str:
        """Make the changes, an hour after the last ones; their names."""
        self.team.now += timedelta(hours=1)
        for change in mix:
            change(self)
        return ", ".join(getattr(change, "__name__", "") for change in mix)

    @property
    def lan(self) -> Path:
        return self.team.book("lan.xlsx")

    @property
    def minh(self) -> Path:
        return self.team.book("minh.xlsx")


Change = Callable[[Office], None]


def deal(name: str) -> dict[str, object]:
    given = {"account": "KH 1", "owner": LAN, "created_on": date(2026, 11, 3), "name": name}
    return {**given, "status": "Open", "stage": "Prospecting & qualifying"}


def a_conflict(office: Office) -> None:
    number = next(office.numbers)
    office.team.edit("KH 1", phone=f"091{number:07}")
    edit(office.minh, "KH 1", phone=f"092{number:07}")


def a_cell(office: Office) -> None:
    edit(office.lan, "KH 2", note=f"tệp {next(office.numbers)}")


def a_cell_of_the_hub(office: Office) -> None:
    office.team.edit("KH 3", note=f"bảng {next(office.numbers)}")


def a_row(office: Office) -> None:
    type_row(office.lan, **lead(f"Tệp {next(office.numbers)}"))


def a_row_of_the_hub(office: Office) -> None:
    office.team.type_row(**lead(f"Bảng {next(office.numbers)}"))


def more_rows_than_the_sheet_has(office: Office) -> None:
    book = XlsxWorkbook(office.minh)
    book.read()
    book.write([InsertRow("leads", lead(f"Nhiều {next(office.numbers)}")) for _ in range(60)])


def a_row_goes(office: Office) -> None:
    customers = [str(name) for name in column(office.minh, "company")]
    delete(office.minh, max(name for name in customers if name.startswith("KH") and name > "KH 3"))


def a_handover(office: Office) -> None:
    giver, taker = (LAN, MINH) if office.team.column("owner")[0] == LAN else (MINH, LAN)
    run(handover, office.team, "--from", giver, "--to", taker)


def an_illegal_move(office: Office) -> None:
    edit(office.minh, "Sân 0", "opportunities", "name", stage="Negotiation")


def a_lost_deal(office: Office) -> None:
    edit(office.minh, "Sân 1", "opportunities", "name", status="Lost", lost_reason="Price too high")


def a_choice_by_command(office: Office) -> None:
    run(conflicts, office.team, "resolve", "--all", "workbook")


def a_choice_on_the_hub(office: Office) -> None:
    office.team.edit("KH 1", "conflicts", "name", choose="Tệp")


def a_choice_in_a_workbook(office: Office) -> None:
    edit(office.minh, "KH 1", "conflicts", "name", choose="Workbook")


def lists_and_people(office: Office) -> None:
    type_row(office.minh, "lists", sources=f"Trade fair {next(office.numbers)}")
    type_row(office.minh, "reps", name=f"Người mới {next(office.numbers)}")


def a_sort(office: Office) -> None:
    office.team.sort()


def the_hub_is_adopted_anew(office: Office) -> None:
    adopt_hub(office.team.typist.book_id, HubWish("vi"), None, lambda *_: office.team.client)


def prefer(policy: str) -> Change:
    def choose(office: Office) -> None:
        office.team.conflicts = policy
        office.team.configure()

    return choose


@pytest.fixture
def office(tmp_path: Path, sheets_service: SheetsService, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv(BASE_VARIABLE, sheets_service.base)
    books = {"lan.xlsx": LAN, "minh.xlsx": None}
    return Office(GoogleTeam(tmp_path, sheets_service, books, {"minh.xlsx": "en"}, lean=True))


MIXES: Sequence[tuple[Sequence[Change], list[str]]] = [
    ([a_conflict, a_cell, a_row_goes], THREE),
    ([a_choice_in_a_workbook, a_handover, a_row, a_row_of_the_hub, lists_and_people, a_row_goes], THREE),
    ([prefer("workbook"), a_conflict, an_illegal_move, a_lost_deal, more_rows_than_the_sheet_has, a_row_goes], THREE),
    ([prefer("hub"), a_conflict], TWO),
    ([a_choice_on_the_hub, a_handover, a_sort, a_row_goes], THREE),
    ([a_conflict, a_row], THREE),
    ([a_choice_by_command, a_cell_of_the_hub, a_row_goes], THREE),
    ([a_sort, a_cell_of_the_hub, a_row_goes], TWO),
    ([prefer("hold"), a_conflict, a_row, a_row_goes], THREE),
    ([the_hub_is_adopted_anew, a_cell, a_row_goes, a_conflict], THREE),
]
USUAL = 3


def test_any_mix_of_changes_costs_at_most_three_requests_and_then_one(office: Office) -> None:
    """A conflict, rows that are written and rows that go: lines of the conflict sheet go along with the deletions."""
    for mix, cost in MIXES if EVERY_POINT else MIXES[:USUAL]:
        named = office.play(mix)
        asked = office.team.requests()
        assert len(asked) <= 3, named
        assert asked == cost, named
        assert office.team.requests() == ONE, f"after {named}"
        hub, book = office.team.rows("conflicts"), rows(office.minh, "conflicts")
        assert {row["id"] for row in hub} == {row["id"] for row in book}, named
        assert sorted(office.team.column("id")) == sorted(map(str, column(office.minh, "id"))), named


def test_a_run_that_is_killed_after_it_sent_lines_of_conflicts_leaves_none_that_nobody_knows(
    office: Office, tmp_path: Path
) -> None:
    """The lines go to the hub before the files are written: the next run tells the conflict anew, and once."""
    office.play([a_conflict, a_cell, a_row_goes])
    started: list[subprocess.Popen[str]] = []

    def kill(_: object) -> None:
        os.kill(started[0].pid, signal.SIGKILL)

    office.team.service.schedule([(3, Edit(kill))])
    started.append(start_sync(office.team, tmp_path / "memory"))
    assert started[0].wait(120) == -signal.SIGKILL
    assert len(office.team.rows("conflicts")) == 1, "it came with the deletion"
    office.team.sync()
    (line,) = office.team.rows("conflicts")
    assert [line["id"]] == [row["id"] for row in rows(office.minh, "conflicts")]
    assert office.team.requests() == ONE


def test_what_somebody_chooses_in_a_line_that_is_just_going_comes_back(office: Office) -> None:
    """Lines that go along with a transaction are watched like its rows."""
    office.play([a_conflict])
    office.team.sync()
    office.play([a_choice_by_command, a_cell, a_row_goes])
    other = "của người khác"
    line = Edit(lambda _: office.team.edit("KH 1", "conflicts", "name", other_value=other))
    office.team.service.schedule([(3, line)])
    office.team.sync()
    assert [row["other_value"] for row in office.team.rows("conflicts")] in ([other], [])
