"""Real Excel on Windows or a Mac: `python -m pytest -m live_excel`. Every other run leaves them out (pyproject.toml).

Excel opens, buttons' macros are run as a click runs them, and what a user would see is read back. Nothing of yours is
touched: workbooks are made in a temporary folder. Macros must be allowed (`sheetcrm excel doctor` says how).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from sheetcrm.app.excel_setup.gathering import system_here
from sheetcrm.app.excel_setup.workbook_settings import write_settings
from sheetcrm.templates.drawing_buttons import MACRO_WORDS
from sheetcrm.templates.drawing_buttons import STATUS
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook
from tests.app.books import DEAL
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead

pytestmark = pytest.mark.live_excel
PATIENCE = 60
"""Seconds: on a Mac a click returns before Python has begun."""


@pytest.fixture(params=["pipeline", "Kế hoạch Đặng Thị Hồng"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[xlwings.Book]:
    """A macro workbook open in Excel, with a plain name and with a Vietnamese one."""
    path = book(tmp_path / f"{request.param}.xlsm", leads=[lead()], opportunities=[deal()])
    write_settings(path, system_here(), sys.executable, None)
    app = xlwings.App(visible=True, add_book=False)
    try:
        yield app.books.open(str(path))
    finally:
        for one in app.books:
            one.close()
        app.quit()


def word(opened: xlwings.Book, key: str) -> object:
    words = LiveExcelWorkbook(opened).read([MACRO_WORDS])[MACRO_WORDS]
    return dict(zip(words.columns["id"], words.columns["value"], strict=True))[key]


def until(happened: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() < begun + PATIENCE, "nothing happened: see `sheetcrm excel doctor`"
        time.sleep(0.5)


def accepted_stage(opened: xlwings.Book) -> object:
    return LiveExcelWorkbook(opened).read(["opportunities"])["opportunities"].columns["accepted_stage"][0]


def test_recompute_accepts_the_move_and_says_so_beside_the_buttons(opened: xlwings.Book) -> None:
    opened.macro("CrmRecompute")()
    until(lambda: accepted_stage(opened) == "Chuẩn bị tiếp cận")
    until(lambda: "đã tính lại 1 cơ hội" in str(word(opened, STATUS)))


def test_check_puts_a_note_on_a_wrong_cell_and_takes_it_away_again(opened: xlwings.Book) -> None:
    sheet = opened.sheets["Khách tiềm năng"]
    columns = LiveExcelWorkbook(opened).read(["leads"])["leads"].letters
    cell = sheet.range(f"{columns['email']}3")
    cell.value = "không phải thư"
    opened.macro("CrmCheck")()
    until(lambda: cell.note is not None)
    cell.value = "mai@example.com"
    opened.macro("CrmCheck")()
    until(lambda: cell.note is None)


@pytest.mark.skipif(sys.platform != "win32", reason="functions in cells are for Windows: Excel for Mac has none")
def test_functions_answer_without_import_functions(opened: xlwings.Book) -> None:
    sheet = opened.sheets.add("Thử")
    sheet.range("A1").formula = "=CRM_SCORE(2,1,3,2)"
    sheet.range("A2").formula = f'=CRM_NEXT("{DEAL}")'
    until(lambda: sheet.range("A1").value == 68)
    until(lambda: sheet.range("A2").value == "Tiếp cận" or "Chuẩn bị" in str(sheet.range("A2").value))


@pytest.mark.skipif(sys.platform != "win32", reason="functions in cells are for Windows: Excel for Mac has none")
def test_functions_count_what_is_not_saved(opened: xlwings.Book) -> None:
    data = LiveExcelWorkbook(opened).read(["opportunities"])["opportunities"]
    opened.sheets["Cơ hội"].range(f"{data.letters['name']}3").value = "Sân chưa lưu"
    sheet = opened.sheets.add("Thử")
    sheet.range("A1").formula = '=CRM_NEXT("Sân chưa lưu")'
    until(lambda: "Chuẩn bị" in str(sheet.range("A1").value))


@pytest.mark.skipif(sys.platform != "win32", reason="keys are sent as on Windows; on a Mac the line is always written")
def test_what_was_typed_can_be_undone_after_a_check_that_finds_the_same_again(opened: xlwings.Book) -> None:
    opened.macro("CrmCheck")()
    sheet = opened.sheets.add("Thử")
    sheet.activate()
    sheet.range("B2").select()
    opened.app.api.SendKeys("typed~", True)
    until(lambda: sheet.range("B2").value == "typed")
    opened.macro("CrmCheck")()
    assert ":" in str(opened.app.status_bar), "the result stands at the bottom"
    opened.app.api.Undo()
    until(lambda: sheet.range("B2").value is None)


@pytest.mark.skipif(sys.platform != "win32", reason="on a Mac every area is copied into by itself")
def test_a_look_is_copied_into_several_areas_at_once(opened: xlwings.Book) -> None:
    sheet = opened.sheets.add("Thử")
    sheet.range("A1").color = (255, 0, 0)
    sheet.range("A1").copy(sheet.range("C1:D2,F5"))
    assert [sheet.range(place).color for place in ("C1", "D2", "F5")] == [(255, 0, 0)] * 3


def test_the_workbook_opens_again_without_repair_after_it_was_saved(opened: xlwings.Book) -> None:
    opened.macro("CrmRecompute")()
    until(lambda: bool(word(opened, STATUS)))
    path, app = opened.fullname, opened.app
    opened.save()
    opened.close()
    again = app.books.open(path)
    assert word(again, STATUS)
    assert [shape.name for shape in again.sheets[0].shapes]
