"""Nothing on a report tab can be typed over for good, and nothing that people write beside it is lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.dashboard_layout import dashboard_places
from sheetcrm.templates.load import load_template
from sheetcrm.templates.report_spec import Report
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import recompute
from tests.app.report_sheets import sheet_rows

TEMPLATE = load_template()
REPORTS = TEMPLATE.reports
LAST_OF_DASHBOARD = dashboard_places(TEMPLATE.processes["standard"].stages).reasons.last
BESIDE = 40
"""A column to the right of every block."""


def typed(row: int, column: int) -> object:
    """Something a person might type: a number, a text, a formula, nothing."""
    return [999, "của tôi", "=1+1", None][(row + column) % 4]


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = book(
        tmp_path_factory.mktemp("typed") / "a.xlsx", leads=[lead(created_on="31/02/2026")], opportunities=[deal()]
    )
    recompute(path)
    return path


@pytest.fixture(scope="module")
def restored(computed: Path) -> Path:
    path = computed.with_name("b.xlsx")
    workbook = openpyxl.load_workbook(computed)
    for report in REPORTS:
        sheet = workbook[report.vi]
        height = LAST_OF_DASHBOARD if report.layout == "dashboard" else sheet.max_row
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                is_input = report.key == "kpi" and (cell.row, cell.column) == PERIOD_INPUT
                if cell.value is not None and not is_input:
                    sheet.cell(cell.row, cell.column).value = typed(cell.row, cell.column)
        for below in (height + 1, height + 30):
            sheet.cell(below, 1).value = "bên dưới"
        sheet.cell(8, BESIDE).value = "của tôi, bên cạnh"
    workbook.save(path)
    recompute(path)
    return path


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.key)
def test_what_was_typed_over_is_put_back_and_what_is_beside_stays(
    report: Report, computed: Path, restored: Path
) -> None:
    before, after = sheet_rows(computed, report.vi), sheet_rows(restored, report.vi)
    assert after[7][BESIDE - 1] == "của tôi, bên cạnh"
    after[7][BESIDE - 1] = None
    below = [row[0] for row in after[len(before) :]]
    kept = [value for value in below if value is not None]
    assert kept == (["bên dưới"] * 2 if report.layout == "dashboard" else [])
    for number, (old, new) in enumerate(zip(before[1:], after[1:], strict=False), start=2):
        assert old == new[: len(old)], number
        assert not any(new[len(old) :]), number


def test_typing_over_was_no_empty_exercise(computed: Path) -> None:
    for report in REPORTS:
        filled = [cell for row in sheet_rows(computed, report.vi)[1:] for cell in row if cell is not None]
        assert len(filled) >= (3 if report.layout == "today" else 30), report.key
