"""`sheetcrm report`, asked for at a terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result

from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.cli.group import cli
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead


def report(*words: object) -> Result:
    return CliRunner().invoke(cli, ["report", *map(str, words), "--as-of", "2026-11-23"], catch_exceptions=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return book(tmp_path / "pipeline.xlsx", leads=[lead()], opportunities=[deal(next_step_on=date(2026, 11, 20))])


def test_the_page_is_written_and_the_workbook_is_left_as_it_was(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    done = report(file, "--out", tmp_path / "report.html")
    assert done.exit_code == 0
    assert done.output.startswith(f"Đã ghi báo cáo {tmp_path / 'report.html'}. Kỳ: 01/11/2026")
    assert "Sân bóng cỏ nhân tạo" in (tmp_path / "report.html").read_text("utf-8")
    assert file.read_bytes() == before


def test_without_a_name_it_stands_beside_the_workbook_and_next_week_in_the_same_place(file: Path) -> None:
    assert report(file).exit_code == 0
    assert report(file, "--lang", "en", "--period", "2026-10").exit_code == 0
    text = file.with_suffix(".html").read_text("utf-8")
    assert '<html lang="en">' in text
    assert "Period: 01/10/2026" in text


def test_a_wrong_place_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadRequest):
        report(tmp_path / "there is no such.xlsx", "--out", tmp_path / "report.pdf")
