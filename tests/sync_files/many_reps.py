"""A company of many reps, each with a workbook of his own rows: one file, copied as often as there are reps."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date

from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.sync_files.teams import Desk
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row

FIRST = "000.xlsx"
COMMON = "Công ty chung"
"""Each copy of this row is a row of its own."""
LOST = {"status": "Thua", "lost_reason": "Giá cao"}
"""A move that recomputing records."""


def hire(desk: Desk, count: int) -> dict[str, str]:
    """Give each rep a copy of the first workbook, in which a lead stands; he types one, and a lost opportunity.

    What it gives: file → rep.
    """
    type_row(desk.book(FIRST), **lead(COMMON, owner=None))
    reps = {f"{number:03}.xlsx": f"Nhân viên {number}" for number in range(count)}
    for name in reps.keys() - {FIRST}:
        shutil.copy2(desk.book(FIRST), desk.book(name))
    for name, rep in reps.items():
        book = XlsxWorkbook(desk.book(name))
        book.read()
        book.write([InsertRow("leads", lead(f"Khách của {rep}", owner=rep)), InsertRow("opportunities", deal(rep))])
    return reps


def deal(rep: str) -> Mapping[str, object]:
    typed = {"name": f"Sân của {rep}", "account": "An", "created_on": date(2026, 11, 3)}
    return {**typed, "owner": rep, "stage": "Tìm kiếm & phân loại", **LOST}


def work_on(desk: Desk, reps: Mapping[str, str]) -> None:
    """Three of the reps change an opportunity and type a lead."""
    names = list(reps)
    for name in (names[0], names[len(names) // 2], names[-1]):
        edit(desk.book(name), f"Sân của {reps[name]}", "opportunities", "name", next_step="gọi lại")
        type_row(desk.book(name), **lead(f"Khách mới của {reps[name]}", owner=reps[name]))
