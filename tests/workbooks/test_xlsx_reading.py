from __future__ import annotations

from collections.abc import Callable
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook as NewBook
from xlsxwriter.worksheet import Worksheet

from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import NotAWorkbook
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.prescan import fits_calamine
from sheetcrm.workbooks.xlsx.regular_rows import RegularReader
from sheetcrm.workbooks.xlsx.styles import DateLook
from sheetcrm.workbooks.xlsx.styles import look_of_format
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.workbooks import rewriting

SHEET = "xl/worksheets/sheet1.xml"

EVERY_READER = pytest.mark.parametrize(
    "spelling", [lambda data: data, rewriting.spaced, rewriting.reordered], ids=["regular", "calamine", "scanner"]
)
Spelling = Callable[[bytes], bytes]


def build(path: Path, fill: Callable[[NewBook, Worksheet], None], options: dict[str, object] | None = None) -> Path:
    book = xlsxwriter.Workbook(str(path), options or {})
    fill(book, book.add_worksheet("Khách"))
    book.close()
    return path


def leads(path: Path) -> TableData:
    return XlsxWorkbook(path).read()["leads"]


def held(path: Path, fill: Callable[[NewBook, Worksheet], None], spelling: Spelling) -> Raw:
    """What B3 of the table `leads` holds."""

    def with_keys(book: NewBook, sheet: Worksheet) -> None:
        sheet.write_row("A1", ["leads.id", "note"])
        sheet.write_row("A2", ["Mã", "Ghi chú"])
        sheet.write_string("A3", "A1")
        fill(book, sheet)

    build(path, with_keys)
    rewriting.change_sheets(path, spelling)
    return leads(path).columns["note"][0]


def test_each_spelling_is_for_another_reader() -> None:
    """What the tests of `EVERY_READER` rest on."""
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>0</v></c></row>'
        b'<row r="3" ht="12"><c r="A3" t="b"><v>1</v></c><c r="B3" s="0"/></row></sheetData></worksheet>'
    )
    spellings = (sheet, rewriting.spaced(sheet), rewriting.reordered(sheet))
    assert [is_regular(spelt) for spelt in spellings] == [True, False, False]
    assert [fits_calamine(spelt) for spelt in spellings] == [True, True, False]


def is_regular(sheet: bytes) -> bool:
    book = Book(open_package(blank_workbook(), "a.xlsx"))
    return RegularReader(book).read(sheet, {"id": 1, "note": 2}) is not None


def blank_workbook() -> bytes:
    file = BytesIO()
    xlsxwriter.Workbook(file).close()
    return file.getvalue()


@pytest.mark.parametrize(
    "stray",
    [
        b'<c r="B4"><v>1</v></c>',
        b'<c r="B3"><v>1</v></c><c r="A3"><v>2</v></c>',
        b'<c r="B3"><v>1</v></c><c r="B3"><v>2</v></c>',
        b'<c r="B3"><v>1</v></c><!-- 2 -->',
        b'<c r="B3"><v>1</v></c><x:c r="C3"><v>2</v></x:c>',
        b'<c r="B3"><v>1<!-- 2 --></v></c>',
        b'<c r="B3" t="inlineStr"><is><r><t>1</t></r></is></c>',
        b'<c r="B3" cm="1"><v>1</v></c>',
        b'<c r="XFD3"><v>1</v></c>',
        b'<c r="B3"><v>1</c>',
    ],
)
def test_a_row_with_anything_out_of_the_ordinary_is_not_regular(stray: bytes) -> None:
    row = b'<row r="3"><c r="A3"><v>1</v></c>%b</row>'
    sheet = b'<worksheet><dimension ref="A3:D3"/><sheetData>' + row + b"</sheetData></worksheet>"
    assert is_regular(sheet % b'<c r="B3"><f>1+1</f><v>2</v></c><c r="D3"/>')
    assert not is_regular(sheet % stray)


def test_columns_are_found_by_key_wherever_they_stand_and_whatever_they_are_called(tmp_path: Path) -> None:
    def fill(book: NewBook, sheet: Worksheet) -> None:
        sheet.write_row("C1", ["company", "", "leads.id"])
        sheet.write_row("A2", ["Của tôi", "", "Tên mới", "Cũng của tôi", "Mã"])
        sheet.write_row("A3", ["x", "", "An", "y", "A1"])
        sheet.set_column("C:C", None, None, {"hidden": True})

    table = leads(build(tmp_path / "a.xlsx", fill))
    assert table.columns == {"company": ["An"], "id": ["A1"]}
    assert (table.sheet, table.letters, table.headers) == (
        "Khách",
        {"company": "C", "id": "E"},
        {"company": "Tên mới", "id": "Mã"},
    )


def test_positions_hold_when_rows_above_and_columns_before_are_empty(tmp_path: Path) -> None:
    def fill(book: NewBook, sheet: Worksheet) -> None:
        sheet.write_row("D1", ["leads.id", "note"])
        sheet.write_row("D12", ["A1", "x"])
        sheet.set_row(11, None, None, {"hidden": True})

    table = leads(build(tmp_path / "a.xlsx", fill))
    assert (table.columns, list(table.rows)) == ({"id": ["A1"], "note": ["x"]}, [12])
    assert table.headers == {"id": "", "note": ""}


def test_a_totals_row_is_no_data_and_rows_typed_below_a_table_are(tmp_path: Path) -> None:
    def fill(book: NewBook, sheet: Worksheet) -> None:
        sheet.write_row("A1", ["leads.id", "amount"])
        columns = [{"header": "Mã", "total_string": "Tổng"}, {"header": "Số tiền", "total_function": "sum"}]
        sheet.add_table("A2:B5", {"columns": columns, "total_row": True, "data": [["A1", 1], ["B2", 2]]})
        sheet.write_row("A6", ["C3", 3])

    assert leads(build(tmp_path / "a.xlsx", fill)).columns["id"] == ["A1", "B2", "C3"]


@EVERY_READER
@pytest.mark.parametrize(
    ("fill", "value"),
    [
        (lambda _, sheet: sheet.write_formula("B3", "=1/0", None, "#DIV/0!"), CellError("#DIV/0!")),
        (lambda _, sheet: sheet.write_formula("B3", "=NA()", None, "#N/A"), CellError("#N/A")),
        (lambda _, sheet: sheet.write_string("B3", "#N/A"), "#N/A"),
        (lambda _, sheet: sheet.write_formula("B3", '="a"&"b"', None, "ab"), "ab"),
        (lambda _, sheet: sheet.write_formula("B3", '="a"&"b"', None, ""), CellError("#GETTING_DATA")),
        (lambda _, sheet: sheet.write_formula("B3", "=2*3", None, 6), 6.0),
        (lambda _, sheet: sheet.write_formula("B3", "=TRUE", None, True), True),
        (lambda _, sheet: sheet.write_string("B3", " a\r_x000D_ "), " a\r_x000D_ "),
        (lambda book, sheet: sheet.write_rich_string("B3", "một ", book.add_format({"bold": True}), "hai"), "một hai"),
        (lambda book, sheet: sheet.write_number("B3", 0.1, book.add_format({"num_format": "0%"})), 0.1),
        (lambda book, sheet: sheet.write_number("B3", 45000, book.add_format({"num_format": '#,##0 "₫"'})), 45000.0),
        (lambda book, sheet: sheet.write_number("B3", 45000, book.add_format({"num_format": 14})), date(2023, 3, 15)),
        (
            lambda book, sheet: sheet.write_number("B3", 45000.5, book.add_format({"num_format": "dd/mm/yyyy"})),
            datetime(2023, 3, 15, 12),
        ),
        (lambda book, sheet: sheet.write_number("B3", 0.75, book.add_format({"num_format": "hh:mm"})), time(18)),
        (lambda book, sheet: sheet.write_number("B3", 1.5, book.add_format({"num_format": 46})), timedelta(1.5)),
        (lambda book, sheet: sheet.write_number("B3", 1.5, book.add_format({"num_format": "[h]:mm"})), timedelta(1.5)),
        (lambda book, sheet: sheet.write_number("B3", 9e9, book.add_format({"num_format": 14})), 9e9),
    ],
)  # fmt: skip
def test_a_cell_reads_as_what_it_shows(
    fill: Callable[[NewBook, Worksheet], None], value: Raw, spelling: Spelling, tmp_path: Path
) -> None:
    assert held(tmp_path / "a.xlsx", fill, spelling) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c t="d" r="B3"><v>2026-11-02</v></c>', date(2026, 11, 2)),
        (b'<c t="d" r="B3"><v>2026-11-02T08:30:00Z</v></c>', datetime(2026, 11, 2, 8, 30)),
        (b'<c t="b" r="B3"><v>0</v></c>', False),
        (b'<c r="B3"  ><v>abc</v></c>', "abc"),
        (b'<c t="inlineStr" r="B3"><is><t>a</t><rPh sb="0" eb="1"><t>kana</t></rPh></is></c>', "a"),
        (b'<c t="str" r="B3"><f>x</f><v>a&#233;&#x41;&lt;\r\nb</v></c>', "aéA<\nb"),
        (b'<c t="s" r="B3"><v/></c>', None),
    ],
)
def test_our_scanner_knows_what_other_programs_write(cell: bytes, value: Raw, tmp_path: Path) -> None:
    def put(sheet: bytes) -> bytes:
        return sheet.replace(b'<c r="B3" t="s"><v>5</v></c>', cell)

    assert held(tmp_path / "a.xlsx", lambda _, sheet: sheet.write_string("B3", "x"), put) == value


def test_days_from_1904_read_alike(tmp_path: Path) -> None:
    def fill(book: NewBook, sheet: Worksheet) -> None:
        sheet.write_row("A1", ["leads.id", "on"])
        sheet.write_datetime("B3", datetime(2026, 11, 2), book.add_format({"num_format": 14}))

    path = build(tmp_path / "a.xlsx", fill, {"date_1904": True})
    assert leads(path).columns["on"] == [date(2026, 11, 2)]
    rewriting.change_sheets(path, rewriting.apostrophes)
    assert leads(path).columns["on"] == [date(2026, 11, 2)]


@pytest.mark.parametrize(
    ("keys", "facts"),
    [
        (["leads.id", "note", "note"], {"key": "note", "first": "B", "second": "C"}),
        (["leads.id", "orders.id"], {"tables": "leads, orders"}),
    ],
)
def test_a_key_row_that_says_two_things_is_not_guessed_at(
    keys: list[str], facts: dict[str, str], tmp_path: Path
) -> None:
    path = build(tmp_path / "a.xlsx", lambda _, sheet: sheet.write_row("A1", keys))
    with pytest.raises(LayoutBroken) as broken:
        leads(path)
    assert facts.items() <= broken.value.facts.items()


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<v>4</v>", b"<v><![CDATA[4]]></v>"), (b"<v>4</v></c></row>", b"<v>4</v></c></row><!-- x -->")],
)
def test_markup_between_cells_is_not_read_half(old: bytes, new: bytes, tmp_path: Path) -> None:
    path = build(tmp_path / "a.xlsx", lambda _, sheet: sheet.write_column("A1", ["leads.id", "Mã", "a", "b", "c"]))
    rewriting.change_part(path, SHEET, lambda sheet: rewriting.apostrophes(sheet.replace(old, new)))
    with pytest.raises(LayoutBroken, match="unusual way"):
        leads(path)


@pytest.mark.parametrize(
    ("part", "end"), [("xl/sharedStrings.xml", b"</si>"), ("xl/styles.xml", b"</styleSheet>"), (SHEET, b"</sheetData>")]
)
def test_a_part_that_is_cut_off_is_told(part: str, end: bytes, tmp_path: Path) -> None:
    path = build(tmp_path / "a.xlsx", lambda _, sheet: sheet.write_column("A1", ["leads.id", "Mã", "a"]))
    rewriting.change_part(path, part, lambda data: data[: data.rindex(end)])
    with pytest.raises((NotAWorkbook, LayoutBroken)):
        leads(path)


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ("General", None),
        ("0.00", None),
        ("#,##0.00\\ [$VND]", None),
        ('0 "day"', None),
        ("[Red]0", None),
        ('_-* #,##0\\ "₫"_-', None),
        ("dd/mm/yyyy", DateLook.MOMENT),
        ("[$-42A]d mmmm", DateLook.MOMENT),
        ("yyyy;@", DateLook.MOMENT),
        ("0;dd", None),
        ("[hh]:mm:ss", DateLook.DURATION),
        ("mm:ss", DateLook.MOMENT),
    ],
)
def test_a_number_format_tells_whether_it_shows_time(code: str, look: DateLook | None) -> None:
    assert look_of_format(code) is look
