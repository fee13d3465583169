"""The period cell of a real workbook: what is typed there is shown, or told and left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sheetcrm.app.check import CheckReport
from sheetcrm.app.check import check_workbook
from sheetcrm.surfaces.cli.check import place
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import lead
from tests.app.books import recompute

ROW, COLUMN = PERIOD_INPUT


def typed(path: Path, period: Value) -> Path:
    book(path, leads=[lead()])
    open_workbook(path).write([ReplaceBlock("kpi", ROW, COLUMN, [(ReportCell(period),)], 1)])
    return path


def shown(path: Path) -> tuple[object, object, object, object]:
    """The title, the line of the period, the period cell, and what stands right of it."""
    sheet = openpyxl.load_workbook(path)["KPI"]
    return sheet["A2"].value, sheet["A4"].value, sheet.cell(ROW, COLUMN).value, sheet.cell(ROW, COLUMN + 1).value


def check(path: Path) -> CheckReport:
    return check_workbook(open_workbook(path), "a.xlsx", templates=None, clock=clock, today=TODAY)


@pytest.mark.parametrize(
    ("period", "title", "line"),
    [
        ("10/2026", "KPI · Tháng 10/2026", "Kỳ: 01/10/2026 – 31/10/2026 · Kỳ trước: Tháng 9/2026"),
        ("Q3/2026", "KPI · Quý 3/2026", "Kỳ: 01/07/2026 – 30/09/2026 · Kỳ trước: Quý 2/2026"),
        (2025, "KPI · Năm 2025", "Kỳ: 01/01/2025 – 31/12/2025 · Kỳ trước, cũng là cùng kỳ năm trước: Năm 2024"),
        (date(1905, 7, 17), "KPI · Năm 2025", "Kỳ: 01/01/2025 – 31/12/2025"),
        (
            "1/10/2026 - 15/11/2026",
            "KPI · 01/10/2026 – 15/11/2026",
            "Kỳ: 01/10/2026 – 15/11/2026 · Kỳ trước: 16/08/2026",
        ),
        (None, "KPI · Tháng 11/2026", "Kỳ: 01/11/2026 – 23/11/2026 (đang chạy, so với cùng số ngày) · Kỳ trước: 01/10"),
    ],
)
def test_the_tabs_show_the_period_that_was_typed(tmp_path: Path, period: Value, title: str, line: str) -> None:
    path = typed(tmp_path / "a.xlsx", period)
    before = shown(path)[2]
    recompute(path)
    found, compared, kept, beside = shown(path)
    assert (found, beside) == (title, None)
    assert str(compared).startswith(line)
    assert kept == before
    assert not [one for one in check(path).findings if one.code.startswith("period_")]


def test_what_nobody_can_read_stays_and_is_told_beside_the_cell_and_by_check(tmp_path: Path) -> None:
    path = typed(tmp_path / "a.xlsx", "tháng trước")
    report = recompute(path)
    assert [(one.code, one.params) for one in report.problems if one.table == "kpi_period"] == [
        ("period_text", {"value": "tháng trước"})
    ]
    title, line, kept, beside = shown(path)
    assert (title, kept) == ("KPI · Tháng 11/2026", "tháng trước")
    assert str(line).startswith(
        "Ô kỳ ở trang KPI ghi “tháng trước”, không đọc được, nên các số dưới đây là của Tháng 11"
    )
    checked = check(path)
    (finding,) = [one for one in checked.findings if one.code == "period_text"]
    assert beside == finding.sentence
    assert "11/2026, quý như Q4/2026, năm như 2026" in finding.sentence
    assert place(finding, checked.lang) == "KPI, dòng 3, cột E · Kỳ cần xem (để trống: tháng này)"


def test_once_the_period_is_put_right_the_sentence_beside_it_goes(tmp_path: Path) -> None:
    path = typed(tmp_path / "a.xlsx", "15/11/2026 - 01/10/2026")
    recompute(path)
    assert str(shown(path)[3]).startswith("Kỳ “15/11/2026 - 01/10/2026” có ngày cuối trước ngày đầu.")
    open_workbook(path).write([ReplaceBlock("kpi", ROW, COLUMN, [(ReportCell("Q4/2026"),)], 1)])
    recompute(path)
    assert shown(path)[3] is None


def test_the_cell_keeps_text_as_typed_and_says_what_it_understands(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(typed(tmp_path / "a.xlsx", None))["KPI"]
    cell = sheet.cell(ROW, COLUMN)
    assert cell.number_format == "@"
    assert not cell.protection.locked
    (rule,) = [one for one in sheet.data_validations.dataValidation if cell.coordinate in one.sqref]
    assert rule.promptTitle == "Kỳ cần xem"
    assert "quý Q4/2026" in rule.prompt
    assert (rule.type or "none") == "none"
