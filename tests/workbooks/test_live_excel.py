"""What only an open workbook has: people at work in it, settings to give back, and failures in the middle."""

from __future__ import annotations

import time
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime

import openpyxl
import pytest
from xlsxwriter.workbook import Workbook as Book
from xlsxwriter.worksheet import Worksheet

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import ExcelBusy
from sheetcrm.errors import ExcelRefused
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import NoExcel
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import NotPutBack
from sheetcrm.errors import SheetProtected
from sheetcrm.errors import WorkbookClosed
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import CellError
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook
from tests.live_office.desk import Desk
from tests.live_office.opening import OpenBooks
from tests.workbooks.contract import LEADS

pytestmark = pytest.mark.xdist_group("live office")  # one worker, so that one LibreOffice serves all

RULES = {"AllowSorting": True, "AllowFiltering": True, "DrawingObjects": True, "Contents": True, "Scenarios": True}
EDITS: Sequence[Edit] = (
    UpdateRow("leads", "A1", {"company": "Mới", "employees": 1}),
    UpdateRow("leads", "C3", {"company": "Ba", "active": True}),
    InsertRow("leads", {"id": "D4", "company": "Bốn"}),
    InsertRow("leads", {"id": "E5", "company": "Năm"}),
    ReplaceBlock("today", 2, 1, [[ReportCell("Việc", "header"), ReportCell(3)], [ReportCell("x", "money")]]),
)


@pytest.fixture
def book(open_books: OpenBooks) -> LiveExcelWorkbook:
    return open_books.make({"leads": LEADS}, ["today"])


def everything(desk: Desk, book: LiveExcelWorkbook) -> Mapping[str, object]:
    """Everything that a failed write must leave as it was."""
    told: dict[str, object] = {}
    for sheet in desk.do("sheets", book.name):
        area = [1, 1, 14, 8]
        told[sheet] = [desk.do(verb, book.name, sheet, area) for verb in ("read", "formulas")]
        told[sheet, "tables"] = desk.do("tables", book.name, sheet)
        told[sheet, "notes"] = desk.do("notes", book.name, sheet)
        told[sheet, "protected"] = desk.do("is_protected", book.name, sheet)
    return told | settings(desk, book)


def settings(desk: Desk, book: LiveExcelWorkbook) -> dict[str, object]:
    """What a person at work sees: where they are, and whether Excel redraws, calculates and runs their macros."""
    told = {verb: desk.do(verb, book.name) for verb in ("screen_updating", "calculation", "selection", "active")}
    return told | {"events": book.book.app.enable_events}


class Editor:
    """Somebody begins to edit a cell when something is asked for the n-th time, and ends after a while."""

    def __init__(self, verb: str, number: int) -> None:
        self._verb = verb
        self._number = number
        self._since: float | None = None

    @property
    def came(self) -> bool:
        return self._since is not None

    def __call__(self, verb: str) -> bool:
        if self._number > 0:
            self._number -= verb == self._verb
        if self._number > 0:
            return False
        self._since = self._since or time.monotonic()
        return time.monotonic() - self._since < EDITED_SECONDS


EDITED_SECONDS = 0.15
"""Longer than sheetcrm waits in these tests, and not for ever."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetcrm.workbooks.live.refusals.PATIENT_SECONDS", 0.05)
    monkeypatch.setattr("sheetcrm.workbooks.live.refusals.NAP_SECONDS", 0.005)


# --- reading


def test_an_excel_that_is_busy_for_a_moment_is_waited_for(live_office: Desk, book: LiveExcelWorkbook) -> None:
    moments = iter((False, True, True))
    live_office.is_busy = lambda _: next(moments, False)
    assert len(book.read()["leads"].rows) == 3


def test_what_is_typed_and_not_saved_is_read(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("write", book.name, "Leads", [3, 2, 1, 1], [["Vừa gõ"]])
    assert book.read()["leads"].columns["company"][0] == "Vừa gõ"


def test_cells_say_what_they_say_in_a_file(open_books: OpenBooks, live_office: Desk) -> None:
    columns = {"id": ["A1", "B2", "C3"], "n": [None, "007", True], "on": [datetime(2026, 11, 3, 8, 30), None, None]}
    book = open_books.make({"leads": columns})
    for row, formula in enumerate(["=1/0", "=NA()", "=TODAY()-TODAY()+46000"], start=3):
        live_office.do("set_formula", book.name, "Leads", [row, 3, 1, 1], formula)
    live_office.do("set_number_format", book.name, "Leads", [5, 3, 1, 1], "DD/MM/YYYY")
    live_office.do("set_formula", book.name, "Leads", [3, 2, 1, 1], "=2*3")
    live = book.read()["leads"].columns
    assert live["n"] == [6.0, "007", True]
    assert live["on"] == [CellError("#DIV/0!"), CellError("#N/A"), date(2025, 12, 9)]
    book.book.save()
    saved = open_workbook(open_books.folder / book.name).read()["leads"].columns
    assert {key: list(cells) for key, cells in saved.items()} == {key: list(cells) for key, cells in live.items()}


def test_a_read_is_one_call_a_sheet_and_one_a_table(live_office: Desk, open_books: OpenBooks) -> None:
    book = open_books.make({"leads": {"id": [f"R{n}" for n in range(300)], "n": [1.0] * 300}}, ["today"])
    live_office.journal.clear()
    assert len(book.read(["leads"])["leads"].rows) == 300
    assert live_office.count("read") == 3 + 1
    assert live_office.count("used") == 3
    assert len(live_office.journal) <= 11


def test_totals_are_no_row_of_the_table(open_books: OpenBooks, live_office: Desk) -> None:
    book = open_books.make({"leads": {"id": ["A1", "B2"], "n": [1.0, 2.0]}}, blank_rows=0)
    live_office.do("set_formula", book.name, "Leads", [5, 2, 1, 1], "=SUM(B3:B4)")
    live_office.do("set_totals", book.name, "Leads", "leads", [2, 1, 4, 2])
    assert list(book.read()["leads"].columns["n"]) == [1.0, 2.0]
    with pytest.raises(WouldLoseContent) as raised:
        book.write([InsertRow("leads", {"id": "C3"})])
    assert "dòng tổng" in raised.value.in_language("vi")


# --- writing


def test_neighbours_are_one_call_and_a_write_that_changes_nothing_touches_nothing(
    live_office: Desk, open_books: OpenBooks
) -> None:
    book = open_books.make({"leads": {"id": [f"R{n}" for n in range(200)], "n": [1.0] * 200, "m": [2.0] * 200}})
    edits = [UpdateRow("leads", f"R{n}", {"n": n, "m": -n}) for n in range(2, 200)]
    live_office.journal.clear()
    assert book.write(edits).cells_changed == 396
    assert live_office.count("write") == 1
    assert live_office.count("read") == 2 + 1 + 1  # keys of two sheets, the table, what was written
    live_office.journal.clear()
    assert book.write(edits).cells_changed == 0
    assert [verb for verb in live_office.journal if verb.startswith(("write", "set_", "unprotect", "protect"))] == []


def test_what_a_person_sees_and_has_set_is_as_it_was(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("activate", book.name, "Leads")
    live_office.do("select", book.name, "Leads", [4, 2, 2, 2])
    live_office.do("set_calculation", book.name, False)
    before = settings(live_office, book)
    assert before["selection"] == ["Leads", 4, 2, 2, 2]
    live_office.journal.clear()
    book.write(EDITS)
    assert settings(live_office, book) == before
    assert live_office.count("activate", "select") == 0
    assert "set_screen_updating" in live_office.journal


def test_formulas_are_calculated_once_all_is_written(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("set_formula", book.name, "Today", [20, 9, 1, 1], "=SUM(Leads.C3:C8)")
    book.write([UpdateRow("leads", "A1", {"employees": 100}), UpdateRow("leads", "B2", {"employees": 10})])
    assert live_office.do("read", book.name, "Today", [20, 9, 1, 1]) == [[110.5]]
    assert live_office.do("calculation", book.name) is True


TEXTS = [
    "=1+1", "+1", "-1", "@now", "+a", "007", "1/2", "5%", "1E5", "TRUE", "false", "true ", "#N/A", "'quoted", "Mar 5",
    "2026-11-03", "a\nb", " =1", '=HYPERLINK("http://x")', "12:30", "1.200.000", "Công ty 3", "“=x”", "An & <b>",
]  # fmt: skip


def test_text_stays_text_whatever_it_looks_like(live_office: Desk, open_books: OpenBooks) -> None:
    """In cells that are there, in new rows, in the formula bar, in the saved file; and it is not written twice."""
    ids = [f"R{number}" for number in range(len(TEXTS))]
    book = open_books.make({"leads": {"id": ids, "note": [None for _ in ids]}})
    typed = [[text] for text in TEXTS]
    book.book.sheets["Leads"].range("D3").value = typed
    taken = live_office.do("read", book.name, "Leads", [3, 4, len(TEXTS), 1])
    assert (
        sum(cell == text for cell, text in zip(taken, typed, strict=True)) < len(TEXTS) / 3
    )  # as people see it go wrong
    updates = [UpdateRow("leads", row_id, {"note": text}) for row_id, text in zip(ids, TEXTS, strict=True)]
    book.write([*updates, *(InsertRow("leads", {"id": text, "note": text}) for text in TEXTS)])
    leads = book.read()["leads"].columns
    assert list(leads["note"]) == TEXTS * 2
    assert list(leads["id"]) == ids + TEXTS
    assert live_office.do("formulas", book.name, "Leads", [3, 2, len(TEXTS) * 2, 1]) == typed * 2
    assert book.write(updates).cells_changed == 0
    book.book.save()
    cells = [row[1] for row in openpyxl.load_workbook(open_books.folder / book.name)["Leads"].iter_rows(min_row=3)]
    assert [(cell.value, cell.data_type) for cell in cells[: len(TEXTS)]] == [(text, "s") for text in TEXTS]


def test_a_value_is_shown_as_what_it_is_whatever_the_cell_was_formatted_for(
    live_office: Desk, book: LiveExcelWorkbook
) -> None:
    live_office.do("set_number_format", book.name, "Leads", [3, 2, 1, 1], "0.00")
    book.write([UpdateRow("leads", "A1", {"company": date(2026, 1, 2), "created_on": 5, "employees": "007"})])
    leads = book.read()["leads"].columns
    assert [leads[key][0] for key in ("company", "created_on", "employees")] == [date(2026, 1, 2), 5.0, "007"]


def test_rows_that_a_filter_hides_get_their_own_values(live_office: Desk, open_books: OpenBooks) -> None:
    """Into a range with filtered rows Excel writes its first value everywhere (xlwings issue 747); the engine too."""
    columns = {"id": list("ABCDEF"), "kind": ["x", "y", "y", "x", "x", "y"], "n": [0.0] * 6}
    book = open_books.make({"leads": columns})
    live_office.do("filter", book.name, "Leads", [2, 1, 7, 3], 2, "x")
    filtered = live_office.do("filtered", book.name, "Leads", [1, 1, 9, 1])
    assert filtered == [4, 5, 8]
    book.book.sheets["Leads"].range("D3:D8").value = [[n] for n in range(6)]
    assert live_office.do("read", book.name, "Leads", [3, 4, 6, 1]) == [[0], [None], [None], [0], [0], [None]]
    book.write([UpdateRow("leads", key, {"n": n}) for n, key in enumerate("ABCDEF", start=10)])
    assert list(book.read()["leads"].columns["n"]) == [10.0, 11.0, 12.0, 13.0, 14.0, 15.0]
    assert live_office.do("filtered", book.name, "Leads", [1, 1, 9, 1]) == filtered


def test_a_persons_formulas_and_other_cells_stay(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("set_formula", book.name, "Leads", [3, 3, 1, 1], "=6*2")
    live_office.do("write", book.name, "Leads", [3, 8, 1, 1], [["ghi chú"]])
    book.write([UpdateRow("leads", "A1", {"company": "x", "employees": 12}), DeleteRow("leads", "B2")])
    assert live_office.do("formulas", book.name, "Leads", [3, 3, 1, 6]) == [
        ["=6*2", "46328", "TRUE", "", "", "ghi chú"]
    ]


def test_a_full_table_grows_with_looks_and_the_persons_own_formulas(live_office: Desk, open_books: OpenBooks) -> None:
    def finish(made: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["leads"].write_formula(3, 1, '=A4&"!"', None, "B2!")
        sheets["leads"].write_string(3, 2, "riêng")
        sheets["leads"].set_column(3, 3, None, made.add_format({"num_format": "0.000"}))

    columns = {"id": ["A1", "B2"], "own": [None, None], "said": [None, None], "n": [1.0, 2.0]}
    book = open_books.make({"leads": columns}, blank_rows=0, finish=finish)
    for column, key in ((2, "x y"), (3, "z z")):  # columns of the person's own
        live_office.do("write", book.name, "Leads", [1, column, 1, 1], [[key]])
    book.write([InsertRow("leads", {"id": "C3", "n": 3}), InsertRow("leads", {"id": "D4"})])
    assert live_office.do("tables", book.name, "Leads") == [["leads", [2, 1, 5, 4], False]]
    assert live_office.do("formulas", book.name, "Leads", [5, 1, 2, 4]) == [
        ["C3", '=A5&"!"', "", "3"],
        ["D4", '=A6&"!"', "", ""],
    ]
    assert live_office.do("number_format", book.name, "Leads", [5, 4, 2, 1]) == "0.000"


def test_cells_below_a_full_table_are_never_overwritten(live_office: Desk, open_books: OpenBooks) -> None:
    book = open_books.make({"leads": {"id": ["A1"], "own": [None], "n": [1.0]}}, blank_rows=0)
    live_office.do("write", book.name, "Leads", [1, 2, 1, 1], [["của tôi"]])
    live_office.do("write", book.name, "Leads", [5, 2, 1, 1], [["ghi chú"]])
    with pytest.raises(WouldLoseContent):
        book.write([InsertRow("leads", {"id": "B2"}), InsertRow("leads", {"id": "C3"})])
    assert live_office.do("read", book.name, "Leads", [4, 1, 2, 2]) == [[None, None], [None, "ghi chú"]]


def test_a_name_over_the_tables_rows_reaches_to_the_new_ones(live_office: Desk, open_books: OpenBooks) -> None:
    def finish(made: Book, _: Mapping[str, Worksheet]) -> None:
        made.define_name("stages", "=Lists!$A$3:$A$4")

    book = open_books.make({"lists": {"id": ["A1", "B2"]}}, blank_rows=0, finish=finish)
    book.write([InsertRow("lists", {"id": "C3"})])
    assert [told[1].replace("$Lists.", "Lists!") for told in live_office.do("names", book.name)] == ["=Lists!$A$3:$A$5"]


def test_reports_take_looks_links_and_hidden_rows_and_repeat_nothing(
    live_office: Desk, book: LiveExcelWorkbook
) -> None:
    rows = [
        [ReportCell("Việc", "header"), ReportCell(1200, "money")],
        [ReportCell(None)],
        [ReportCell("An", None, "'Leads'!B3")],
    ]
    block = ReplaceBlock("today", 2, 1, rows, 5, hide_blank=True, linked=True)
    assert book.write([block]).cells_changed == 3
    look = [live_office.do(verb, book.name, "Today", [2, 1, 1, 1]) for verb in ("fill", "bold")]
    assert look == [0xDDEBF7, True]
    assert live_office.do("number_format", book.name, "Today", [2, 2, 1, 1]) == "#,##0"
    assert live_office.do("links", book.name, "Today", [1, 1, 9, 2]) == [[4, 1, "'Leads'!B3"]]
    assert [live_office.do("rows_hidden", book.name, "Today", [row, 1, 1, 1]) for row in (2, 3, 4, 5, 6)] == [
        False, True, False, True, True,
    ]  # fmt: skip
    live_office.journal.clear()
    assert book.write([block]).cells_changed == 0
    assert live_office.count("write", "copy", "clear", "hide_rows", "add_link", "set_screen_updating") == 0
    rows[2] = [ReportCell("An", "header")]
    assert book.write([ReplaceBlock("today", 2, 1, rows, 5, hide_blank=True, linked=True)]).cells_changed == 0
    assert live_office.do("bold", book.name, "Today", [4, 1, 1, 1]) is True
    assert live_office.do("links", book.name, "Today", [1, 1, 9, 2]) == []


# --- refusals


@pytest.mark.parametrize(("takes_several", "copies"), [(True, 2), (False, 100)])
def test_all_cells_of_one_look_are_few_calls_wherever_they_stand(
    live_office: Desk, open_books: OpenBooks, book: LiveExcelWorkbook, takes_several: bool, copies: int
) -> None:
    """An Excel that does not take several areas at once is asked for one after the other."""
    open_books.excel.takes_several = takes_several
    rows = [[ReportCell(row, "header" if row % 2 else None)] for row in range(1, 2 * 100)]
    book.write([ReplaceBlock("today", 2, 1, rows)])
    assert live_office.count("copy") == copies
    bold = [live_office.do("bold", book.name, "Today", [row, 1, 1, 1]) for row in range(2, 2 * 100 + 1)]
    assert bold == [row % 2 == 0 for row in range(2, 2 * 100 + 1)]


def test_a_cell_being_edited_stops_reading_and_writing_with_a_sentence(
    live_office: Desk, book: LiveExcelWorkbook
) -> None:
    live_office.is_busy = lambda verb: bool(verb)
    with pytest.raises(ExcelBusy) as raised:
        book.read()
    assert "ô đang sửa" in raised.value.in_language("vi")
    with pytest.raises(ExcelBusy):
        book.write(EDITS)


@pytest.mark.parametrize("verb", ["write", "copy", "resize_table", "clear", "unprotect", "set_screen_updating"])
def test_what_fails_in_the_middle_leaves_everything_as_it_was(
    live_office: Desk, open_books: OpenBooks, verb: str
) -> None:
    book = open_books.make({"leads": LEADS}, ["today"], blank_rows=0)
    live_office.do("set_formula", book.name, "Leads", [3, 3, 1, 1], "=6*2")
    live_office.do("write", book.name, "Leads", [5, 2, 1, 1], [["'=x"]])
    live_office.do("protect", book.name, "Today", "", RULES)
    before = everything(live_office, book)
    for number in (1, 2):
        live_office.is_busy = editor = Editor(verb, number)
        try:
            book.write(EDITS)
        except ExcelBusy:
            assert everything(live_office, book) == before
        else:
            assert number > 1
            assert not editor.came or verb == "set_screen_updating"  # that was when it was given back
            return


@pytest.mark.parametrize("verb", ["protect", "set_calculation", "set_screen_updating"])
def test_settings_are_given_back_however_long_somebody_edits(
    live_office: Desk, book: LiveExcelWorkbook, verb: str
) -> None:
    live_office.do("protect", book.name, "Today", "", RULES)
    before = settings(live_office, book)
    live_office.is_busy = editor = Editor(verb, 1 if verb == "protect" else 2)
    book.write(EDITS)
    assert editor.came
    assert settings(live_office, book) == before
    assert live_office.do("is_protected", book.name, "Today") is True


def test_a_sheet_protected_with_a_password_is_named_and_nothing_is_written(
    live_office: Desk, book: LiveExcelWorkbook
) -> None:
    live_office.do("protect", book.name, "Today", "bí mật", {})
    before = everything(live_office, book)
    with pytest.raises(SheetProtected) as raised:
        book.write(EDITS)
    assert "Today" in raised.value.in_language("vi")
    assert everything(live_office, book) == before


def test_our_own_protection_is_taken_off_and_put_on_again_as_it_was(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("protect", book.name, "Today", "", RULES)
    book.write(EDITS)
    assert live_office.do("is_protected", book.name, "Today") is True
    rules = live_office.do("rules_of", book.name, "Today")
    assert {name for name, allowed in rules.items() if allowed} == set(RULES)


def test_a_workbook_opened_read_only_is_read_and_not_written(live_office: Desk, open_books: OpenBooks) -> None:
    made = open_books.make({"leads": LEADS})
    path = open_books.folder / made.name
    open_books.close_all()
    book = open_books.open(path, read_only=True)
    assert len(book.read()["leads"].rows) == 3
    with pytest.raises(NotAllowed) as raised:
        book.write([UpdateRow("leads", "A1", {"company": "x"})])
    assert "chỉ đọc" in raised.value.in_language("vi")
    book.book.impl.app.books.paths[book.name] = "https://example.sharepoint.com/pipeline.xlsx"
    with pytest.raises(NotAllowed) as raised:
        book.write([UpdateRow("leads", "A1", {"company": "x"})])
    assert "OneDrive" in raised.value.in_language("en")
    assert live_office.do("is_modified", book.name) is False


def test_a_sheet_or_workbook_that_is_gone_is_told(live_office: Desk, open_books: OpenBooks) -> None:
    book = open_books.make({"leads": LEADS}, ["today"])
    live_office.do("delete_sheet", book.name, "Today")
    with pytest.raises(LayoutBroken):
        book.write(EDITS)
    open_books.close_all()
    with pytest.raises(WorkbookClosed) as raised:
        book.read()
    assert book.name in raised.value.in_language("vi")


def test_somebody_elses_change_since_the_read_stops_the_write(live_office: Desk, book: LiveExcelWorkbook) -> None:
    live_office.do("write", book.name, "Leads", [3, 2, 1, 1], [["Vừa gõ"]])
    with pytest.raises(ChangedMeanwhile):
        book.write([UpdateRow("leads", "A1", {"employees": 1}, expected={"company": "Công ty An"})])


def test_a_cell_that_never_takes_a_value_undoes_the_whole_write(live_office: Desk, book: LiveExcelWorkbook) -> None:
    """A cell under a merged area keeps nothing."""
    live_office.do("merge", book.name, "Leads", [4, 2, 1, 2])
    before = everything(live_office, book)
    with pytest.raises(ExcelRefused) as raised:
        book.write([UpdateRow("leads", "A1", {"company": "x"}), UpdateRow("leads", "B2", {"employees": 9})])
    assert "Leads!C4" in raised.value.in_language("vi")
    assert everything(live_office, book) == before


def test_an_address_finds_the_workbook_that_is_open_or_says_that_none_is(open_books: OpenBooks) -> None:
    with pytest.raises(NoExcel) as raised:
        open_workbook("excel:book1.xlsx")
    assert "Excel" in raised.value.in_language("vi")
    with open_books.in_front():
        with pytest.raises(NoExcel):
            open_workbook("excel:")
        first = open_books.make({"leads": LEADS})
        second = open_books.make({"leads": {"id": ["X"]}})
        assert len(open_workbook(f"excel:{first.name.upper()}").read()["leads"].rows) == 3
        assert len(open_workbook(f"excel:{second.name}").read()["leads"].rows) == 1
        assert list(open_workbook("excel:").read()["leads"].columns["id"]) == ["X"]
        with pytest.raises(NoExcel):
            open_workbook("excel:other.xlsx")


def test_what_cannot_be_put_back_is_told(live_office: Desk, book: LiveExcelWorkbook) -> None:
    """The sheet is protected by somebody just when a change is taken back."""
    live_office.do("merge", book.name, "Leads", [4, 2, 1, 2])

    def somebody(verb: str) -> bool:
        if verb == "set_number_format":  # what did not take a value is tried in another way
            live_office.do("protect", book.name, "Leads", "bí mật", {})
        return False

    live_office.is_busy = somebody
    with pytest.raises(NotPutBack) as raised:
        book.write([UpdateRow("leads", "B2", {"employees": 9})])
    assert "không lưu" in raised.value.in_language("vi")
