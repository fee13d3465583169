"""The tab of receivables and delivery, read from a recomputed file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from sheetcrm.sync.identity import derive_id
from tests.app.books import DEAL
from tests.app.books import TODAY
from tests.app.books import Row
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import recompute
from tests.app.report_sheets import sheet_rows
from tests.app.report_sheets import table_under
from tests.templates.folders import folder_with

TAB = "Công nợ & giao hàng"


def order(number: int, *, late: int | None = None, **cells: object) -> Row:
    due = None if late is None else TODAY - timedelta(days=late)
    good: dict[str, object] = {
        "id": derive_id("order", str(number)), "opportunity_id": DEAL, "account": f"Khách {number}",
        "rep": "Trần Thị Mai", "signed_on": date(2026, 6, 1), "status": "invoiced", "net_revenue": 1000,
        "currency": "VND", "delivered_on": TODAY, "invoice_no": f"HD{number}", "invoiced": 1000, "paid": 400,
        "payment_due_on": due,
    }  # fmt: skip
    return {**good, **cells}


def tab(folder: Path, *orders: Row, templates: Path | None = None) -> list[list[object]]:
    path = book(folder / "a.xlsx", leads=[lead()], opportunities=[deal()], orders=orders)
    recompute(path, templates=templates)
    return sheet_rows(path, TAB)


def ages(rows: list[list[object]]) -> Mapping[object, dict[str, object]]:
    return {line["Nhân viên"]: line for line in table_under(rows, "Công nợ phải thu theo nhân viên")}


@pytest.mark.parametrize(
    ("late", "column"),
    [
        (None, "Chưa hẹn ngày trả"), (-5, "Chưa đến hạn"), (0, "Chưa đến hạn"), (1, "Quá hạn 1–30 ngày"),
        (30, "Quá hạn 1–30 ngày"), (31, "Quá hạn 31–60 ngày"), (60, "Quá hạn 31–60 ngày"),
        (61, "Quá hạn 61–90 ngày"), (90, "Quá hạn 61–90 ngày"), (91, "Quá hạn trên 90 ngày"),
    ],
)  # fmt: skip
def test_a_debt_stands_in_the_age_it_has_reached(tmp_path: Path, late: int | None, column: str) -> None:
    line = ages(tab(tmp_path, order(1, late=late)))["Trần Thị Mai"]
    filled = {head for head, value in line.items() if value == 600}
    overdue = {"Công nợ quá hạn"} if column.startswith("Quá hạn") else set()
    assert filled == {column, "Công nợ phải thu"} | overdue


def test_the_lines_add_up_to_the_two_kpis_and_say_so(tmp_path: Path) -> None:
    path_orders = [
        order(1, late=10),
        order(2, late=100, rep=None, paid=0),
        order(3, late=40, rep="Lê Hải", currency="USD", invoiced=10, paid=4),
        order(4, late=40, paid=1200),
        order(5, late=40, status="cancelled"),
        order(6, late=-3, invoiced=None),
    ]
    rows = tab(tmp_path, *path_orders)
    found = ages(rows)
    assert list(found)[:3] == ["Lê Hải", "Trần Thị Mai", "(Chưa gán)"]
    assert found["Trần Thị Mai"]["Chưa đến hạn"] == -200, "what was overpaid is not overdue"
    total, check = found["Tổng"], found["Kiểm tra: bằng KPI cùng tên"]
    assert total["Công nợ phải thu"] == sum(line["Công nợ phải thu"] for line in list(found.values())[:3])
    assert (check["Công nợ quá hạn"], check["Công nợ phải thu"]) == ("✓", "✓")
    scorecard = {str(row[0]): row[1] for row in sheet_rows(tmp_path / "a.xlsx", "KPI")}
    assert scorecard["Công nợ phải thu"] == total["Công nợ phải thu"]
    assert scorecard["Công nợ quá hạn"] == total["Công nợ quá hạn"]


def test_overdue_payments_are_listed_the_oldest_first_with_their_own_currency_beside(tmp_path: Path) -> None:
    rows = tab(
        tmp_path,
        order(1, late=5),
        order(2, late=70, currency="USD", invoiced=10, paid=4),
        order(3, late=0),
        order(4, late=9, paid=1000),
        order(5, late=8, currency="THB"),
    )
    listed = table_under(rows, "Khoản quá hạn: 3")
    assert [(line["Số hóa đơn"], line["Trễ (ngày)"]) for line in listed] == [("HD2", 70), ("HD5", 8), ("HD1", 5)]
    dollars, baht, dong = listed
    assert dollars["Theo nguyên tệ"] == "6 USD"
    assert dollars["Còn phải thu"] == dollars["Đã xuất hóa đơn"] - dollars["Đã thu"] > 6
    assert (baht["Còn phải thu"], baht["Theo nguyên tệ"]) == ("chưa có tỷ giá", "600 THB")
    assert (dong["Còn phải thu"], dong["Theo nguyên tệ"], dong["Khách hàng"]) == (600, None, "Khách 1")
    assert dong["Hạn thanh toán"] == datetime(2026, 11, 18)
    assert any(str(row[0]).startswith("không tính 1 dòng chưa có tỷ giá") for row in rows)


def test_deliveries_tell_how_far_they_are_and_how_late(tmp_path: Path) -> None:
    rows = tab(
        tmp_path,
        order(
            1, status="signed", delivered_on=None, quantity=8, quantity_delivered=2, delivery_due_on=date(2026, 11, 20)
        ),
        order(2, status="signed", delivered_on=None, delivery_due_on=date(2026, 12, 1)),
        order(3),
    )
    first, second, *note = table_under(rows, "Dòng đơn hàng chưa giao đủ: 2, trong đó trễ hạn: 1")
    assert (first["Số lượng đặt"], first["Đã giao"], first["Còn phải giao"], first["Tiến độ"]) == (8, 2, 6, 25)
    assert (first["Trễ (ngày)"], second["Trễ (ngày)"]) == (3, None)
    assert (second["Khách hàng"], second["Tiến độ"]) == ("Khách 2", None)
    assert len(note) == 1


def test_nothing_owed_and_nothing_to_deliver_is_said(tmp_path: Path) -> None:
    rows = tab(tmp_path)
    assert [row[0] for row in rows].count("Không có.") == 2


def test_a_company_chooses_the_ages_and_how_long_lists_are(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "own", ("ages = [30, 60, 90]\nlines = 500", "ages = [15, 45]\nlines = 10"))
    rows = tab(tmp_path, *(order(number, late=20 + number) for number in range(12)), templates=folder)
    line = ages(rows)["Trần Thị Mai"]
    assert line["Quá hạn 16–45 ngày"] == 12 * 600
    assert "Quá hạn trên 45 ngày" in line
    listed = table_under(rows, "Khoản quá hạn: 12")
    assert len(listed) == 11
    assert listed[-1]["Khách hàng"] == "… và 2 dòng nữa"
