"""Users who save just then, processes that die, run twice, or find the disk full: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from sheetcrm.errors import NotAllowed
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import SyncError
from tests.sync_files.eventful import EXPECTED
from tests.sync_files.eventful import Eventful
from tests.sync_files.eventful import assert_at_rest
from tests.sync_files.eventful import found
from tests.sync_files.eventful import killed_after
from tests.sync_files.full_disk import full_disk
from tests.sync_files.full_disk import let_no_file_grow
from tests.sync_files.full_disk import room_left
from tests.sync_files.stepping import Nth
from tests.sync_files.stepping import killed
from tests.sync_files.stepping import stepped
from tests.sync_files.teams import Team
from tests.sync_files.teams import edit
from tests.sync_files.teams import rows
from tests.thoroughness import stride

ROOT = Path(__file__).parents[2]
SHARES = 3


@pytest.fixture
def stage(tmp_path: Path) -> Eventful:
    return Eventful(tmp_path)


def run(*arguments: str, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ, **options
    )


@pytest.mark.parametrize("share", range(SHARES))
def test_killed_at_every_durable_step_of_a_run_nothing_is_lost(stage: Eventful, share: int) -> None:
    number = share + 1
    while killed((team := stage.again()).config, number):
        assert_at_rest(team)
        number += SHARES * stride(4)
    assert number > 40


@pytest.mark.parametrize("name", ["lan.xlsx", "team.xlsx"])
def test_a_user_who_saves_at_any_step_of_a_run_loses_nothing(stage: Eventful, name: str) -> None:
    number = 0
    while True:
        number += stride(3)
        team = stage.again()
        saving = Nth(number, lambda: edit(team.book(name), "Cường", note="vừa lưu"))  # noqa: B023  called in this turn
        stepped(team.config, saving)
        if not saving.happened:
            break
        assert_at_rest(team, {row for row in EXPECTED if row[0] != "Cường"} | {("Cường", "vừa lưu", None)})
    assert number > 20


class Dead(BaseException):
    """The process is no more."""


def test_killed_after_a_user_saved_just_before_a_swap_his_file_comes_back(stage: Eventful) -> None:
    """What was displaced then is the user's, and nobody has looked at it yet."""
    swaps = Nth(0, lambda: None)
    stepped(stage.again().config, swaps)
    places = [place for place, step in enumerate(swaps.passed, start=1) if step == "exchange"]
    assert len(places) >= 4
    for place in places:
        for name in ("lan.xlsx", "team.xlsx"):
            assert_his_file_comes_back(stage.again(), name, place)


def assert_his_file_comes_back(team: Team, name: str, place: int) -> None:
    passed = iter(range(1, 1000))

    def point(_step: str, _path: Path) -> None:
        number = next(passed)
        if number == place:
            edit(team.book(name), "Cường", note="vừa lưu")
        if number == place + 1:
            raise Dead

    with pytest.raises(Dead):
        stepped(team.config, point)
    assert_at_rest(team, {row for row in EXPECTED if row[0] != "Cường"} | {("Cường", "vừa lưu", None)})


def test_two_processes_at_once_double_nothing(stage: Eventful) -> None:
    for _ in range(4):
        team = stage.again()
        command = ("-m", "sheetcrm", "sync", "--config", str(team.config))
        both = [run(*command), run(*command)]
        for process in both:
            _, complaint = process.communicate(timeout=120)
            assert process.returncode in (0, 1, 2)
            assert "Traceback" not in complaint, complaint
        assert_at_rest(team)


def test_a_real_process_killed_at_any_moment_loses_nothing(stage: Eventful) -> None:
    for tenths in range(4, 16, stride(4)):
        team = stage.again()
        killed_after(tenths / 10, run("-m", "sheetcrm", "sync", "--config", str(team.config)))
        assert_at_rest(team)


def test_a_full_disk_is_said_and_nothing_is_half_written(stage: Eventful) -> None:
    team = stage.again()
    before = team.hub.read_bytes()

    process = run("-m", "sheetcrm", "sync", "--config", str(team.config), preexec_fn=let_no_file_grow)
    _, complaint = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Traceback" not in complaint
    assert team.hub.read_bytes() == before
    assert_at_rest(team)


def test_a_disk_that_fills_up_at_any_step_of_a_run_is_said_and_loses_nothing(stage: Eventful) -> None:
    """Whether a file cannot be begun, breaks off, or only the memory's cannot grow any more."""
    told = 0
    for number in range(1, 1000, 2 * stride(4)):
        team = stage.again()
        with ExitStack() as disk:
            filling = Nth(number, lambda: disk.enter_context(full_disk(room_left(number // 2))))  # noqa: B023
            try:
                failed = [one.failure for one in stepped(team.config, filling).workbooks if one.failure]
            except SheetCrmError as error:
                failed = [error]
        if not filling.happened:
            break
        told += bool(failed)
        assert all(isinstance(error, NotAllowed) for error in failed), failed
        for path in (team.hub, *map(team.book, team.owners)):
            assert rows(path), "half a file"
        assert_at_rest(team)
    assert told > 2


def test_others_who_always_save_first_end_the_run_with_a_sentence(stage: Eventful) -> None:
    team = stage.again()
    counter = iter(range(1000))

    def saving(step: str, _path: Path) -> None:
        if step == "drafted":
            edit(team.hub, "Cường", note=f"lần {next(counter)}")

    with pytest.raises(SyncError):
        stepped(team.config, saving)
    last = {row[1] for row in found(team.hub) if row[0] == "Cường"}.pop()
    assert_at_rest(team, {row for row in EXPECTED if row[0] != "Cường"} | {("Cường", str(last), None)})
