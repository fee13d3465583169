"""A write that was killed leaves a file beside the workbook; a later write clears it away."""

from __future__ import annotations

import os
from pathlib import Path

from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import UpdateRow
from tests.app.books import LEAD
from tests.app.books import book
from tests.app.books import lead


def test_what_a_killed_write_left_behind_is_cleared_but_not_what_may_still_be_running(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    killed, running, foreign = (tmp_path / f".{name}.new" for name in ("a.xlsx.0bad", "a.xlsx.1bad", "b.xlsx.0bad"))
    for leftover in (killed, running, foreign):
        leftover.write_bytes(b"half")
    for old in (killed, foreign):
        os.utime(old, (0, 0))
    open_workbook(path).write([UpdateRow("leads", LEAD, {"company": "Đã đổi"})])
    assert [one.exists() for one in (killed, running, foreign)] == [False, True, True]
