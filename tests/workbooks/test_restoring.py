"""A file goes back to what it was; what stood there is kept, so that this can be undone in turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import Locked
from sheetcrm.errors import NoBackup
from sheetcrm.errors import NotAWorkbook
from sheetcrm.errors import NotFound
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from sheetcrm.workbooks.xlsx.restoring import backups_of
from sheetcrm.workbooks.xlsx.restoring import plan_restoring
from sheetcrm.workbooks.xlsx.restoring import restore
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.app.books import LEAD
from tests.app.books import book
from tests.app.books import lead


def ticking() -> Callable[[], datetime]:
    moments = iter(datetime(2026, 11, 25, 9) + timedelta(seconds=second) for second in range(60))
    return lambda: next(moments)


def write(path: Path, company: str, clock: Callable[[], datetime]) -> bytes:
    XlsxWorkbook(path, clock).write([UpdateRow("leads", LEAD, {"company": company})])
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return book(tmp_path / "a.xlsx", leads=[lead()])


def test_undoing_twice_gives_back_what_was_undone(path: Path) -> None:
    clock = ticking()
    first = path.read_bytes()
    second = write(path, "B", clock)
    kept = restore(plan_restoring(path), clock)
    assert (path.read_bytes(), kept.read_bytes()) == (first, second)
    restore(plan_restoring(path), clock)
    assert path.read_bytes() == second


def test_backups_of_one_second_keep_their_order(path: Path) -> None:
    same = datetime(2026, 11, 25, 9)
    states = [path.read_bytes()] + [write(path, name, lambda: same) for name in "BCD"]
    assert [backup.path.read_bytes() for backup in backups_of(path)] == states[2::-1]
    assert plan_restoring(path).backup.path.read_bytes() == states[2]


def test_backups_of_other_files_are_not_taken(path: Path) -> None:
    folder = path.parent / BACKUPS
    folder.mkdir()
    stamp = "2026-11-25 090000"
    for name in (f"a b {stamp}.xlsx", f"a {stamp}.xlsm", "a 2026-11-25.xlsx", f"ab {stamp}.xlsx"):
        (folder / name).write_bytes(b"another")
    with pytest.raises(NoBackup, match=r"a\.xlsx"):
        plan_restoring(path)


def test_a_file_that_was_saved_since_it_was_shown_is_left_alone(path: Path) -> None:
    clock = ticking()
    write(path, "B", clock)
    restoring = plan_restoring(path)
    third = write(path, "C", clock)
    with pytest.raises(ChangedMeanwhile):
        restore(restoring, clock)
    assert path.read_bytes() == third


def test_an_open_file_is_left_alone(path: Path) -> None:
    second = write(path, "B", ticking())
    path.with_name("~$a.xlsx").write_bytes(b"\x05Lan" + b" " * 160)
    with pytest.raises(Locked):
        restore(plan_restoring(path))
    assert path.read_bytes() == second


def test_a_damaged_backup_is_not_put_back(path: Path) -> None:
    second = write(path, "B", ticking())
    (backup,) = backups_of(path)
    backup.path.write_bytes(b"damaged")
    with pytest.raises(NotAWorkbook):
        restore(plan_restoring(path), ticking())
    assert path.read_bytes() == second


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        plan_restoring(tmp_path / "none.xlsx")
