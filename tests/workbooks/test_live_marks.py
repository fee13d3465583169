"""What a person sees after a run: notes and fills on the cells concerned, and a line that says how it went."""

from __future__ import annotations

import pytest

from sheetcrm.errors import SheetProtected
from sheetcrm.problems import Severity
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.live.marks import MOST_MARKS
from sheetcrm.workbooks.live.marks import Mark
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook
from tests.live_office.desk import Desk
from tests.live_office.opening import OpenBooks
from tests.workbooks.contract import LEADS

pytestmark = pytest.mark.xdist_group("live office")  # one worker, so that one LibreOffice serves all

PHONE = Mark("Leads", "B3", "Thiếu số điện thoại.")
DATE = Mark("Leads", "D4", "Ngày này ở tương lai.", Severity.WARNING)
RED, YELLOW, GREEN = 0xF9DEDC, 0xFDEFC3, 0x00FF00


@pytest.fixture
def book(open_books: OpenBooks) -> LiveExcelWorkbook:
    return open_books.make({"leads": LEADS}, ["today"])


def fill(desk: Desk, book: LiveExcelWorkbook, row: int, column: int) -> int:
    return desk.do("fill", book.name, "Leads", [row, column, 1, 1])


def notes(desk: Desk, book: LiveExcelWorkbook) -> dict[tuple[int, int], str]:
    return {(row, column): text for row, column, text in desk.do("notes", book.name, "Leads")}


def test_a_problem_is_a_note_and_a_fill_on_its_cell(live_office: Desk, book: LiveExcelWorkbook) -> None:
    assert book.mark_problems([PHONE, DATE, Mark("Leads", "B3", "Thiếu vai trò.", Severity.WARNING)]) == []
    said = notes(live_office, book)
    assert said.keys() == {(3, 2), (4, 4)}
    assert said[3, 2].splitlines()[:2] == ["Thiếu số điện thoại.", "Thiếu vai trò."]
    assert (fill(live_office, book, 3, 2), fill(live_office, book, 4, 4)) == (RED, YELLOW)
    assert book.read()["leads"].columns["company"][0] == "Công ty An"


def test_the_next_run_clears_what_is_put_right_and_gives_the_fill_back(
    live_office: Desk, book: LiveExcelWorkbook
) -> None:
    live_office.do("set_fill", book.name, "Leads", [3, 2, 1, 1], GREEN)
    book.mark_problems([PHONE, DATE])
    book.mark_problems([DATE])
    assert notes(live_office, book).keys() == {(4, 4)}
    assert (fill(live_office, book, 3, 2), fill(live_office, book, 4, 4)) == (GREEN, YELLOW)
    book.mark_problems([])
    assert notes(live_office, book) == {}
    assert fill(live_office, book, 4, 4) == -1


def test_a_note_or_fill_of_a_persons_own_stays(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("add_note", book.name, "Leads", [3, 2, 1, 1], "Gọi lại chiều nay")
    live_office.do("add_note", book.name, "Leads", [5, 1, 1, 1], "của tôi")
    assert book.mark_problems([PHONE, DATE]) == [PHONE]
    assert fill(live_office, book, 3, 2) == -1
    live_office.do("set_fill", book.name, "Leads", [4, 4, 1, 1], GREEN)
    book.mark_problems([])
    assert notes(live_office, book) == {(3, 2): "Gọi lại chiều nay", (5, 1): "của tôi"}
    assert fill(live_office, book, 4, 4) == GREEN


def test_a_note_of_ours_that_a_person_wrote_into_is_replaced_and_one_made_theirs_stays(
    live_office: Desk, book: LiveExcelWorkbook
) -> None:
    book.mark_problems([PHONE, DATE])
    for (row, column), text in notes(live_office, book).items():
        live_office.do("delete_note", book.name, "Leads", row, column)
        kept = text if (row, column) == (3, 2) else "Đã hỏi khách"
        live_office.do("add_note", book.name, "Leads", [row, column, 1, 1], f"xem\n{kept}")
    book.mark_problems([])
    assert notes(live_office, book) == {(4, 4): "xem\nĐã hỏi khách"}


def test_the_same_problems_again_touch_nothing(live_office: Desk, book: LiveExcelWorkbook) -> None:
    book.mark_problems([PHONE, DATE])
    live_office.journal.clear()
    book.mark_problems([DATE, PHONE])
    assert live_office.count("add_note", "delete_note", "set_fill") == 0


def test_notes_go_with_their_rows(live_office: Desk, book: LiveExcelWorkbook) -> None:
    book.mark_problems([PHONE])
    live_office.do("insert_row", book.name, "Leads", 3)
    book.mark_problems([Mark("Leads", "B4", PHONE.text)])
    assert notes(live_office, book).keys() == {(4, 2)}
    assert (fill(live_office, book, 3, 2), fill(live_office, book, 4, 2)) == (-1, RED)


def test_a_new_row_is_not_marked_because_the_last_one_was(live_office: Desk, open_books: OpenBooks) -> None:
    book = open_books.make({"leads": LEADS}, blank_rows=0)
    live_office.do("set_fill", book.name, "Leads", [5, 2, 1, 1], GREEN)
    book.mark_problems([Mark("Leads", "B5", "Thiếu tên."), Mark("Leads", "A5", "x")])
    book.write([InsertRow("leads", {"id": "D4", "company": "Bốn"})])
    assert notes(live_office, book).keys() == {(5, 2), (5, 1)}
    assert [fill(live_office, book, 6, column) for column in (1, 2, 3)] == [-1, GREEN, -1]


def test_more_marks_than_anybody_reads_are_left_out_and_told(
    live_office: Desk, book: LiveExcelWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_MARKS >= 100
    monkeypatch.setattr("sheetcrm.workbooks.live.marks.MOST_MARKS", 1)
    assert book.mark_problems([PHONE, DATE]) == [DATE]


def test_marks_on_a_protected_sheet(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("protect", book.name, "Leads", "", {"AllowSorting": True})
    book.mark_problems([PHONE])
    assert notes(live_office, book).keys() == {(3, 2)}
    assert live_office.do("is_protected", book.name, "Leads") is True
    live_office.do("unprotect", book.name, "Leads", "")
    live_office.do("protect", book.name, "Leads", "bí mật", {})
    with pytest.raises(SheetProtected):
        book.mark_problems([DATE])


def test_a_report_says_how_the_run_went_where_it_has_room(live_office: Desk, book: LiveExcelWorkbook) -> None:
    block = ReplaceBlock(
        "today", 2, 1, [[ReportCell("Hôm nay")], [ReportCell("Tính lúc 8:30")], [], [ReportCell("Gọi")]]
    )
    live_office.do("activate", book.name, "Today")
    book.write([block])
    book.show_status("Đã tính lại: 12 cơ hội, 1 việc bị giữ.")
    book.show_status("=1+1")
    assert book.book.app.status_bar == "=1+1"
    rows = live_office.do("read", book.name, "Today", [2, 1, 4, 1])
    assert rows == [["Hôm nay"], ["Tính lúc 8:30"], ["▸ =1+1"], ["Gọi"]]
    book.write([block])
    assert live_office.do("read", book.name, "Today", [4, 1, 1, 1]) == [[None]]


def test_a_tables_sheet_has_no_room_and_no_data_is_covered(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("activate", book.name, "Leads")
    before = live_office.do("read", book.name, "Leads", [1, 1, 9, 9])
    book.show_status("Xong.")
    assert live_office.do("read", book.name, "Leads", [1, 1, 9, 9]) == before
    assert book.book.app.status_bar == "Xong."
    live_office.do("activate", book.name, "Today")
    live_office.do("write", book.name, "Today", [4, 1, 2, 1], [["a"], ["b"]])
    book.show_status("Xong.")
    assert live_office.do("read", book.name, "Today", [4, 1, 2, 1]) == [["a"], ["b"]]


def test_a_mark_for_a_sheet_that_is_gone_is_told(book: LiveExcelWorkbook) -> None:
    gone = Mark("Đơn hàng", "B3", "x")
    assert book.mark_problems([gone]) == [gone]
