"""The tab of data quality, read from a recomputed file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sheetcrm.app.problem_kinds import KINDS
from sheetcrm.app.problem_kinds import kind_of
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import say
from sheetcrm.messages import sentences
from sheetcrm.sync.identity import derive_id
from tests.app.books import DEAL
from tests.app.books import Row
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import recompute
from tests.app.report_sheets import links_of
from tests.app.report_sheets import sheet_rows
from tests.app.report_sheets import table_under
from tests.templates.folders import folder_with

TAB = "Chất lượng dữ liệu"
LEADS: list[Row] = [
    lead(),
    lead(id=derive_id("2"), company="Công ty Hai", created_on="31/02/2026", phone="123"),
    lead(id=derive_id("3"), company="=HYPERLINK(\"x\")", created_on=date(2027, 1, 5), owner=None, source=None),
]  # fmt: skip


def made(folder: Path, *, lang: str = "vi", leads: list[Row] = LEADS, templates: Path | None = None) -> Path:
    objection = {"id": derive_id("o"), "opportunity_id": DEAL, "raised_on": "32/1/2026", "category": "over_budget"}
    path = book(folder / "a.xlsx", lang=lang, leads=leads, opportunities=[deal()], objections=[objection])
    recompute(path, templates=templates)
    return path


def test_every_problem_is_listed_with_what_stands_there_and_whose_it_is(tmp_path: Path) -> None:
    listed = {(line["Trang"], line["Cột"]): line for line in table_under(sheet_rows(made(tmp_path), TAB), "Danh sách")}
    created = listed["Khách tiềm năng", "Ngày tạo"]
    assert created["Loại"] == "Ngày ở tương lai hoặc ngược thứ tự", "the last one of that column"
    phone = listed["Khách tiềm năng", "Điện thoại"]
    assert (phone["Dòng"], phone["Đang ghi"], phone["Nhân viên"]) == ("Công ty Hai", "123", "Trần Thị Mai")
    assert "123" in str(phone["Sai gì và cần làm gì"])
    raised = listed["Từ chối", "Ngày nêu ra"]
    assert raised["Nhân viên"] == "Trần Thị Mai", "an objection is its opportunity's owner's"
    assert raised["Dòng"] == "Sân bóng cỏ nhân tạo", "and called after it"


def test_a_lead_that_nobody_owns_is_its_opportunitys_owners_from_the_first_recompute_on(tmp_path: Path) -> None:
    rows = sheet_rows(made(tmp_path, leads=[lead(owner=None, created_on="31/02/2026")]), TAB)
    listed = {(line["Trang"], line["Cột"]): line for line in table_under(rows, "Danh sách")}
    assert listed["Khách tiềm năng", "Ngày tạo"]["Nhân viên"] == "Trần Thị Mai"


def test_a_click_leads_to_the_cell_the_sentence_speaks_of(tmp_path: Path) -> None:
    path = made(tmp_path)
    book_there = openpyxl.load_workbook(path)
    found = links_of(path, TAB)
    assert found
    for place, target in found.items():
        title, cell = str(target).rsplit("!", 1)
        sheet = book_there[title.strip("'").replace("''", "'")]
        assert book_there[TAB][place].value == cell
        assert sheet[cell].row >= 3
    values = {sheet_cell(book_there, target) for target in found.values()}
    assert {"123", "31/02/2026", "32/1/2026"} <= values


def sheet_cell(workbook: openpyxl.Workbook, target: str | None) -> object:
    title, cell = str(target).rsplit("!", 1)
    return workbook[title.strip("'")][cell].value


def test_what_people_typed_is_shown_as_text_and_never_as_a_formula(tmp_path: Path) -> None:
    path = made(tmp_path)
    sheet = openpyxl.load_workbook(path)[TAB]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert '“=HYPERLINK("x")”' in texts
    assert not [text for text in texts if text.startswith("=")]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_kinds_and_reps_are_counted_and_add_up(tmp_path: Path) -> None:
    rows = sheet_rows(made(tmp_path), TAB)
    listed = table_under(rows, "Danh sách")
    for title, head in (("Loại vấn đề", "Loại"), ("Ai cần sửa", "Nhân viên")):
        *lines, total = table_under(rows, title)
        assert total["Số chỗ"] == len(listed) == sum(line["Số chỗ"] for line in lines)
        for line in lines:
            assert line["Số chỗ"] == sum(1 for one in listed if one[head] == line[head])
    assert rows[3][0] == f"{len(listed)} chỗ cần sửa ở 3 dòng; 3 chỗ bị giữ lại, chưa được tính cho đến khi sửa."


def test_blanks_that_nobody_must_fill_are_counted_and_the_first_one_can_be_reached(tmp_path: Path) -> None:
    path = made(tmp_path)
    blanks = {line["Cột"]: line for line in table_under(sheet_rows(path, TAB), "Ô trống làm KPI")}
    owner = blanks["Khách tiềm năng · Người phụ trách"]
    assert (owner["Ô trống"], owner["Trên tổng số dòng"], owner["Đã điền"]) == (1, 3, 66)
    assert f"'Khách tiềm năng'!{owner['Ô trống đầu tiên']}" in links_of(path, TAB).values()


def test_a_list_that_is_too_long_says_how_many_are_left_out_and_keeps_the_held_ones(tmp_path: Path) -> None:
    wrong = [lead(id=derive_id(str(n)), company=f"Công ty {n}", tax_code="0123456789") for n in range(15)]
    wrong.append(lead(id=derive_id("x"), company="Công ty X", created_on="31/02/2026"))
    folder = folder_with(tmp_path / "own", ('layout = "quality"\ntab_colour = "8A8D91"\nlines = 500',
                                            'layout = "quality"\ntab_colour = "8A8D91"\nlines = 10'))  # fmt: skip
    rows = sheet_rows(made(tmp_path, leads=wrong, templates=folder), TAB)
    *listed, more = table_under(rows, "Danh sách")
    total = table_under(rows, "Loại vấn đề")[-1]["Số chỗ"]
    assert len(listed) == 10
    assert more["Nhân viên"] == f"… và {total - 10} chỗ nữa. Lệnh sheetcrm check liệt kê tất cả."
    assert "Công ty X" in [line["Dòng"] for line in listed]


def test_clean_data_is_praised_in_a_sentence(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    recompute(path)
    rows = sheet_rows(path, TAB)
    assert rows[3][0] == "Không có gì cần sửa."


def test_a_second_recompute_changes_nothing_on_it(tmp_path: Path) -> None:
    twin = lead(company="Công ty Bản sao")
    path = made(tmp_path, leads=[*LEADS, twin])
    before = sheet_rows(path, TAB)
    recompute(path)
    assert sheet_rows(path, TAB) == before, "an id that was copied has been put right at once and is not listed"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_a_name_and_says_what_follows_from_it(lang: str) -> None:
    for kind in KINDS:
        assert say(f"quality_kind_{kind}", lang)
        assert say(f"quality_means_{kind}", lang)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("date_impossible", "date"), ("kpi_future_date", "order"), ("kpi_negative_duration", "order"),
        ("lost_before_created", "order"), ("lost_after_signature", "move"), ("required_blank", "blank"),
        ("kpi_no_date", "blank"), ("kpi_no_rate", "rate"), ("rate_blank", "rate"), ("currency_unknown", "rate"),
        ("number_text", "unreadable"), ("cell_error", "unreadable"), ("phone_wrong", "contact"),
        ("tax_code_check", "contact"), ("list_unknown", "unlisted"), ("stage_not_in_process", "unlisted"),
        ("stage_unknown", "move"), ("need_filled", "move"), ("skip_refused", "move"), ("column_gone", "layout"),
        ("reference_unknown", "reference"), ("kpi_merged_into_nothing", "reference"), ("something_new", "other"),
    ],
)  # fmt: skip
def test_a_problem_is_of_the_kind_a_manager_would_say(code: str, kind: str) -> None:
    assert kind_of(code) == kind


def test_no_known_problem_of_a_cell_or_move_falls_under_other() -> None:
    beginnings = ("number_", "date_", "money_", "need_", "phone_", "kpi_no_rate", "kpi_no_date")
    codes = [code for code in sentences("vi") if code.startswith(beginnings)]
    assert len(codes) > 20
    assert "other" not in {kind_of(code) for code in codes}
