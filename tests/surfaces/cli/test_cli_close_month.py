"""`sheetcrm close-month` at the command line: what it says, in both languages, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.surfaces.cli.group import cli
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import InsertRow
from tests.app.closing_books import company_book
from tests.app.closing_books import fresh_ids
from tests.app.closing_books import storm

AS_OF = ("--as-of", "2026-11-23")


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def told(path: Path, key: str, period: str) -> dict[str, object]:
    return json.loads(run("kpi", path, key, "--period", period, "--format", "json", *AS_OF))["kpis"][0]


def add_order(path: Path, day: date, revenue: int) -> None:
    cells = {"id": fresh_ids(), "signed_on": day, "net_revenue": revenue, "currency": "VND", "status": "signed"}
    open_workbook(path).write([InsertRow("orders", cells)])


@pytest.mark.parametrize(
    ("lang", "closed", "adjusted"),
    [
        ("vi", "Đã khóa 07/2026 – 09/2026", "Doanh thu: gồm điều chỉnh +5.000 từ tháng đã khóa 08/2026"),
        ("en", "Closed 07/2026 – 09/2026", "Revenue: includes an adjustment of +5,000 from closed month 08/2026"),
    ],
)
def test_closing_says_which_months_and_what_the_first_one_took_in(
    tmp_path: Path, lang: str, closed: str, adjusted: str
) -> None:
    path = company_book(tmp_path / "a.xlsx", lang=lang)
    said = run("close-month", path, "2026-09", *AS_OF)
    assert closed in said
    assert ".sheetcrm-backups" in said
    add_order(path, date(2026, 8, 20), 5000)
    assert adjusted in run("close-month", path, "2026-10", "--by", "Hải", *AS_OF)


def test_reopening_says_from_what_to_what_figures_move(tmp_path: Path) -> None:
    path = company_book(tmp_path / "a.xlsx")
    run("close-month", path, "2026-10", *AS_OF)
    assert "Không chỉ số nào thay đổi." in run("close-month", path, "2026-10", "--reopen", *AS_OF)
    run("close-month", path, "2026-10", *AS_OF)
    before = told(path, "orders", "2026-10")["total"]["value"]
    add_order(path, date(2026, 10, 20), 5000)
    said = run("close-month", path, "2026-10", "--reopen", *AS_OF)
    assert f"Số đơn hàng: {before} → {before + 1}" in said
    assert "Số tương tác" not in said


def test_kpi_tells_what_is_closed_and_what_is_adjustment(tmp_path: Path) -> None:
    path = company_book(tmp_path / "a.xlsx")
    own = told(path, "orders", "2026-11")
    assert own["closed"] is False
    assert "adjustments" not in own["total"]
    run("close-month", path, "2026-10", *AS_OF)
    kept = {
        key: told(path, key, "2026-10") for key in ("orders", "revenue", "win_rate", "margin", "order_value_median")
    }
    assert all(one["closed"] for one in kept.values())
    storm(open_workbook(path), 4)
    add_order(path, date(2026, 8, 20), 5000)
    assert {key: told(path, key, "2026-10") for key in kept} == kept
    now = told(path, "orders", "2026-11")["total"]
    assert now["value"] == now["unadjusted"] + sum(one["value"] for one in now["adjustments"])
    assert "2026-08" in {one["month"] for one in now["adjustments"]}
    table = run("kpi", path, "orders", "--month", "2026-11", *AS_OF)
    assert "gồm điều chỉnh" in table
    closed = run("kpi", path, "orders", "--month", "2026-10", *AS_OF)
    assert " · đã khóa ngày " in closed


def test_what_is_refused_ends_with_two_and_leaves_the_file_alone(tmp_path: Path) -> None:
    path = company_book(tmp_path / "a.xlsx")
    run("close-month", path, "2026-09", *AS_OF)
    before = path.read_bytes()
    command = [sys.executable, "-m", "sheetcrm", "close-month", str(path), "2026-08", *AS_OF]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, cwd=tmp_path)
    assert ended.returncode == 2
    assert "08/2026" in ended.stderr
    assert path.read_bytes() == before
