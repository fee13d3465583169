"""Where a report may be written: over an earlier one, never over anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetcrm.app.report.render import SIGNATURE
from sheetcrm.app.report.write import write_report
from sheetcrm.errors import BadRequest
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import NotFound

PAGE = f'<!DOCTYPE html>\n<html><head>{SIGNATURE} 0.1.0"></head>Hôm nay'


def test_a_report_replaces_an_earlier_one_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(path, PAGE)
    write_report(path, PAGE + " và ngày mai")
    assert path.read_text("utf-8").endswith("Hôm nay và ngày mai")
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"], "nothing is left beside it"


@pytest.mark.parametrize("name", ["report.html", "trang chủ.HTM"])
def test_somebody_elses_page_is_left_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("<h1>Của tôi</h1>", encoding="utf-8")
    with pytest.raises(BadRequest) as refused:
        write_report(path, PAGE)
    assert "không phải báo cáo của sheetcrm" in refused.value.in_language("vi")
    assert path.read_text("utf-8") == "<h1>Của tôi</h1>"


@pytest.mark.parametrize("name", ["pipeline.xlsx", "report", "report.pdf"])
def test_a_report_is_a_web_page_and_its_name_says_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadRequest) as refused:
        write_report(tmp_path / name, PAGE)
    assert ".html" in refused.value.in_language("en")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_an_error_in_our_words(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_report(tmp_path / "none" / "report.html", PAGE)


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(NotAllowed):
        write_report(tmp_path / "report.html", PAGE)
