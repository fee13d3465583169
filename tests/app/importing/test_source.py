"""What a file is, its content tells; what cannot be read says so."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sheetcrm.app.importing.source import read_source
from sheetcrm.errors import ImportFailed
from sheetcrm.errors import NotAWorkbook
from sheetcrm.values import CellError

Fill = Callable[[Worksheet, xlsxwriter.Workbook], object]


def workbook(path: Path, *sheets: tuple[str, Fill]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for title, fill in sheets:
            fill(book.add_worksheet(title), book)
    return path


def test_a_text_file_is_one_sheet_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "leads.txt"
    path.write_text("Công ty;SĐT\nA;0912\n", encoding="utf-16")
    source = read_source(path)
    assert (source.encoding, source.delimiter) == ("utf-16", ";")
    assert [(sheet.name, sheet.rows) for sheet in source.sheets] == [(None, [["Công ty", "SĐT"], ["A", "0912"]])]


def test_a_workbook_is_read_from_its_first_cell_with_dates_and_errors_whatever_it_is_called(tmp_path: Path) -> None:
    def fill(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(1, 1, ["Công ty", "Ngày", "Số"])
        sheet.write_string(2, 1, "A")
        sheet.write_datetime(2, 2, datetime(2026, 3, 1), day)
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        sheet.write_string(3, 1, "B")
        sheet.write_number(3, 3, 912345678)

    path = workbook(tmp_path / "renamed.csv", ("Dữ liệu", fill))
    (sheet,) = read_source(path).sheets
    assert sheet.rows[1:] == [
        ["", "Công ty", "Ngày", "Số"],
        ["", "A", date(2026, 3, 1), CellError("#DIV/0!")],
        ["", "B", "", 912345678.0],
    ]


def test_one_sheet_can_be_chosen_and_empty_ones_are_passed_over(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "book.xlsx",
        ("Trống", lambda *_: None),
        ("Khách", lambda sheet, _: sheet.write(0, 0, "Công ty")),
        ("Đơn", lambda sheet, _: sheet.write(0, 0, "Mã đơn hàng")),
    )
    assert [sheet.name for sheet in read_source(path).sheets] == ["Khách", "Đơn"]
    assert [sheet.name for sheet in read_source(path, sheet="đơn").sheets] == ["Đơn"]
    with pytest.raises(ImportFailed, match="no sheet “Hàng”, only: Trống, Khách, Đơn"):
        read_source(path, sheet="Hàng")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "nothing in it"),
        (b"\xef\xbb\xbf\r\n \r\n", "nothing in it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "old .xls or a workbook with a password"),
        (b'a,b\n"x', "never closed"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(content)
    with pytest.raises(ImportFailed, match=told):
        read_source(path)


def test_a_missing_file_a_folder_and_a_sheet_of_a_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="no such file"):
        read_source(tmp_path / "none.csv")
    with pytest.raises(ImportFailed, match="Is a directory"):
        read_source(tmp_path)
    (tmp_path / "a.csv").write_text("a,b")
    with pytest.raises(ImportFailed, match="no sheet “X”"):
        read_source(tmp_path / "a.csv", sheet="X")


def test_a_workbook_without_any_cell_is_empty(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="nothing in it"):
        read_source(workbook(tmp_path / "book.xlsx", ("Trống", lambda *_: None)))


def test_a_stray_cell_at_the_end_of_the_world_does_not_exhaust_the_machine(tmp_path: Path) -> None:
    def fill(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        sheet.write_row(0, 0, ["Công ty", "Ngày", "Lỗi"])
        sheet.write_datetime(1, 1, datetime(2026, 3, 1, 9, 30), book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")
        sheet.write(49_999, 16_383, "far")

    (sheet,) = read_source(workbook(tmp_path / "book.xlsx", ("A", fill))).sheets
    assert sheet.rows[:3] == [["Công ty", "Ngày", "Lỗi"], [None, datetime(2026, 3, 1, 9, 30), CellError("#N/A")], []]
    assert len(sheet.rows) == 50_000


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ("A", lambda sheet, _: sheet.write(0, 0, "Công ty")))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(NotAWorkbook):
        read_source(path)


def test_a_sheet_that_is_no_sheet_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ("A", lambda sheet, _: sheet.write(0, 0, "Công ty")))
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<nonsense/>" if name.endswith("sheet1.xml") else old.read(name))
    with pytest.raises(NotAWorkbook):
        read_source(broken)
