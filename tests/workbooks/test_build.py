from __future__ import annotations

import re
import zipfile
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheetcrm.app.build import new_workbook
from sheetcrm.errors import AlreadyThere
from sheetcrm.errors import NotAllowed
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import Chart
from sheetcrm.templates.blueprint import ColumnBlueprint
from sheetcrm.templates.blueprint import DateRule
from sheetcrm.templates.blueprint import NamedList
from sheetcrm.templates.blueprint import NumberRule
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import Rule
from sheetcrm.templates.blueprint import Series
from sheetcrm.templates.blueprint import Sparkline
from sheetcrm.templates.blueprint import Style
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.templates.drawing_styles import draw_styles
from sheetcrm.workbooks.xlsx.build import build_workbook
from sheetcrm.workbooks.xlsx.build_rules import rule_options

LEAD = {
    "id": "ABC",
    "created_on": date(2026, 11, 25),
    "company": "=Công ty 1+1",
    "phone": "0912345678",
    "origin": "referral",
    "source": "google_ads",
    "annual_revenue": Decimal("1200000000"),
    "bant_need": 2,
}


def new(path: Path, lang: str = "vi", **more: object) -> Path:
    options = {"process": "standard", "scheme": "bant", "currency": "VND", "templates": None} | more
    new_workbook(path, lang=lang, make_id=lambda: "XYZ", **options)
    return path


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("built") / "pipeline.xlsx"
    activity = {"id": "ACT", "at": datetime(2026, 11, 25, 14, 30), "rep": "An", "kind": "call"}
    return openpyxl.load_workbook(new(path, rows={"leads": [LEAD], "activities": [activity]}))


def place(sheet: Worksheet, key: str) -> int:
    keys = [str(cell.value).rpartition(".")[2] for cell in sheet[1]]
    return keys.index(key) + 1


def rule_at(sheet: Worksheet, key: str) -> DataValidation:
    cell = sheet.cell(3, place(sheet, key)).coordinate
    return next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)


def test_row_1_is_hidden_and_holds_keys_and_row_2_the_headers(book: openpyxl.Workbook) -> None:
    sheet = book["Khách tiềm năng"]
    assert sheet.row_dimensions[1].hidden
    assert sheet["A1"].value == "leads.id"
    assert sheet["C1"].value == "company"
    assert sheet["C2"].value == "Công ty"
    assert sheet.freeze_panes == "D3"
    assert sheet.column_dimensions["A"].hidden


def test_every_visible_table_is_a_real_table_named_like_its_key(book: openpyxl.Workbook) -> None:
    tables = {table.name: table for sheet in book for table in sheet.tables.values()}
    assert {"leads", "opportunities", "activities", "orders", "reps", "lists", "stage_moves"} <= set(tables)
    assert tables["leads"].ref.startswith("A2:")
    assert tables["leads"].ref.endswith("103")  # the header, one row, a hundred blank ones
    assert tables["leads"].autoFilter is not None
    assert tables["lists"].autoFilter is None


def test_rows_are_shown_in_the_workbooks_language(book: openpyxl.Workbook) -> None:
    sheet = book["Khách tiềm năng"]
    shown = {key: sheet.cell(3, place(sheet, key)) for key in LEAD}
    assert shown["origin"].value == "Giới thiệu"
    assert shown["source"].value == "Google Ads"
    assert shown["phone"].value == "0912345678"
    assert shown["created_on"].value == datetime(2026, 11, 25)
    assert shown["created_on"].number_format == "dd/mm/yyyy"
    assert shown["annual_revenue"].value == 1_200_000_000
    assert shown["annual_revenue"].number_format == '#,##0" ₫"'
    assert shown["bant_need"].value == 2
    activities = book["Tương tác"]
    assert activities.cell(3, place(activities, "at")).value == datetime(2026, 11, 25, 14, 30)


def test_a_text_that_looks_like_a_formula_stays_a_text(book: openpyxl.Workbook) -> None:
    cell = book["Khách tiềm năng"]["C3"]
    assert cell.value == "=Công ty 1+1"
    assert cell.data_type == "s"


def test_dropdowns_come_from_named_ranges(book: openpyxl.Workbook) -> None:
    rule = rule_at(book["Khách tiềm năng"], "source")
    assert (rule.type, rule.formula1) == ("list", "lists_sources")
    assert "Danh mục" in book.defined_names["lists_sources"].value
    stages = book.defined_names["choice_stages"].value
    cells = [cell.value for row in book["_choices"][stages.split("!")[1].replace("$", "")] for cell in row]
    assert cells[0] == "Tìm kiếm & phân loại"
    assert None not in cells


def test_numbers_and_dates_have_rules_with_message_and_error(book: openpyxl.Workbook) -> None:
    sheet = book["Cơ hội"]
    discount = rule_at(sheet, "discount_pct")
    assert (discount.type, discount.operator, discount.formula1, discount.formula2) == ("decimal", None, "0", "100")
    assert discount.errorStyle is None
    assert discount.promptTitle == "Giảm giá"
    assert "100" in discount.error
    close = rule_at(sheet, "expected_close_on")
    assert close.type == "date"
    assert close.errorStyle == "warning"
    assert "25/11/2026" in close.prompt


def test_engine_columns_refuse_typing(book: openpyxl.Workbook) -> None:
    rule = rule_at(book["Cơ hội"], "accepted_stage")
    assert (rule.type, rule.formula1, rule.allowBlank) == ("custom", "FALSE", False)
    assert rule.errorTitle == "Cột này sheetcrm tự ghi"


def test_rules_reach_far_below_the_last_row(book: openpyxl.Workbook) -> None:
    assert "2002" in str(rule_at(book["Khách tiềm năng"], "source").sqref)


def test_the_history_and_the_reports_are_protected_without_a_password(book: openpyxl.Workbook) -> None:
    for name in ("Lịch sử chặng", "Hôm nay", "Tổng quan"):
        assert book[name].protection.sheet
        assert book[name].protection.password is None
    assert not book["Khách tiềm năng"].protection.sheet


def test_the_period_of_the_kpi_tab_may_be_typed_as_it_is(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = book["KPI"]
    cell = next(cell for row in sheet for cell in row if not cell.protection.locked)
    rule = next(rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref)
    assert rule.type is None
    assert rule.promptTitle
    assert cell.number_format == "@"
    with zipfile.ZipFile(new(tmp_path / "a.xlsx")) as archive:
        texts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert any(b'<ignoredError sqref="E3" numberStoredAsText="1"' in text for text in texts)


def test_the_settings_are_very_hidden_and_keep_a_swatch_of_each_look(book: openpyxl.Workbook) -> None:
    sheet = book["_sheetcrm"]
    assert sheet.sheet_state == "veryHidden"
    rows = {row[0].value: row[1] for row in sheet.iter_rows(min_row=3)}
    assert rows["workbook_id"].value == "XYZ"
    assert rows["style.title"].font.sz == 18
    assert rows["style.money"].number_format == '#,##0" ₫"'


def test_pages_are_printed_landscape_with_header_and_footer(book: openpyxl.Workbook) -> None:
    wide, narrow = book["Khách tiềm năng"], book["Nhân sự"]
    for sheet in (wide, narrow):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$2:$2"
        assert "&F" in (sheet.oddFooter.left.text or "")
        assert sheet.page_setup.fitToHeight == 0
    assert (wide.page_setup.paperSize, narrow.page_setup.paperSize) == (8, 9)
    assert narrow.page_setup.fitToWidth in (None, 1)
    assert wide.page_setup.fitToWidth > 1
    assert wide.print_title_cols == "$A:$C"


def test_what_should_stand_out_is_painted(book: openpyxl.Workbook) -> None:
    formulas = [rule.formula[0] for area in book["Cơ hội"].conditional_formatting for rule in area.rules]
    assert any("Quá hạn việc" in formula for formula in formulas)
    assert any("TODAY()" in formula for formula in formulas)
    assert any("MOD(ROW(),2)" in formula for formula in formulas)


def test_the_dashboard_has_native_charts(book: openpyxl.Workbook) -> None:
    assert len(book["Tổng quan"]._charts) >= 3


def test_the_file_tells_what_it_is(book: openpyxl.Workbook) -> None:
    assert book.properties.title == "Bán hàng B2B"
    assert book.properties.creator == "sheetcrm"
    assert book.properties.created == datetime(2026, 1, 1)
    assert book.active.title == "Hôm nay"


def test_the_same_blueprint_gives_the_same_bytes(tmp_path: Path) -> None:
    assert new(tmp_path / "a.xlsx").read_bytes() == new(tmp_path / "b.xlsx").read_bytes()


def test_english_workbooks_speak_english(tmp_path: Path) -> None:
    english = openpyxl.load_workbook(new(tmp_path / "a.xlsx", lang="en", process="project_10", currency="USD"))
    assert english.sheetnames[:3] == ["Today", "Dashboard", "Leads"]
    assert english["Leads"]["C2"].value == "Company"
    assert rule_at(english["Opportunities"], "stage").errorTitle == "Not in the list"


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(AlreadyThere):
        new(path)
    assert path.read_bytes() == b"mine"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        new(tmp_path / "nowhere" / "a.xlsx")


def table(columns: tuple[ColumnBlueprint, ...], **more: object) -> Blueprint:
    sheet = TableSheet("things", "Things", columns, **more)
    return Blueprint("en", (sheet,), (), draw_styles("0"))


def test_nothing_is_left_behind_when_building_fails(tmp_path: Path) -> None:
    wrong = table((ColumnBlueprint("a", "A", 10, "text", note="x" * 256),))
    with pytest.raises(ValueError, match="input_message is longer than 255"):
        build_workbook(wrong, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_long_header_is_shortened_above_its_message(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    build_workbook(table((ColumnBlueprint("a", "A header of many more words than fit", 10, "text", note="x"),)), path)
    rule = openpyxl.load_workbook(path)["Things"].data_validations.dataValidation[0]
    assert rule.promptTitle == "A header of many more words tha…"


def test_values_of_every_type_are_written_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = tuple(ColumnBlueprint(key, key.upper(), 10, "number") for key in "abcd")
    build_workbook(table(columns, rows=((True, 7, Decimal("0.1"), None),)), path)
    assert [cell.value for cell in openpyxl.load_workbook(path)["Things"][3]] == [True, 7, 0.1, None]


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        (NumberRule("0.5", None), {"validate": "decimal", "criteria": ">=", "value": 0.5}),
        (NumberRule(None, "9"), {"validate": "decimal", "criteria": "<=", "value": 9}),
        (NumberRule(), {"validate": "decimal", "criteria": ">=", "value": -1e15}),
        (NumberRule("0", "3", whole=True), {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 3}),
        (None, {"validate": "any"}),
        (
            DateRule(strict=False),
            {
                "validate": "date",
                "criteria": "between",
                "minimum": date(1990, 1, 1),
                "maximum": date(2100, 12, 31),
                "error_type": "warning",
            },
        ),
    ],
)
def test_rules_in_the_words_of_the_library(rule: Rule | None, wanted: dict[str, object]) -> None:
    assert rule_options(rule) == wanted


def test_a_hidden_list_is_named_to_its_last_entry_even_when_it_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = (ColumnBlueprint("a", "A", 10, "text"), ColumnBlueprint("b", "B", 10, "text"))
    hidden = TableSheet("h", "Hidden", columns, rows=(("x", None), ("y", None)), hidden=True, as_table=False)
    shown = TableSheet("s", "Shown", columns)
    lists = (NamedList("first", "h", "a"), NamedList("second", "h", "b"))
    build_workbook(Blueprint("en", (shown, hidden), lists, draw_styles("0")), path)
    names = openpyxl.load_workbook(path).defined_names
    assert names["first"].value == "Hidden!$A$3:$A$4"
    assert names["second"].value == "Hidden!$B$3"


def test_charts_of_every_kind_are_native(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    one = Series((2, 2), (3, 1, 5, 1), (3, 2, 5, 2), "1F6F78")
    charts = tuple(
        Chart(kind, kind, (one,), (7, 1), (400, 200), line_series=(one,) if kind == "column" else ())
        for kind in ("column", "bar", "line", "doughnut")
    )
    report = ReportSheet("r", "R", (10,), charts=charts, highlights=(("A1:B2", "$A1>0", "good"),))
    build_workbook(Blueprint("en", (report,), (), {**draw_styles("0"), "good": Style(colour="00AA00")}), path)
    with zipfile.ZipFile(path) as archive:
        kinds = [archive.read(name) for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert [any(word in kind for kind in kinds) for word in (b"barChart", b"lineChart", b"doughnutChart")] == [True] * 3


def test_a_report_has_its_little_bars_its_print_set_up_and_may_be_hidden(tmp_path: Path) -> None:
    path = tmp_path / "bars.xlsx"
    bars = (
        Sparkline((6, 9), (6, 12, 6, 23), "7FB3D5", "3B6FA0"),
        Sparkline((7, 9), (7, 12, 7, 23), "7FB3D5", "3B6FA0", from_zero=False),
    )
    shown = ReportSheet("r", "R & D", (10,) * 23, sparklines=bars, repeated_rows=(2, 4), printed_columns=11)
    page = ReportSheet("p", "P", (10,) * 6, printed_rows=40)
    hidden = ReportSheet("h", "H", (10,), hidden=True)
    build_workbook(Blueprint("en", (hidden, shown, page), (), draw_styles("0")), path)
    with zipfile.ZipFile(path) as archive:
        sheet, book = archive.read("xl/worksheets/sheet2.xml").decode(), archive.read("xl/workbook.xml").decode()
    assert re.findall(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)<", sheet) == [
        ("'R &amp; D'!L7:W7", "I7"), ("'R &amp; D'!L6:W6", "I6"),
    ]  # fmt: skip
    assert sheet.count('minAxisType="custom"') == 1
    assert "'R &amp; D'!$A:$K</definedName>" in book
    assert "'R &amp; D'!$2:$4</definedName>" in book
    assert "P!$A$1:$F$40</definedName>" in book
    workbook = openpyxl.load_workbook(path)
    assert [one.sheet_state for one in workbook.worksheets] == ["hidden", "visible", "visible"]
    assert workbook.active is not None
    assert workbook.active.title == "R & D"
    assert workbook["P"].page_setup.orientation == "portrait"
    assert workbook["R & D"].page_setup.orientation == "landscape"
