"""What a write does beside the cells it is asked for, one thing a test."""

from __future__ import annotations

import errno
import re
import zipfile
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.workbook import Workbook as Book
from xlsxwriter.worksheet import Worksheet

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import Locked
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import NotFound
from sheetcrm.errors import WorkbookError
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.locks import refuse_when_open
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.patch import Patch
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from sheetcrm.workbooks.xlsx.replacing import in_our_words
from sheetcrm.workbooks.xlsx.verifying import Verifier
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from sheetcrm.workbooks.xlsx.workbook_part import calculate_on_opening
from tests.workbooks import rewriting
from tests.workbooks.make_xlsx import Finish
from tests.workbooks.make_xlsx import make_xlsx

LEADS: Mapping[str, Sequence[Raw]] = {"id": ["A1", "B2"], "company": ["An", "Bình"], "amount": [1.0, 2.0]}
NOON = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)


def make(folder: Path, finish: Finish | None = None, *, blank_rows: int = 0, as_table: bool = True) -> Path:
    return make_xlsx(
        folder / "a.xlsx", {"leads": LEADS}, ["today"], blank_rows=blank_rows, as_table=as_table, finish=finish
    )


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def write(path: Path, *edits: UpdateRow | InsertRow | DeleteRow | ReplaceBlock) -> Path:
    XlsxWorkbook(path, lambda: NOON).write(edits)
    return path


NEW = InsertRow("leads", {"id": "C3", "company": "Ba", "amount": Decimal(3)})


def test_a_new_row_looks_like_the_one_above_it(tmp_path: Path) -> None:
    def finish(book: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["leads"].write_number("C4", 2, book.add_format({"num_format": "#,##0", "bg_color": "#FFFF00"}))

    cell = openpyxl.load_workbook(write(make(tmp_path, finish), NEW))["Leads"]["C5"]
    assert (cell.number_format, cell.fill.fgColor.rgb) == ("#,##0", "FFFFFF00")


def test_a_cell_that_is_missing_looks_like_its_column(tmp_path: Path) -> None:
    def finish(book: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["leads"].set_column("C:C", 12, book.add_format({"num_format": "0.00"}))

    path = make(tmp_path, finish, blank_rows=3)
    cell = openpyxl.load_workbook(write(path, UpdateRow("leads", None, {"amount": 5}, row=6)))["Leads"]["C6"]
    assert (cell.value, cell.number_format) == (5, "0.00")


def test_a_date_in_a_cell_of_numbers_is_shown_as_the_workbook_shows_dates(tmp_path: Path) -> None:
    path = write(make(tmp_path), UpdateRow("leads", "A1", {"amount": date(2026, 11, 2)}))
    assert openpyxl.load_workbook(path)["Leads"]["C3"].number_format == "dd/mm/yyyy"
    before = path.read_bytes()
    write(path, UpdateRow("leads", "A1", {"amount": date(2026, 11, 2)}))
    assert path.read_bytes() == before


def test_a_number_in_a_cell_of_dates_is_shown_as_a_number(tmp_path: Path) -> None:
    def finish(book: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["leads"].write_number("C3", 46000, book.add_format({"num_format": 14, "bold": True}))

    path = write(make(tmp_path, finish), UpdateRow("leads", "A1", {"amount": 5}))
    cell = openpyxl.load_workbook(path)["Leads"]["C3"]
    assert (cell.number_format, cell.font.bold) == ("General", True)
    assert XlsxWorkbook(path).read()["leads"].columns["amount"][0] == 5.0


def test_a_workbook_without_formats_takes_values_all_the_same(tmp_path: Path) -> None:
    path = make(tmp_path)
    rewriting.change_part(path, "xl/styles.xml", lambda data: re.sub(rb"<cellXfs.*</cellXfs>", b"", data))
    write(path, UpdateRow("leads", "A1", {"amount": date(2026, 11, 2)}))
    assert XlsxWorkbook(path).read()["leads"].columns["amount"][0] == 46328.0


def test_a_report_takes_the_looks_kept_in_the_settings(tmp_path: Path) -> None:
    block = ReplaceBlock("today", 3, 1, [[ReportCell("a", "header"), ReportCell("b", "unknown"), ReportCell(None)]])
    sheet = openpyxl.load_workbook(write(make(tmp_path), block))["Today"]
    assert [sheet.cell(3, column).font.bold for column in (1, 2)] == [True, False]


def test_a_report_whose_sheet_got_columns_before_it_is_still_found(tmp_path: Path) -> None:
    def finish(_: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["today"].write_string("A1", "")
        sheets["today"].write_string("C1", "report.today")

    path = make(tmp_path, finish)
    write(path, ReplaceBlock("today", 2, 1, [[ReportCell("a")]]))
    assert openpyxl.load_workbook(path)["Today"]["C2"].value == "a"


def linked(*targets: str | None, height: int | None = None) -> ReplaceBlock:
    return ReplaceBlock("today", 2, 1, [[ReportCell("go", link=target)] for target in targets], height, linked=True)


def links(path: Path) -> dict[str, str | None]:
    sheet = openpyxl.load_workbook(path)["Today"]
    return {cell.coordinate: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}


def test_links_lead_to_other_cells_and_are_no_formulas(tmp_path: Path) -> None:
    path = write(make(tmp_path), linked("'Cơ hội & \"lớn\"'!F12", None, "Leads!A3"))
    assert links(path) == {"A2": "'Cơ hội & \"lớn\"'!F12", "A4": "Leads!A3"}
    assert openpyxl.load_workbook(path)["Today"]["A2"].value == "go"
    assert b"<f>" not in part(path, "xl/worksheets/sheet1.xml")


def test_links_of_an_older_block_go_and_those_of_others_stay(tmp_path: Path) -> None:
    def finish(_: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["today"].write_url("C9", "internal:Leads!A1", string="mine")

    path = write(make(tmp_path, finish), linked("Leads!A3", "Leads!A4"))
    assert links(path) == {"A2": "Leads!A3", "A3": "Leads!A4", "C9": "Leads!A1"}
    write(path, linked(None, "Leads!B4"))
    assert links(path) == {"A3": "Leads!B4", "C9": "Leads!A1"}
    write(path, linked(None, None))
    assert links(path) == {"C9": "Leads!A1"}


def test_links_stay_where_a_block_has_none_of_its_own(tmp_path: Path) -> None:
    def finish(_: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["today"].write_url("A2", "internal:Leads!A1", string="mine")

    path = write(make(tmp_path, finish), ReplaceBlock("today", 2, 1, [[ReportCell("new")]]))
    assert links(path) == {"A2": "Leads!A1"}


def test_the_last_link_takes_their_element_with_it_and_the_same_links_change_nothing(tmp_path: Path) -> None:
    path = write(make(tmp_path), linked("Leads!A3"))
    before = path.read_bytes()
    assert XlsxWorkbook(path).write([linked("Leads!A3")]).cells_changed == 0
    assert path.read_bytes() == before
    write(path, linked(None))
    assert b"hyperlink" not in part(path, "xl/worksheets/sheet1.xml")


def test_blank_rows_of_a_block_are_hidden_and_shown_again_when_filled(tmp_path: Path) -> None:
    def block(*values: str | None) -> ReplaceBlock:
        rows = [[ReportCell(value)] for value in values]
        return ReplaceBlock("today", 2, 1, rows, 5, hide_blank=True)

    def hidden(path: Path) -> set[int]:
        sheet = openpyxl.load_workbook(path)["Today"]
        return {row for row, look in sheet.row_dimensions.items() if look.hidden}

    path = write(make(tmp_path), block("a", None, "c", "d"))
    assert hidden(path) == {3, 6}
    before = path.read_bytes()
    XlsxWorkbook(path).write([block("a", None, "c", "d")])
    assert path.read_bytes() == before
    write(path, block("a", None))
    assert hidden(path) == {3, 4, 5, 6}
    write(path, block("a", "b", "c", "d", "e"))
    assert hidden(path) == set()


def test_rows_are_hidden_although_no_cell_of_the_sheet_changes(tmp_path: Path) -> None:
    rows = [[ReportCell("a")], [ReportCell(None)]]
    path = write(make(tmp_path), ReplaceBlock("today", 2, 1, rows, 2))
    write(path, ReplaceBlock("today", 2, 1, rows, 2, hide_blank=True))
    assert openpyxl.load_workbook(path)["Today"].row_dimensions[3].hidden


def test_a_formula_typed_into_a_report_is_replaced_even_when_it_gives_the_same(tmp_path: Path) -> None:
    path = make(tmp_path, lambda _, sheets: sheets["today"].write_formula("A2", "=1+1", None, 2))
    write(path, ReplaceBlock("today", 2, 1, [[ReportCell(2)]]))
    assert openpyxl.load_workbook(path)["Today"]["A2"].value == 2


def test_a_formula_in_a_table_stays_while_it_gives_the_value_asked_for(tmp_path: Path) -> None:
    path = make(tmp_path, lambda _, sheets: sheets["leads"].write_formula("C3", "=0+1", None, 1))
    assert XlsxWorkbook(path).write([UpdateRow("leads", "A1", {"amount": 1})]).cells_changed == 0
    write(path, UpdateRow("leads", "A1", {"amount": 9}))
    assert openpyxl.load_workbook(path)["Leads"]["C3"].value == 9


@pytest.mark.parametrize(
    ("last", "carried"),
    [
        (b'<c r="D4"><f>C4*2</f><v>4</v></c>', "=C5*2"),
        (b'<c r="D4"><f>SUM(C$3:C4)&amp;"&lt;"</f><v>3</v></c>', '=SUM(C$3:C5)&"<"'),
        (b'<c r="D4"><f>leads[[#This Row],[Amount]]*2</f><v>4</v></c>', "=leads[[#This Row],[Amount]]*2"),
        (b'<c r="D4"><f t="shared" si="0"/><v>4</v></c>', "=C5*3"),
        (b'<c r="D4"><f t="shared" si="7"/><v>4</v></c>', None),
        (b'<c r="D4"><f t="array" ref="D4">C4*2</f><v>4</v></c>', None),
        (b'<c r="D4"><f>"unfinished</f><v>4</v></c>', None),
    ],
)
def test_a_users_formula_column_goes_on_in_a_new_row(last: bytes, carried: str | None, tmp_path: Path) -> None:
    def finish(_: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["leads"].write_string("D2", "Của tôi")
        sheets["leads"].write_number("D3", 91)
        sheets["leads"].write_number("D4", 92)
        columns = [{"header": name} for name in ("Id", "Company", "Amount", "Của tôi")]
        sheets["leads"].add_table(1, 0, 3, 3, {"columns": columns, "name": "leads"})

    path = make(tmp_path, finish, as_table=False)
    head = b'<c r="D3"><f t="shared" ref="D3:D4" si="0">C3*3</f><v>3</v></c>'
    rewriting.change_part(
        path,
        "xl/worksheets/sheet2.xml",
        lambda sheet: sheet.replace(b'<c r="D4"><v>92</v></c>', last).replace(b'<c r="D3"><v>91</v></c>', head),
    )
    write(path, NEW)
    assert openpyxl.load_workbook(path)["Leads"]["D5"].value == carried


def test_rows_typed_below_a_table_join_it_when_it_grows(tmp_path: Path) -> None:
    path = make(tmp_path, lambda _, sheets: sheets["leads"].write_row("A5", ["X9", "Gõ dưới bảng", 7]))
    write(path, NEW)
    book = openpyxl.load_workbook(path)
    assert (book["Leads"].tables["leads"].ref, book["Leads"]["A6"].value) == ("A2:C6", "C3")


def test_blank_rows_of_a_table_are_used_before_it_grows(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(make(tmp_path, blank_rows=1), NEW))
    assert (book["Leads"].tables["leads"].ref, book["Leads"]["A5"].value) == ("A2:C5", "C3")


def test_names_over_a_column_grow_and_others_stay(tmp_path: Path) -> None:
    def finish(book: Book, _: Mapping[str, Worksheet]) -> None:
        book.define_name("all", "=Leads!$B$3:$B$4")
        book.define_name("one", "=Leads!$B$3:$B$3")
        book.define_name("elsewhere", "=Today!$B$3:$B$4")
        book.define_name("computed", "=Leads!$B$3:INDEX(Leads!$B$3:$B$99,2)")

    names = openpyxl.load_workbook(write(make(tmp_path, finish), NEW)).defined_names
    assert {name: names[name].attr_text for name in names} == {
        "all": "Leads!$B$3:$B$5",
        "one": "Leads!$B$3:$B$3",
        "elsewhere": "Today!$B$3:$B$4",
        "computed": "Leads!$B$3:INDEX(Leads!$B$3:$B$99,2)",
    }


def test_a_deleted_row_takes_the_users_cells_in_the_table_along_and_moves_nothing(tmp_path: Path) -> None:
    def finish(_: Book, sheets: Mapping[str, Worksheet]) -> None:
        sheets["leads"].write_column("D2", ["Của tôi", "x", "y"])
        sheets["leads"].write_column("F3", ["ngoài bảng", "=A4"])
        columns = [{"header": name} for name in ("Id", "Company", "Amount", "Của tôi")]
        sheets["leads"].add_table(1, 0, 3, 3, {"columns": columns, "name": "leads"})

    path = write(make(tmp_path, finish, as_table=False), DeleteRow("leads", "A1"))
    rows = openpyxl.load_workbook(path)["Leads"].iter_rows(3, 4, values_only=True)
    assert list(rows) == [(None, None, None, None, None, "ngoài bảng"), ("B2", "Bình", 2, "y", None, "=A4")]


@pytest.mark.parametrize(
    ("workbook", "changed"),
    [
        (b'<calcPr calcId="1" fullCalcOnLoad="1"/>', b'<calcPr calcId="1" fullCalcOnLoad="1"/>'),
        (b'<calcPr calcId="1"/>', b'<calcPr fullCalcOnLoad="1" calcId="1"/>'),
        (b'<calcPr fullCalcOnLoad="0" calcId="1"/>', b'<calcPr fullCalcOnLoad="1" calcId="1"/>'),
        (b"<x:calcPr></x:calcPr>", b'<x:calcPr fullCalcOnLoad="1"></x:calcPr>'),
        (b"<sheets><sheet/></sheets><a/>", b'<sheets><sheet/></sheets><calcPr fullCalcOnLoad="1"/><a/>'),
        (b"<x:definedNames></x:definedNames>", b'<x:definedNames></x:definedNames><x:calcPr fullCalcOnLoad="1"/>'),
        (b"<nothing/>", b"<nothing/>"),
    ],
)  # fmt: skip
def test_excel_is_told_to_calculate_on_opening(workbook: bytes, changed: bytes) -> None:
    assert calculate_on_opening(workbook) == changed


def test_a_new_file_that_does_not_hold_what_was_meant_is_thrown_away(tmp_path: Path) -> None:
    path = make(tmp_path)
    package, sheet = open_package(path.read_bytes(), "a.xlsx"), "xl/worksheets/sheet2.xml"
    same = package.xml(sheet)
    for patch in (
        Patch(changed={sheet: same}, written={sheet: {3: {2: "Khác"}}}),
        Patch(changed={sheet: same}, written={sheet: {3: {9: 1}}}),
        Patch(changed={"xl/workbook.xml": b""}, dropped={"xl/styles.xml"}),
    ):
        with pytest.raises(WouldLoseContent, match="did not read back"):
            Verifier(package, patch)(path.read_bytes())
    Verifier(package, Patch(changed={sheet: same}, written={sheet: {3: {2: "An"}}}))(path.read_bytes())
    for damaged in (path.read_bytes()[:-30], path.read_bytes().replace(b"theme", b"thema")):
        with pytest.raises(WouldLoseContent):
            Verifier(package, Patch())(damaged)


def test_a_backup_is_a_copy_where_links_are_not_possible(tmp_path: Path) -> None:
    elsewhere = Path("/dev/shm")
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system")
    path = make(tmp_path)
    (tmp_path / BACKUPS).symlink_to(elsewhere, target_is_directory=True)
    before = path.read_bytes()
    backup = XlsxWorkbook(path, lambda: NOON).write([NEW]).backup
    assert backup is not None
    assert backup.read_bytes() == before
    backup.unlink()


def test_backups_of_one_second_have_names_of_their_own(tmp_path: Path) -> None:
    path = make(tmp_path)
    for number in range(3):
        write(path, UpdateRow("leads", "A1", {"amount": 10 + number}))
    assert [backup.name for backup in sorted((tmp_path / BACKUPS).iterdir())] == [
        "a 2026-11-23 120005 (2).xlsx",
        "a 2026-11-23 120005 (3).xlsx",
        "a 2026-11-23 120005.xlsx",
    ]


def _error(number: int, winerror: int | None = None) -> OSError:
    error = OSError(number, "said so")
    if winerror:
        error.winerror = winerror
    return error


@pytest.mark.parametrize(
    ("error", "kind", "fact"),
    [
        (_error(errno.ENOENT), NotFound, None),
        (_error(errno.EACCES, 32), Locked, "@xlsx_another_program"),
        (_error(errno.EBUSY), Locked, "@xlsx_another_program"),
        (_error(errno.ENOSPC), NotAllowed, "@xlsx_disk_full"),
        (_error(errno.EISDIR), NotAllowed, "@xlsx_is_folder"),
        (_error(errno.EACCES), NotAllowed, "@xlsx_no_permission"),
        (_error(errno.EROFS), NotAllowed, "@xlsx_no_permission"),
        (_error(errno.EIO), NotAllowed, "said so"),
    ],
)
def test_errors_of_the_system_are_said_in_our_words(
    error: OSError, kind: type[WorkbookError], fact: str | None
) -> None:
    ours = in_our_words(error, Path("a.xlsx"))
    assert type(ours) is kind
    assert fact in (None, ours.facts.get("by"), ours.facts.get("why"))


@pytest.mark.parametrize(
    ("mark", "content", "by"),
    [
        ("~$a.xlsx", b"\x03An " + b" " * 51 + b"\x03\x00" + "Đan".encode("utf-16-le") + b" \x00" * 51, "Đan, ~$a.xlsx"),
        ("~$a.xlsx", b"\x02An", "An, ~$a.xlsx"),
        ("~$a.xlsx", b"", "~$a.xlsx"),
        (".~lock.a.xlsx#", "Lê An,lean,may,23.11.2026 12:00,file:///x;".encode(), "Lê An, .~lock.a.xlsx#"),
        (".~lock.a.xlsx#", b",lean,may,23.11.2026 12:00,file:///x;", "lean, .~lock.a.xlsx#"),
    ],
)
def test_who_has_the_workbook_open_is_told(mark: str, content: bytes, by: str, tmp_path: Path) -> None:
    (tmp_path / mark).write_bytes(content)
    with pytest.raises(Locked) as locked:
        refuse_when_open(tmp_path / "a.xlsx")
    assert locked.value.facts["by"] == by


def test_an_edit_by_place_needs_a_place_in_the_data(tmp_path: Path) -> None:
    for row in (None, 2):
        with pytest.raises(ValueError, match="sheet row"):
            XlsxWorkbook(make(tmp_path)).write([UpdateRow("leads", None, {"company": "x"}, row=row)])


def test_a_value_no_cell_can_hold_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no cell can hold"):
        XlsxWorkbook(make(tmp_path)).write([UpdateRow("leads", "A1", {"amount": Decimal("NaN")})])


def test_two_writes_after_one_read_both_count(tmp_path: Path) -> None:
    workbook = XlsxWorkbook(make(tmp_path))
    workbook.read()
    workbook.write([UpdateRow("leads", "A1", {"company": "x"})])
    workbook.write([UpdateRow("leads", "B2", {"company": "y"})])
    assert workbook.read()["leads"].columns["company"] == ["x", "y"]
    workbook.close()


def test_a_file_replaced_by_another_is_not_written(tmp_path: Path) -> None:
    workbook = XlsxWorkbook(make(tmp_path))
    workbook.read()
    write(tmp_path / "a.xlsx", NEW)
    with pytest.raises(ChangedMeanwhile):
        workbook.write([NEW])
