"""`sheetcrm kpi`, asked of a real workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.app.build import new_workbook
from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.cli.kpi import kpi

Ask = Callable[..., str]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with three order lines of two reps, in November and October."""
    path = tmp_path_factory.mktemp("kpi") / "pipeline.xlsx"
    order = {"status": "signed", "product_group": "turf", "currency": "VND"}
    rows = {
        "reps": [
            {"id": "REP-1", "name": "Nguyễn An", "start_on": date(2026, 9, 16)},
            {"id": "REP-2", "name": "Trần Bình"},
        ],
        "targets": [
            {
                "id": "TGT-1",
                "month": date(2026, 9, 1),
                "level": "rep",
                "key": "Nguyễn An",
                "kpi": "revenue",
                "value": Decimal(3_000_000),
                "currency": "VND",
            },
        ],
        "orders": [
            {
                **order,
                "id": f"ORD-{number}",
                "rep": rep,
                "signed_on": day,
                "net_revenue": Decimal(amount),
                "currency": code,
            }
            for number, (rep, day, amount, code) in enumerate(
                [
                    ("Nguyễn An", date(2026, 11, 3), "1500000", "VND"),
                    ("Trần Bình", date(2026, 11, 4), "500000", "VND"),
                    (None, date(2026, 11, 5), "1000000", "VND"),
                    ("Nguyễn An", date(2026, 10, 5), "1000000", "VND"),
                    ("Nguyễn An", date(2026, 11, 6), "7", "XAU"),
                ]
            )
        ],
    }
    new_workbook(path, lang="vi", process="standard", scheme="bant", currency="VND", templates=None, rows=rows)
    return path


@pytest.fixture
def ask(workbook: Path) -> Ask:
    def run(*words: str) -> str:
        result = CliRunner().invoke(kpi, [str(workbook), *words, "--as-of", "2026-12-01"], catch_exceptions=False)
        assert result.exit_code == 0
        return result.output

    return run


def test_one_kpi_by_rep_is_a_table_people_can_read(ask: Ask) -> None:
    lines = ask("revenue", "--by", "rep", "--month", "2026-11").splitlines()
    assert lines[0] == "Doanh thu  ·  01/11/2026 – 30/11/2026"
    assert [" ".join(line.split()) for line in lines[1:7]] == [
        "Nguyễn An 1.500.000 VND",
        "Trần Bình 500.000 VND",
        "(Chưa gán) 1.000.000 VND",
        "Tổng 3.000.000 VND",
        "Kiểm tra: các dòng − đếm trùng = tổng: ✓",
        "không tính 1 dòng chưa có tỷ giá",
    ]


def test_a_blank_says_why_and_a_ratio_shows_its_n(ask: Ask) -> None:
    assert "(chưa có gì để chia)   n = 0" in ask("win_rate", "--month", "2026-11")


def test_english_when_asked_for(ask: Ask) -> None:
    assert "200 %" in ask("revenue_growth", "--month", "2026-11", "--lang", "en")
    assert "1,000,000 VND" in ask("order_value_median", "--month", "2026-10", "--lang", "en")


def test_csv_is_plain_for_other_programs(ask: Ask) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("revenue", "--by", "rep", "--month", "2026-11", "--format", "csv"))))
    assert [(row["key"], row["value"]) for row in rows] == [
        ("Nguyễn An", "1500000"), ("Trần Bình", "500000"), ("", "1000000"), ("", "3000000"),
    ]  # fmt: skip


def test_json_keeps_every_digit_as_text(ask: Ask) -> None:
    document = json.loads(ask("order_value", "orders", "--period", "2026-Q4", "--format", "json"))
    assert document["period"] == {"from": "2026-10-01", "to": "2026-12-31"}
    value, orders = document["kpis"]
    assert (value["total"]["value"], value["total"]["n"]) == ("1000000", 4)  # none without a rate
    assert (orders["total"]["value"], orders["adds_up"]) == (5, True)


@pytest.mark.parametrize("words", ["2026-Q4", "Q4/2026", "quý 4/2026", "01/10/2026 - 31/12/2026", "10/2026..12/2026"])
def test_a_period_is_understood_as_on_the_kpi_tab(ask: Ask, words: str) -> None:
    document = json.loads(ask("orders", "--period", words, "--format", "json"))
    assert document["period"] == {"from": "2026-10-01", "to": "2026-12-31"}
    assert document["kpis"][0]["total"]["value"] == 5


def test_without_a_key_all_kpis_are_shown_those_that_have_the_breakdown(ask: Ask) -> None:
    assert len(json.loads(ask("--format", "json"))["kpis"]) > 30
    by_channel = json.loads(ask("--by", "channel", "--format", "json"))["kpis"]
    assert {one["kpi"] for one in by_channel} == {
        "interactions",
        "interactions_no_answer",
        "opportunities",
        "opportunities_all",
    }


@pytest.mark.parametrize(
    "words",
    [
        ("profit",),
        ("leads", "--by", "kind"),
        ("--by", "nobody"),
        ("leads", "--month", "tháng 11"),
        ("leads", "--period", "15/11/2026 - 01/11/2026"),
        ("leads", "--period", " "),
        ("leads", "--month", "2026-11", "--period", "2026"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_is_possible(workbook: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(BadRequest):
        CliRunner().invoke(kpi, [str(workbook), *words], catch_exceptions=False)


def test_refusals_are_sentences_in_both_languages() -> None:
    error = BadRequest(what="KPI", why="@kpi_none_such", key="profit", known="leads")
    assert error.in_language("vi") == "KPI: không có chỉ số profit; hiện có: leads"
    assert error.in_language("en") == "KPI: there is no KPI profit; there are: leads"


def test_a_kpi_and_its_breakdown_may_be_named_as_on_the_kpi_tabs(ask: Ask) -> None:
    by_key = ask("leads", "--by", "source", "--format", "json")
    for key, by in (("số khách tiềm năng", "Nguồn"), ("LEADS", " Source ")):
        assert ask(key, "--by", by, "--format", "json") == by_key
    assert ask("--by", "Nhân viên", "--format", "json") == ask("--by", "rep", "--format", "json")


@pytest.mark.parametrize(
    ("words", "near"),
    [(("revenu",), "Revenue"), (("doanh số",), "Doanh thu"), (("leads", "--by", "nhân viêm"), "rep")],
)
def test_a_slip_is_answered_with_what_may_have_been_meant(workbook: Path, words: tuple[str, ...], near: str) -> None:
    with pytest.raises(BadRequest) as caught:
        CliRunner().invoke(kpi, [str(workbook), *words], catch_exceptions=False)
    assert near in caught.value.in_language("vi")


def test_what_has_to_be_said_of_targets_is_said_beside_the_attainment(ask: Ask) -> None:
    shown = ask("revenue_attainment", "revenue", "--by", "rep", "--month", "2026-09")
    assert shown.count("Nguyễn An: chỉ tiêu tháng 09/2026 tính theo 15/30 ngày có mặt") == 1
    document = json.loads(ask("revenue_attainment", "--period", "2026-09-10..2026-09-20", "--format", "json"))
    (attainment,) = document["kpis"]
    assert attainment["total"]["reason"] == "kpi_blank_targets_by_month"
    assert attainment["notes"] == [
        "chỉ tiêu đặt theo tháng, còn kỳ này lẻ ngày nên không so với chỉ tiêu; hãy chọn kỳ trọn tháng, quý hoặc năm"
    ]


def test_lines_stand_in_the_order_of_the_lists_and_numbers_below_one_another(tmp_path: Path) -> None:
    path, long = tmp_path / "leads.xlsx", "Công Tằng Tôn Nữ Thị Hoàng Hà Thanh Phương Anh"
    sources = ("zalo", None, "website", "event")
    rows = {
        "leads": [
            {"id": f"L{number}", "created_on": date(2026, 11, 9), "company": f"Khách {number}", "owner": long}
            | ({"source": source} if source else {})
            for number, source in enumerate(sources)
        ]
    }
    new_workbook(path, lang="vi", process="standard", scheme="bant", currency="VND", templates=None, rows=rows)
    said = {by: _lines(path, by) for by in ("source", "rep")}
    assert [line.split("  ")[1] for line in said["source"]] == [
        "Website",
        "Zalo",
        "Sự kiện, hội thảo",
        "(Chưa gán)",
        "Tổng",
    ]
    assert said["rep"][0].startswith(f"  {long} ")
    for lines in said.values():
        assert len({len(line) for line in lines}) == 1


def _lines(path: Path, by: str) -> list[str]:
    words = [str(path), "leads", "--by", by, "--month", "2026-11", "--as-of", "2026-11-23"]
    output = CliRunner().invoke(kpi, words, catch_exceptions=False).output.splitlines()
    return output[1 : next(at for at, line in enumerate(output) if line.startswith("  Tổng ")) + 1]
