"""Many workbooks cost the hub as much as one; many rows go in pieces that Google likes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from sheets_service.server import SheetsService

from sheetcrm.sync.identity import new_id
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.sync_files.many_reps import COMMON
from tests.sync_files.many_reps import FIRST
from tests.sync_files.many_reps import hire
from tests.sync_files.many_reps import work_on
from tests.sync_files.teams import LAN
from tests.sync_files.teams import column
from tests.sync_files.teams import lead
from tests.sync_google.google_teams import GoogleTeam
from tests.sync_google.google_teams import kind_of
from tests.sync_google.google_teams import start_sync
from tests.thoroughness import EVERY_POINT

COUNT = 100 if EVERY_POINT else 20
ROWS = 2_500
LARGEST = 2_000_000


def test_many_reps_are_one_read_and_one_write(tmp_path: Path, sheets_service: SheetsService) -> None:
    """As their admin runs it: figures, reports by rep and histories go along."""
    team = GoogleTeam(tmp_path, sheets_service, {FIRST: None}, lean=True)
    team.owners = reps = hire(team, COUNT)
    team.configure()

    def command() -> list[str]:
        sheets_service.journal.clear()
        process = start_sync(team, tmp_path / "memory")
        said = process.communicate(timeout=600)[0]
        assert process.returncode == 0, said
        return [kind_of(entry) for entry in sheets_service.journal.entries]

    assert command() == ["read", "write"]
    for table, rows in (("leads", 2 * COUNT), ("opportunities", COUNT), ("stage_moves", COUNT)):
        assert len(team.column("id", table)) == rows, table
    for name, rep in list(reps.items())[:: COUNT // 3]:
        assert column(team.book(name), "company") == [COMMON, f"Khách của {rep}"]
        assert column(team.book(name), "id", "stage_moves")[0] in team.column("id", "stage_moves")
    work_on(team, reps)
    assert command() == ["read", "write"]
    assert Counter(team.column("next_step", "opportunities"))["gọi lại"] == 3
    assert command() == ["read"]


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
