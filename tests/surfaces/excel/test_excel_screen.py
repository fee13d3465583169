"""Excel's window through real xlwings: a live LibreOffice stands behind it."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

import pytest
import xlwings

from sheetcrm.app.build import HOME_ZONE
from sheetcrm.app.check import check_workbook
from sheetcrm.surfaces.excel import buttons
from sheetcrm.surfaces.excel import clicks
from sheetcrm.surfaces.excel import moving
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.surfaces.excel.excel_screen import LONGEST_PROMPT
from sheetcrm.surfaces.excel.excel_screen import ExcelScreen
from sheetcrm.surfaces.excel.prompts import fitting
from sheetcrm.surfaces.excel.prompts import pages
from sheetcrm.surfaces.excel.screen import Pointed
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.drawing_buttons import MACRO_WORDS
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook
from tests.app.books import Row
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import lead
from tests.live_office.desk import Desk
from tests.live_office.opening import OpenBooks

pytestmark = pytest.mark.xdist_group("live office")


LARGE = {"KPI", "Tổng quan", "Phễu & thời gian", "Thời gian qua chặng"}
MOST_COPIES, MOST_CALLS = 200, 800
"""Calls that the first recompute of a workbook just built may cost: each is one that Excel answers."""


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """A button keeps the collector of rubbish off for the rest of its process."""
    yield
    gc.enable()
    if hasattr(xlwings.Book, "_mock_caller"):
        del xlwings.Book._mock_caller


def test_a_click_in_an_open_macro_workbook_writes_its_line_and_marks_cells(
    open_books: OpenBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(open_books.folder / "Đặng.xlsm", leads=[lead(created_on=None)], opportunities=[deal()])
    live = open_books.open(path)
    screen = ExcelScreen(live)
    click = Click(live, screen, live.name, "vi", HOME_ZONE, clock=clock)
    desk = open_books.desk
    desk.journal.clear()
    clicks.recompute(click)
    assert desk.count("copy", "clear") < MOST_COPIES, "every look of a sheet is one call, not every cell"
    assert len(desk.journal) < MOST_CALLS
    words = live.read([MACRO_WORDS])[MACRO_WORDS]
    told = dict(zip(words.columns["id"], words.columns["value"], strict=True))
    assert "đã tính lại 1 cơ hội" in str(told["status"])
    assert live.book.app.status_bar == told["status"]
    accepted = live.read(["opportunities"])["opportunities"].columns["accepted_stage"]
    assert list(accepted) == ["Chuẩn bị tiếp cận"]

    xlwings.Book.set_mock_caller(live.book)  # the way in that RunPython takes
    live.book.sheets["Cơ hội"].range("E3").value = "Trình bày giải pháp"
    buttons.recompute()
    assert "giữ lại 1" in str(live.read([MACRO_WORDS])[MACRO_WORDS].columns["value"][0])
    live.book.sheets["Cơ hội"].range("E3").value = "Chuẩn bị tiếp cận"
    buttons.recompute()

    buttons.check()
    assert_only_read(desk, live, buttons.recompute)
    assert_only_read(desk, live, buttons.check)
    monkeypatch.setattr("sheetcrm.surfaces.excel.excel_screen.BOTTOM_STAYS", False)
    live.book.app.status_bar = "…"
    ExcelScreen(live).say("08:31: trên Mac")
    assert "08:31: trên Mac" in map(str, live.read([MACRO_WORDS])[MACRO_WORDS].columns["value"])
    monkeypatch.undo()
    live.book.sheets["Khách tiềm năng"].range("B3").value = "31/02/2026"
    desk.journal.clear()
    buttons.check()
    written = {verb: count for verb, count in writes(desk).items() if verb not in SETTINGS}
    assert written.pop("write", 0) <= 1, "the line, unless it says the same in the same minute"
    assert written == {"add_note": 1, "set_fill": 1}, "one cell"

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


READS = frozenset({
    "sheets", "read", "used", "notes", "tables", "formulas", "fill", "rows_hidden", "visible", "links", "names",
    "is_protected", "is_read_only", "number_format", "active", "screen_updating", "calculation",
})  # fmt: skip
"""What leaves Excel as it is, its list of undo steps too."""


SETTINGS = {"set_screen_updating", "set_calculation", "set_enable_events"}


def writes(desk: Desk) -> Mapping[str, int]:
    """What was asked of Excel since the journal was emptied that may empty its list of undo steps."""
    return {verb: count for verb, count in Counter(desk.journal).items() if verb not in READS}


def assert_only_read(desk: Desk, live: LiveExcelWorkbook, button: Callable[[], None]) -> None:
    """Press a button that finds nothing to change: it says so at the bottom alone, and touches nothing."""
    live.book.app.status_bar = "…"
    desk.journal.clear()
    button()
    assert writes(desk) == {}
    assert str(live.book.app.status_bar)[2:3] == ":", "the time, and what was found"


def test_a_long_list_is_cut_between_its_lines_and_one_sees_that_it_is() -> None:
    short = "Chặng nào?\n1 Tiếp cận"
    assert fitting(short, LONGEST_PROMPT) == short
    long = "\n".join(f"{number} Nhân viên thứ {number}" for number in range(1, 60))
    cut = fitting(long, LONGEST_PROMPT)
    assert len(cut) <= LONGEST_PROMPT
    assert cut.endswith("\n…")
    assert set(cut.splitlines()[:-1]) <= set(long.splitlines())
    assert len(fitting("x" * 1000, LONGEST_PROMPT)) == LONGEST_PROMPT


def test_a_long_list_is_numbered_through_over_as_many_pages_as_it_takes() -> None:
    names = [f"Nhân viên thứ {number}" for number in range(1, 60)]
    turned = pages("Ai phụ trách?", names, "0 Xem tiếp", LONGEST_PROMPT)
    assert all(len(page) <= LONGEST_PROMPT for page in turned)
    assert all((page.splitlines()[0], page.splitlines()[-1]) == ("Ai phụ trách?", "0 Xem tiếp") for page in turned)
    told = [line for page in turned for line in page.splitlines()[1:-1]]
    assert told == [f"{number} {name}" for number, name in enumerate(names, 1)]
    assert pages("Ai?", names[:2], "0", LONGEST_PROMPT) == ["Ai?\n1 Nhân viên thứ 1\n2 Nhân viên thứ 2"]
    assert all(len(page) <= LONGEST_PROMPT for page in pages("x" * 400, ["y" * 300] * 3, "0", LONGEST_PROMPT))


@pytest.fixture
def small(open_books: OpenBooks) -> Callable[..., LiveExcelWorkbook]:
    """Opens a workbook with few reports: LibreOffice takes long over the others."""

    def small(name: str, **rows: Sequence[Row]) -> LiveExcelWorkbook:
        live = open_books.open(book(open_books.folder / name, **rows))
        for sheet in live.book.sheet_names:
            if sheet.startswith("KPI ") or sheet in LARGE:
                open_books.desk.do("delete_sheet", live.name, sheet)
        return live

    return small


def test_a_rep_moves_an_opportunity_on_by_answering_boxes(
    open_books: OpenBooks, small: Callable[..., LiveExcelWorkbook]
) -> None:
    """Through xlwings' own words: the macro that asks, the boxes, the cells of three sheets."""
    standing: Row = {"accepted_stage": "approach", "accepted_status": "open", "stage": "approach"}
    live = small("Hồng.xlsm", leads=[lead(contact_role=None)], opportunities=[deal(**standing)])
    person = open_books.person
    screen = ExcelScreen(live)
    live.book.sheets["Cơ hội"].range("D3").select()
    click = Click(live, screen, live.name, "vi", HOME_ZONE, clock=clock)

    person.answers = ["1", "1", "Gặp mặt", "20/11/2026"]
    moving.move(click)
    assert "activities" not in {key for key, data in live.read(["activities"]).items() if data.rows}, "cancelled"
    assert person.boxes == []

    person.answers = ["1", "1", "Gặp mặt", "20/11/2026", "", "Anh Bình đồng ý", "20/11/2026", "2", "2", "1"]
    moving.move(click)
    assert person.boxes == []
    assert person.answers == []
    tables = live.read(["opportunities", "leads", "activities"])
    assert list(tables["opportunities"].columns["accepted_stage"]) == ["Trình bày giải pháp"]
    assert list(tables["leads"].columns["contact_role"]) == ["Người quyết định"]
    (note,) = tables["activities"].columns["note"]
    assert note == "Anh Bình đồng ý"
    assert "Trang Tương tác, dòng mới · Loại" in "".join(person.asked)
    assert "23/11/2026" in person.offered, "today is offered for the meeting"


def test_what_needs_attention_comes_in_boxes_that_somebody_sees(
    open_books: OpenBooks, small: Callable[..., LiveExcelWorkbook]
) -> None:
    held = deal(id=derive_id("held"), name="Nhảy cóc", stage="negotiate")
    poor = lead(bant_budget=0, bant_authority=0, segment=None)
    live = small("Mai.xlsm", leads=[poor], opportunities=[deal(stage=None), held])
    person = open_books.person
    click = Click(live, ExcelScreen(live), live.name, "vi", HOME_ZONE, clock=clock)
    clicks.recompute(click)
    assert "1 cơ hội vừa chuyển chặng nhưng chưa đủ điều kiện" in person.boxes[-1]
    clicks.check(click)
    assert "Cơ hội E4" in person.boxes[-1]
    live.book.sheets["Cơ hội"].range("D3").select()
    person.answers, person.agrees = ["1"], False
    moving.move(click)
    assert "không hỏi ở đây được" in person.boxes[-2], "asked by yes and no"
    assert "không ghi gì" in person.boxes[-1]
    assert list(live.read(["leads"])["leads"].columns["segment"]) == [None]
    (live.book.sheets["Cơ hội"].range("E3")).value = "Chuẩn bị tiếp cận"
    buttons.press(clicks.sync, live, ExcelScreen(live), live.name)
    assert "sheetcrm init" in person.boxes[-1]
