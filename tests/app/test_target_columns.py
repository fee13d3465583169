"""Targets on the tabs: beside every KPI that has one, by whom, and what has to be said of them."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from sheetcrm.app.check import check_workbook
from sheetcrm.app.kpi_tabs import company_facts
from sheetcrm.app.kpi_tabs import report_edits
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import Target
from sheetcrm.templates.dashboard_layout import BLOCKS_ROW
from sheetcrm.templates.load import load_template
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from tests.app.books import TODAY as BOOK_DAY
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import lead
from tests.app.books import recompute

TEMPLATE = load_template(None)
PROCESS = TEMPLATE.processes["standard"]
TODAY = date(2026, 12, 1)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
MONTH = month_of(NOVEMBER)
COMPANY = Company(
    "VND",
    {},
    leads=tuple(Lead(f"L{n}", n, {}, date(2026, 11, 3), owner="An", source="website") for n in range(5)),
    orders=(Order("O", 0, "O", signed_on=date(2026, 11, 20), net_revenue=Decimal(250), rep="Bình"),),
    targets=(
        Target("1", 0, NOVEMBER, "system", None, "leads", Decimal(20)),
        Target("2", 1, NOVEMBER, "rep", "An", "leads", Decimal(10)),
        Target("3", 2, NOVEMBER, "rep", "Bình", "revenue", Decimal(1000)),
        Target("4", 3, NOVEMBER, "rep", "Chi", "leads", Decimal(8)),
    ),
    reps=(Rep("1", 0, "An"), Rep("2", 1, "Bình", start_on=date(2026, 11, 16)), Rep("3", 2, "Chi")),
)


def rows(report: str, period: Period = MONTH, lang: str = "vi") -> list[list[Value]]:
    facts = company_facts(COMPANY, TEMPLATE, PROCESS, {}, TODAY)
    blocks = report_edits(facts, COMPANY, TEMPLATE, PROCESS, {}, lang, period, datetime(2026, 12, 1, 9))
    (block,) = (one for one in blocks if one.report == report and one.top == BLOCKS_ROW)
    return [[cell.value for cell in row] for row in block.rows]


def table(found: list[list[Value]], head: str) -> dict[Value, list[Value]]:
    """The lines of the table that has this column, by their name: the cells from that column on."""
    top = next(at for at, row in enumerate(found) if head in row)
    column = found[top].index(head)
    end = next(at for at in range(top, len(found)) if found[at][0] == "Tổng")
    return {row[0]: row[column:] for row in found[top : end + 1]}


def test_a_target_of_twenty_leads_stands_on_the_scorecard_with_its_attainment() -> None:
    (row,) = (row for row in rows("kpi") if row[0] == "K1 · Số khách tiềm năng")
    assert (row[1], row[5], row[6]) == (5, 20, 25)


def test_the_target_and_its_attainment_stand_beside_a_kpi_that_has_one() -> None:
    lines = table(rows("kpi_rep"), "Số khách tiềm năng")
    assert lines["Nhân viên"][:3] == ["Số khách tiềm năng", "Chỉ tiêu", "Đạt"]
    assert [lines[name][:3] for name in ("An", "Bình", "Chi", "Tổng")] == [
        [5, 10, 50],
        [0, None, None],
        [0, 8, 0],
        [5, 20, 25],
    ]


def test_where_a_kpi_of_the_block_is_the_attainment_it_does_not_stand_twice() -> None:
    lines = table(rows("kpi_rep"), "Doanh thu")
    assert lines["Nhân viên"][:3] == ["Doanh thu", "Chỉ tiêu", "Doanh thu so với chỉ tiêu"]
    assert lines["Bình"][:3] == [250, 500, 50]
    assert lines["Tổng"][:3] == [250, None, "chưa đặt chỉ tiêu"]


def test_without_targets_there_are_no_such_columns() -> None:
    assert table(rows("kpi_rep", month_of(OCTOBER)), "Số khách tiềm năng")["Nhân viên"][1] != "Chỉ tiêu"
    assert table(rows("kpi_source"), "Số khách tiềm năng")["Nguồn"][1] != "Chỉ tiêu"


def test_a_target_that_counts_by_days_says_so_once() -> None:
    texts = [row[0] for row in rows("kpi_rep")]
    assert texts.count("Doanh thu: Bình: chỉ tiêu tháng 11/2026 tính theo 15/30 ngày có mặt") == 1
    assert [text for text in texts if "ngày có mặt" in str(text)] == [
        "Doanh thu: Bình: chỉ tiêu tháng 11/2026 tính theo 15/30 ngày có mặt"
    ]


@pytest.mark.parametrize(
    ("lang", "company", "rep"),
    [
        (
            "vi",
            "còn thiếu chỉ tiêu tháng 10/2026, 12/2026 nên cả kỳ chưa có chỉ tiêu",
            "Số khách tiềm năng: An, Chi: ",
        ),
        (
            "en",
            "no target yet for 10/2026, 12/2026, so there is none for the period",
            "Leads: An, Chi: ",
        ),
    ],
)
def test_a_quarter_without_all_its_months_says_which_are_missing(lang: str, company: str, rep: str) -> None:
    quarter = parse_period("Q4/2026")
    assert quarter is not None
    (row,) = (row for row in rows("kpi", quarter, lang) if str(row[0]).startswith("K1 ·"))
    assert (row[5], row[10]) == (None, company)
    assert rep + company in [row[0] for row in rows("kpi_rep", quarter, lang)]


def test_a_run_of_months_is_named_by_its_ends() -> None:
    year = parse_period("2026")
    assert year is not None
    (row,) = (row for row in rows("kpi", year) if str(row[0]).startswith("K1 ·"))
    assert row[10] == "còn thiếu chỉ tiêu tháng 01/2026 – 10/2026, 12/2026 nên cả kỳ chưa có chỉ tiêu"


def test_tables_that_become_smaller_leave_neither_figures_nor_looks_of_wider_ones(tmp_path: Path) -> None:
    months = [
        {"id": f"TGT-{n}", "month": NOVEMBER, "level": "rep", "key": "Trần Thị Mai", "kpi": kpi, "value": Decimal(2)}
        for n, kpi in enumerate(("leads", "interactions", "opportunities", "orders", "revenue"))
    ]
    wide = book(tmp_path / "wide.xlsx", leads=[lead()], targets=months)
    never = book(tmp_path / "never.xlsx", leads=[lead()], targets=months)
    recompute(wide)
    assert "Chỉ tiêu" in [cell.value for cell in openpyxl.load_workbook(wide)["KPI nhân viên"][7]]
    for path in (wide, never):
        open_workbook(path).write([ReplaceBlock("kpi", 3, 5, [(ReportCell("10/2026"),)], 1)])
        recompute(path)
    looks = []
    for path in (wide, never):
        sheet = openpyxl.load_workbook(path)["KPI nhân viên"]
        cells = [cell for row in sheet.iter_rows(min_row=5, max_col=60) for cell in row]
        looks.append({cell.coordinate: (cell.value, cell.fill.fgColor.rgb) for cell in cells})
    shown = [{place: look for place, look in one.items() if look != (None, "00000000")} for one in looks]
    assert shown[0] == shown[1]


def test_a_target_typed_twice_is_told_with_both_row_numbers(tmp_path: Path) -> None:
    target = {"month": NOVEMBER, "level": "rep", "key": "trần thị mai", "kpi": "leads", "value": Decimal(20)}
    path = book(tmp_path / "a.xlsx", targets=[{**target, "id": "TGT-1"}, {**target, "id": "TGT-2"}])
    report = check_workbook(open_workbook(path), "a.xlsx", templates=None, clock=clock, today=BOOK_DAY)
    found = [one for one in report.findings if one.code.startswith("target_")]
    assert [(one.code, one.row) for one in found] == [("target_twice", 4)]
    assert found[0].sentence.startswith("Dòng 4 trùng với dòng 3: cùng tháng, cấp, tên và KPI.")


def test_a_target_for_an_entry_of_the_companys_own_list_is_known(tmp_path: Path) -> None:
    rows = [
        {"id": f"TGT-{n}", "month": NOVEMBER, "level": "source", "key": key, "kpi": "leads", "value": Decimal(20)}
        for n, key in enumerate(("Facebook", "Hội chợ", "Tạp chí"))
    ]
    path = book(tmp_path / "a.xlsx", targets=rows, lists=[{"sources": "Hội chợ"}])
    report = check_workbook(open_workbook(path), "a.xlsx", templates=None, clock=clock, today=BOOK_DAY)
    assert [(one.code, one.row) for one in report.findings if one.code.startswith("target_")] == [
        ("target_key_unknown", 5)
    ]
