"""Excel's window through real xlwings: a live LibreOffice stands behind it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import xlwings

from sheetcrm.app.check import check_workbook
from sheetcrm.surfaces.excel import buttons
from sheetcrm.surfaces.excel import clicks
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.surfaces.excel.excel_screen import LONGEST_PROMPT
from sheetcrm.surfaces.excel.excel_screen import ExcelScreen
from sheetcrm.surfaces.excel.excel_screen import fitting
from sheetcrm.surfaces.excel.screen import Pointed
from sheetcrm.templates.drawing_buttons import MACRO_WORDS
from sheetcrm.templates.drawing_buttons import STATUS
from sheetcrm.workbooks.base import UpdateRow
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import lead
from tests.live_office.opening import OpenBooks

pytestmark = pytest.mark.xdist_group("live office")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """A button keeps the collector of rubbish off for the rest of its process."""
    yield
    gc.enable()
    if hasattr(xlwings.Book, "_mock_caller"):
        del xlwings.Book._mock_caller


def test_a_click_in_an_open_macro_workbook_writes_its_line_and_marks_cells(open_books: OpenBooks) -> None:
    path = book(open_books.folder / "Đặng.xlsm", leads=[lead(created_on=None)], opportunities=[deal()])
    live = open_books.open(path)
    screen = ExcelScreen(live)
    click = Click(live, screen, live.name, "vi", clock=clock)
    clicks.recompute(click)
    words = live.read([MACRO_WORDS])[MACRO_WORDS]
    told = dict(zip(words.columns["id"], words.columns["value"], strict=True))
    assert "đã tính lại 1 cơ hội" in str(told["status"])
    assert live.book.app.status_bar == told["status"]
    accepted = live.read(["opportunities"])["opportunities"].columns["accepted_stage"]
    assert list(accepted) == ["Chuẩn bị tiếp cận"]

    xlwings.Book.set_mock_caller(live.book)  # the way in that RunPython takes
    live.write([UpdateRow(MACRO_WORDS, STATUS, {"value": None})])
    buttons.recompute()
    assert "đã tính lại 1 cơ hội" in str(live.read([MACRO_WORDS])[MACRO_WORDS].columns["value"][0])

    live.book.sheets["Cơ hội"].range("C3").select()
    pointed = screen.pointed_at()
    assert pointed[:2] == Pointed("Cơ hội", 3, ())[:2]
    assert "Sân bóng cỏ nhân tạo" in pointed.texts

    report = check_workbook(live, live.name, templates=None, clock=clock)
    meant = {one.cell for one in report.findings if one.sheet == "Khách tiềm năng" and one.cell}
    assert meant
    screen.mark(report.findings)
    leads = live.book.sheets["Khách tiềm năng"]
    places = {(cell.row, cell.column) for cell in map(leads.range, meant)}
    assert {(note.location.row, note.location.column) for note in leads.notes} == places
    screen.mark([])
    assert list(leads.notes) == []


def test_a_long_list_is_cut_between_its_lines_and_one_sees_that_it_is() -> None:
    short = "Chặng nào?\n1 Tiếp cận"
    assert fitting(short) == short
    long = "\n".join(f"{number} Nhân viên thứ {number}" for number in range(1, 60))
    cut = fitting(long)
    assert len(cut) <= LONGEST_PROMPT
    assert cut.endswith("\n…")
    assert set(cut.splitlines()[:-1]) <= set(long.splitlines())
    assert len(fitting("x" * 1000)) == LONGEST_PROMPT
