"""Functions as Excel calls them: with the place of the workbook, and never answered with a traceback."""

from __future__ import annotations

import inspect
import os
from datetime import date
from pathlib import Path

import pytest
import xlwings

from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.unanswerable import Unanswerable
from sheetcrm.messages import say
from sheetcrm.surfaces.excel import functions
from sheetcrm.surfaces.excel.calling_books import CallingBooks
from sheetcrm.surfaces.excel.calling_books import Snapshot
from sheetcrm.surfaces.excel.saved_books import MOST_BOOKS
from sheetcrm.surfaces.excel.saved_books import SavedBooks
from sheetcrm.templates.function_signatures import SIGNATURES
from tests.app.books import DEAL
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import lead
from tests.live_office.opening import OpenBooks


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_function_takes_what_the_macro_hands_over(name: str) -> None:
    taken = inspect.signature(getattr(functions, name)).parameters
    assert list(taken) == [*(argument.name for argument in SIGNATURES[name]), "workbook", "edited"]
    optional = [argument.name for argument in SIGNATURES[name] if argument.optional]
    assert [key for key, one in taken.items() if one.default is not inspect.Parameter.empty] == [
        *optional,
        "workbook",
        "edited",
    ]


def test_excel_gets_scores_and_next_stages_of_a_saved_workbook(tmp_path: Path) -> None:
    place = str(book(tmp_path / "Kế hoạch Đặng.xlsx", leads=[lead()], opportunities=[deal(stage=None)]))
    assert functions.CRM_SCORE([[2]], [[1]], [[3]], [[2]], workbook=place) == [[68]]
    assert functions.CRM_BAND([[2.0, 1.0, 3.0, 2.0]], workbook=place) == [["Ấm"]]
    assert functions.CRM_WHY([[2]], workbook=place)[0][0]
    assert functions.CRM_NEXT([[DEAL], [None]], workbook=place) == [["Chuẩn bị tiếp cận"], [""]]
    assert functions.CRM_CHECK([[DEAL]], workbook=place) == [["Đủ điều kiện chuyển"]]
    books = CallingBooks(clock=clock)
    assert functions.answer("CRM_KPI", ([["leads"]], [["11/2026"]]), place, "", books) == [[1]]
    table = functions.answer("CRM_KPI_TABLE", ([["leads"]], [["rep"]], [["11/2026"]]), place, "", books)
    assert table == [["Nhân viên", "Số khách tiềm năng"], ["Trần Thị Mai", 1], ["Tổng", 1]]


def test_a_workbook_that_was_never_saved_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETCRM_LANG", "vi")
    assert functions.CRM_KPI([["revenue"]], workbook="Book1") == [[say("function_unsaved", "vi")]]
    assert functions.CRM_KPI([["revenue"]], workbook="https://x.sharepoint.com/y.xlsm") == [
        [say("function_unsaved", "vi")]
    ]


class Broken(CallingBooks):
    """Books that cannot be had for a reason that nobody thought of."""

    def at(self, place: str, edited: str = "") -> CellBook:
        raise RuntimeError("Traceback (most recent call last)")


def test_what_nobody_thought_of_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETCRM_LANG", "en")
    assert functions.answer("CRM_SCORE", (1,), "b.xlsx", "", Broken()) == [[say("function_failed", "en")]]


NEXT = ("CRM_NEXT", ([["Sân bóng cỏ nhân tạo"]],))


@pytest.mark.xdist_group("live office")
def test_what_is_not_saved_counts_and_is_read_once_a_state(open_books: OpenBooks) -> None:
    """Through real xlwings, as `Book.caller()` gives the workbook in whose cell a function stands."""
    desk = open_books.desk
    path = book(open_books.folder / "Kế hoạch.xlsx", leads=[lead()], opportunities=[deal(name="Sân cũ", stage=None)])
    live = open_books.open(path)
    data = live.read(["opportunities"])["opportunities"]
    name = live.book.sheets["Cơ hội"].range(f"{data.letters['name']}{data.rows[0]}")
    name.value = "Sân bóng cỏ nhân tạo"
    books = CallingBooks(lambda: live.book, clock)
    assert "Sân bóng" in str(functions.answer(*NEXT, str(path), "", books)), "the saved one is called otherwise"
    desk.journal.clear()
    assert functions.answer(*NEXT, str(path), "1", books) == [["Chuẩn bị tiếp cận"]]
    assert set(desk.journal) <= {"sheets", "read", "used", "tables"}, "nothing but looking"
    desk.journal.clear()
    assert functions.answer(*NEXT, str(path), "1", books) == [["Chuẩn bị tiếp cận"]]
    assert desk.journal == [], "one reading serves every cell of this state"
    name.value = "Sân mới"
    assert "Sân bóng" in str(functions.answer(*NEXT, str(path), "2", books)), "another state"


@pytest.mark.xdist_group("live office")
def test_an_excel_that_lets_nobody_look_while_it_calculates_is_asked_once_and_the_saved_file_answers(
    open_books: OpenBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetcrm.workbooks.live.refusals.PATIENT_SECONDS", 0.05)
    path = book(open_books.folder / "b.xlsx", leads=[lead()], opportunities=[deal(stage=None)])
    live = open_books.open(path)
    books = CallingBooks(lambda: live.book, clock)
    open_books.desk.is_busy = lambda _: True
    assert functions.answer(*NEXT, str(path), "1", books) == [["Chuẩn bị tiếp cận"]]
    open_books.desk.journal.clear()
    assert functions.answer(*NEXT, str(path), "2", books) == [["Chuẩn bị tiếp cận"]]
    assert open_books.desk.journal == []


def test_a_workbook_that_does_not_call_is_not_read_in_place_of_the_one_that_does(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", leads=[lead()], opportunities=[deal(stage=None)])

    def another() -> xlwings.Book:
        raise LookupError("no book calls")

    books = CallingBooks(another, clock)
    assert functions.answer(*NEXT, str(path), "1", books) == [["Chuẩn bị tiếp cận"]]
    with pytest.raises(NotImplementedError):
        Snapshot({}).write([])
    Snapshot({}).close()


def test_a_book_is_read_once_until_it_is_saved_again_or_the_day_is_over(tmp_path: Path) -> None:
    path, books = book(tmp_path / "b.xlsx"), SavedBooks()
    today, tomorrow = date(2026, 11, 23), date(2026, 11, 24)
    first = books.at(str(path), today)
    assert books.at(str(path), today) is first
    later = books.at(str(path), tomorrow)
    assert later is not first
    os.utime(path, ns=(1, 1))
    assert books.at(str(path), tomorrow) is not later


def test_only_a_few_books_are_kept(tmp_path: Path) -> None:
    books, today = SavedBooks(), date(2026, 11, 23)
    made = [tmp_path / f"{number}.xlsx" for number in range(MOST_BOOKS + 1)]
    for path in made:
        path.write_bytes(b"")
    kept = [books.at(str(path), today) for path in made]
    assert books.at(str(made[-1]), today) is kept[-1]
    assert books.at(str(made[0]), today) is not kept[0]


def test_nothing_is_kept_of_a_workbook_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Unanswerable):
        SavedBooks().at(str(tmp_path / "gone.xlsx"))
