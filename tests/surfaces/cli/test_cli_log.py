"""`sheetcrm log`: what sync carried, in the reader's words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.sync.log import Happened
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.desks import AN
from tests.app.desks import HUB
from tests.app.desks import MONDAY
from tests.app.desks import TUESDAY
from tests.app.desks import Desk
from tests.app.desks import carried


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    desk = Desk(tmp_path)
    desk.run(
        MONDAY,
        (Happened.WRITTEN, "", HUB, "opportunities", DEAL, "id", None, DEAL),
        carried("amount", 1_000_000_000, Decimal(1_200_000_000)),
        carried("stage", "Tìm kiếm & phân loại", "prepare"),
    )
    desk.run(
        TUESDAY,
        (Happened.CONFLICT, "", AN, "leads", LEAD, "phone", "0911111111", "0922222222"),
        (Happened.DELETED, "", AN, "leads", "GONE", "company", "Đã xoá", None),
    )
    yield desk
    desk.database.close()


def said(desk: Desk, *words: str, lang: str = "vi") -> str:
    arguments = ["log", "--config", str(desk.config), "--lang", lang, *words]
    return CliRunner().invoke(cli, arguments, catch_exceptions=False).output


def test_it_tells_when_from_where_to_where_which_row_and_column_old_and_new(desk: Desk) -> None:
    assert said(desk).splitlines() == [
        f"23/11/2026 17:03  Cơ hội · Sân bóng cỏ nhân tạo  [{DEAL}]  an.xlsx → team.xlsx",
        "    Giá trị: 1.000.000.000 → 1.200.000.000",
        "    Chặng: Tìm kiếm & phân loại → Chuẩn bị tiếp cận",
        f"24/11/2026 08:15  Khách tiềm năng · Trường THPT Chu Văn An  [{LEAD}]  team.xlsx → an.xlsx",
        "    Điện thoại: 0911111111 → 0922222222 (xung đột: “0911111111” không được giữ)",
        "24/11/2026 08:15  Khách tiềm năng · Đã xoá  [GONE]  team.xlsx → an.xlsx",
        "    Công ty: Đã xoá (đã xoá cùng cả dòng)",
    ]


def test_it_speaks_english(desk: Desk) -> None:
    output = said(desk, "--row", DEAL, lang="en")
    assert "Opportunities · Sân bóng cỏ nhân tạo" in output
    assert "Amount: 1,000,000,000 → 1,200,000,000" in output
    assert LEAD not in output


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (["--since", "2026-11-24"], ["phone", "company"]),
        (["--row", LEAD], ["phone"]),
        (["--workbook", "an"], ["amount", "stage", "phone", "company"]),
        (["--since", "24/11/2026", "--row", DEAL], []),
        (["--since", "24-11-2026"], ["phone", "company"]),
        (["--since", "24.11.2026"], ["phone", "company"]),
    ],
)
def test_a_part_can_be_asked_for(desk: Desk, words: list[str], columns: list[str]) -> None:
    lines = json.loads(said(desk, "--format", "json", *words))
    assert [line["column_key"] for line in lines] == columns


@pytest.mark.parametrize("typed", ["hôm qua", "24/11", "3/4/26", "31/02/2026", "11/2026", ""])
def test_what_is_no_day_is_refused(desk: Desk, typed: str) -> None:
    with pytest.raises(BadRequest) as caught:
        said(desk, "--since", typed)
    assert "30/11/2026" in caught.value.in_language("vi")


def test_where_nothing_is_like_that_it_is_not_said_that_nothing_was_ever_carried(desk: Desk) -> None:
    assert said(desk, "--since", "2030-01-01") == "Không có thay đổi nào như vậy trong nhật ký.\n"


def test_a_long_value_is_one_line_to_people_and_whole_to_programs(desk: Desk) -> None:
    note = "dòng một\ndòng hai " + "x" * 32_000
    desk.run(TUESDAY, (Happened.WRITTEN, "", AN, "leads", "LONG", "note", None, note))
    told = said(desk, "--row", "LONG").splitlines()
    assert len(told) == 2
    assert "dòng một ⏎ dòng hai xxx" in told[1]
    assert told[1].endswith("x…")
    assert len(told[1]) < 400
    assert json.loads(said(desk, "--row", "LONG", "--format", "json"))[0]["new"] == note


def test_blank_cells_of_a_row_that_came_anew_are_left_out(desk: Desk) -> None:
    new = [
        (Happened.ADDED, "", AN, "leads", "NEW", key, None, told) for key, told in (("phone", None), ("title", "Chị"))
    ]
    desk.run(TUESDAY, *new)
    assert [line["column_key"] for line in json.loads(said(desk, "--row", "NEW", "--format", "json"))] == ["title"]


def test_csv_has_a_line_a_change(desk: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(said(desk, "--format", "csv"))))
    first = tuple(rows[0][key] for key in ("at", "kind", "column", "new"))
    assert first == ("2026-11-23 17:03:00", "written", "Giá trị", "1.200.000.000")
    assert len(rows) == 4


def test_a_workbook_nobody_knows_is_refused_with_those_that_are_known(desk: Desk) -> None:
    with pytest.raises(BadRequest) as caught:
        said(desk, "--workbook", "binh.xlsx")
    assert "an.xlsx" in caught.value.in_language("vi")


def test_nothing_carried_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    desk = Desk(tmp_path)
    assert said(desk) == "Chưa có thay đổi nào được đồng bộ.\n"
    desk.database.close()
