"""Users who save just then, processes that die, run twice, or find the disk full: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from pathlib import Path

import pytest

from sheetcrm.errors import NotAllowed
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import SyncError
from tests.sync_files.stepping import Nth
from tests.sync_files.stepping import killed
from tests.sync_files.stepping import stepped
from tests.sync_files.teams import Team
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import rows
from tests.sync_files.teams import type_row
from tests.thoroughness import stride

ROOT = Path(__file__).parents[2]
Stage = Callable[[], Team]
SHARES = 3
EXPECTED = {
    ("An", "sửa ở Lan", "sửa trên bảng chung"),
    ("Cường", None, None),
    ("Dũng", None, None),
    ("Em", None, None),
}
"""(company, note, next step) of everything once all is at rest."""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Gives, as often as wanted, a team in the same eventful moment."""
    team = Team(tmp_path, {"lan.xlsx": None, "minh.xlsx": None})
    for company in ("An", "Bình", "Cường"):
        type_row(team.hub, **lead(company))
    team.sync()
    edit(team.book("lan.xlsx"), "An", note="sửa ở Lan")
    edit(team.hub, "An", next_step="sửa trên bảng chung")
    delete(team.book("minh.xlsx"), "Bình")
    type_row(team.book("minh.xlsx"), **lead("Dũng"))
    type_row(team.hub, **lead("Em"))
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in (*tmp_path.glob("*.xlsx"), tmp_path / "memory"):
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, kept / path.name)

    def again() -> Team:
        for path in tmp_path.iterdir():
            if path.name not in ("kept", "sheetcrm.toml"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in kept.iterdir():
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, tmp_path / path.name)
        return team

    return again


def found(path: Path) -> list[tuple[object, object, object]]:
    return [(row["company"], row["note"], row["next_step"]) for row in rows(path)]


def assert_at_rest(team: Team, expected: set[tuple[str, str | None, str | None]] = EXPECTED) -> None:
    """Synchronise in peace: then all hold the same, each row once, and nothing lies about."""
    for _ in range(2):
        team.sync()
    for path in (team.hub, *map(team.book, team.owners)):
        assert sorted(found(path), key=str) == sorted(expected, key=str), path.name
    assert not list(team.folder.glob(".*.sync*"))
    ids = [{row["id"] for row in rows(path)} for path in (team.hub, *map(team.book, team.owners))]
    assert ids[0] == ids[1] == ids[2]


def run(*arguments: str, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, *arguments]
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ, **options
    )


@pytest.mark.parametrize("share", range(SHARES))
def test_killed_at_every_durable_step_of_a_run_nothing_is_lost(stage: Stage, share: int) -> None:
    number = share + 1
    while killed((team := stage()).config, number):
        assert_at_rest(team)
        number += SHARES * stride(4)
    assert number > 40


@pytest.mark.parametrize("name", ["lan.xlsx", "team.xlsx"])
def test_a_user_who_saves_at_any_step_of_a_run_loses_nothing(stage: Stage, name: str) -> None:
    number = 0
    while True:
        number += stride(3)
        team = stage()
        saving = Nth(number, lambda: edit(team.book(name), "Cường", note="vừa lưu"))  # noqa: B023  called in this turn
        stepped(team.config, saving)
        if not saving.happened:
            break
        assert_at_rest(team, {row for row in EXPECTED if row[0] != "Cường"} | {("Cường", "vừa lưu", None)})
    assert number > 20


class Dead(BaseException):
    """The process is no more."""


def test_killed_after_a_user_saved_just_before_a_swap_his_file_comes_back(stage: Stage) -> None:
    """What was displaced then is the user's, and nobody has looked at it yet."""
    swaps = Nth(0, lambda: None)
    stepped(stage().config, swaps)
    places = [place for place, step in enumerate(swaps.passed, start=1) if step == "exchange"]
    assert len(places) >= 4
    for place in places:
        for name in ("lan.xlsx", "team.xlsx"):
            assert_his_file_comes_back(stage(), name, place)


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


def test_two_processes_at_once_double_nothing(stage: Stage) -> None:
    for _ in range(4):
        team = stage()
        command = ("-m", "sheetcrm", "sync", "--config", str(team.config))
        both = [run(*command), run(*command)]
        for process in both:
            _, complaint = process.communicate(timeout=120)
            assert process.returncode in (0, 1, 2)
            assert "Traceback" not in complaint, complaint
        assert_at_rest(team)


def test_a_real_process_killed_at_any_moment_loses_nothing(stage: Stage) -> None:
    for tenths in range(4, 16, stride(4)):
        team = stage()
        process = run("-m", "sheetcrm", "sync", "--config", str(team.config))
        time.sleep(tenths / 10)
        process.kill()
        process.communicate(timeout=60)
        assert_at_rest(team)


def test_a_full_disk_is_said_and_nothing_is_half_written(stage: Stage) -> None:
    team = stage()
    before = team.hub.read_bytes()

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    process = run("-m", "sheetcrm", "sync", "--config", str(team.config), preexec_fn=small_disk)
    _, complaint = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Traceback" not in complaint
    assert team.hub.read_bytes() == before
    assert_at_rest(team)


@contextmanager
def full_disk(left: int) -> Iterator[None]:
    """Let no file grow beyond `left` bytes, as on a disk on which nothing more fits; also SQLite's."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_at_any_step_of_a_run_is_said_and_loses_nothing(stage: Stage) -> None:
    """Whether a file cannot be begun, breaks off, or only the memory's cannot grow any more."""
    told = 0
    for number in range(1, 1000, 2 * stride(4)):
        team = stage()
        with ExitStack() as disk:
            filling = Nth(number, lambda: disk.enter_context(full_disk((0, 4096, 100_000)[number // 2 % 3])))  # noqa: B023
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


def test_others_who_always_save_first_end_the_run_with_a_sentence(stage: Stage) -> None:
    team = stage()
    counter = iter(range(1000))

    def saving(step: str, _path: Path) -> None:
        if step == "drafted":
            edit(team.hub, "Cường", note=f"lần {next(counter)}")

    with pytest.raises(SyncError):
        stepped(team.config, saving)
    last = {row[1] for row in found(team.hub) if row[0] == "Cường"}.pop()
    assert_at_rest(team, {row for row in EXPECTED if row[0] != "Cường"} | {("Cường", str(last), None)})
