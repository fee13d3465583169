"""Two files change places: whatever stood at a name is kept, also when a swap in two steps is stopped halfway."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from sheetcrm.workbooks.xlsx.replacing import look_at
from sheetcrm.workbooks.xlsx.replacing import replace_file
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from sheetcrm.workbooks.xlsx.swapping import ASIDE
from sheetcrm.workbooks.xlsx.swapping import finish_swap
from sheetcrm.workbooks.xlsx.swapping import swap
from sheetcrm.workbooks.xlsx.swapping import swap_in_two_steps
from tests.sync_files.editor import put
from tests.sync_files.teams import NOW
from tests.sync_files.teams import make_file


class Stopped(BaseException):
    """The process is no more."""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    path, other = tmp_path / "a.xlsx", tmp_path / ".a.xlsx.new.old.sync"
    path.write_text("cũ", encoding="utf-8")
    other.write_text("mới", encoding="utf-8")
    return path, other


def said(*paths: Path) -> list[str | None]:
    return [path.read_text(encoding="utf-8") if path.exists() else None for path in paths]


@pytest.mark.parametrize("way", [swap, swap_in_two_steps])
def test_two_files_change_places(files: tuple[Path, Path], way: object) -> None:
    assert callable(way)
    way(*files)
    assert said(*files) == ["mới", "cũ"]
    assert len(list(files[0].parent.iterdir())) == 2


@pytest.mark.parametrize(("stop_at", "finished"), [(1, ["cũ", "mới"]), (2, ["mới", "cũ"])])
def test_a_swap_stopped_between_its_steps_is_finished_or_never_was(
    files: tuple[Path, Path], stop_at: int, finished: list[str]
) -> None:
    steps = count(1)

    def pause() -> None:
        if next(steps) == stop_at:
            raise Stopped

    with pytest.raises(Stopped):
        swap_in_two_steps(*files, pause)
    assert "cũ" in said(*files, Path(f"{files[1]}{ASIDE}"))
    finish_swap(*files)
    assert said(*files) == finished
    assert len(list(files[0].parent.iterdir())) == 2


def test_a_file_that_windows_had_taken_away_comes_back(files: tuple[Path, Path]) -> None:
    """ReplaceFile, stopped halfway, leaves the old file under its second name only."""
    path, other = files
    path.rename(f"{other}{ASIDE}")
    finish_swap(path, other)
    assert said(path, other) == ["cũ", "mới"]


def test_a_workbook_that_was_taken_away_is_brought_back_by_the_next_look(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.xlsx")
    before = path.read_bytes()
    path.rename(tmp_path / f".a.xlsx.{1:020}.{2:020}.sync{ASIDE}")
    assert XlsxReplica(path).look().tables
    assert path.read_bytes() == before


def test_a_file_that_is_saved_in_the_last_moment_before_it_is_replaced_stays_its_users(tmp_path: Path) -> None:
    """Between the last look at a file and its replacement lie microseconds."""
    path = make_file(tmp_path / "a.xlsx")
    seen = look_at(path)

    def saved_just_before(one: Path, other: Path) -> None:
        if one.read_bytes() == seen.data:
            put(one, b"saved by its user")
        swap(one, other)

    with pytest.raises(ChangedMeanwhile):
        replace_file(path, seen, [b"figures"], lambda _: None, NOW, saved_just_before)
    assert path.read_bytes() == b"saved by its user"
    assert sorted(one.name for one in tmp_path.iterdir()) == [BACKUPS, "a.xlsx"]


def test_a_replaced_file_is_among_the_backups(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.xlsx")
    seen = look_at(path)
    for way in (swap, swap_in_two_steps):
        backup = replace_file(path, look_at(path), [b"figures of ", way.__name__.encode()], lambda _: None, NOW, way)
        assert path.read_bytes() == b"figures of " + way.__name__.encode()
    assert backup.read_bytes() == b"figures of swap"
    assert {one.read_bytes() for one in (tmp_path / BACKUPS).iterdir()} == {seen.data, b"figures of swap"}
