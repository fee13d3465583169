"""Many workbooks cost the hub as much as one; many rows go in pieces that Google likes."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

from sheets_service.server import SheetsService

from sheetcrm.sync.identity import new_id
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.sync_files.teams import LAN
from tests.sync_files.teams import column
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row
from tests.sync_google.google_teams import GoogleTeam

COUNT, ROWS = 100, 2_500
LARGEST = 2_000_000


def test_a_hundred_workbooks_are_one_read_and_one_write(tmp_path: Path, sheets_service: SheetsService) -> None:
    team = GoogleTeam(tmp_path, sheets_service, {"000.xlsx": None}, lean=True)
    type_row(team.book("000.xlsx"), **lead("Công ty chung"))
    names = [f"{number:03}.xlsx" for number in range(COUNT)]
    for name in names[1:]:
        shutil.copy2(team.book("000.xlsx"), team.book(name))
    team.owners = dict.fromkeys(names)
    team.configure()
    assert team.requests(recompute=False) == ["read", "write"]
    assert len(team.column("company")) == COUNT, "each copy had typed a row of its own"
    for name in (names[0], names[50], names[99]):
        assert column(team.book(name), "company") == ["Công ty chung"] * COUNT


def test_a_first_sync_of_many_rows_goes_in_pieces(tmp_path: Path, sheets_service: SheetsService) -> None:
    """Figures of the new rows are in the pieces that bring the rows, and the last piece is followed by none."""
    team = GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": None}, lean=True)
    book = XlsxWorkbook(team.book("lan.xlsx"))
    book.read()
    book.write([InsertRow("leads", many(number)) for number in range(ROWS)])
    asked = team.requests()
    pieces = [entry.size for entry in sheets_service.journal.writes]
    assert asked[0] == "read"
    assert len(pieces) >= 3
    assert max(pieces) <= LARGEST
    assert Counter(team.column("id")) == Counter(column(team.book("lan.xlsx"), "id"))
    assert all(row["why"] for row in team.rows()), "engine columns came along"
    assert team.requests() == ["read"]


def many(number: int) -> dict[str, object]:
    return {
        "id": new_id(),
        **lead(f"Công ty Cổ phần Xây dựng và Thương mại số {number}", owner=LAN),
        "phone": f"09{number:08}",
        "email": f"lien.he.{number}@cong-ty-khach-hang.example",
        "province": "Thành phố Hồ Chí Minh",
        "employees": number,
        "next_step": "Gọi điện hẹn gặp giám đốc để trình bày giải pháp mặt sân cỏ nhân tạo",
        "next_step_on": date(2026, 12, 1),
        "note": "Khách đã xem báo giá lần một, đang so sánh với hai nhà cung cấp khác " * 3,
    }
