from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.app.check import CheckReport
from sheetcrm.app.check import check_workbook
from sheetcrm.app.demo.dirt import Dirt
from sheetcrm.app.demo.dirt import dirt
from sheetcrm.app.demo.dirt import soiled
from sheetcrm.app.demo.write import DemoReport
from sheetcrm.app.demo.write import build_company
from sheetcrm.app.demo.write import write_demo
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.cli.demo import demo
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook

TODAY = date(2026, 11, 23)
Rows = Mapping[str, Sequence[Mapping[str, Value]]]
FOLLOWS = {"need_manager_approval"}
"""What else is told of a jump: whose approval it would take."""


def half_past_eight(zone: str) -> datetime:
    return datetime(2026, 11, 23, 8, 30)


def checked(path: Path) -> CheckReport:
    return check_workbook(open_workbook(path), path.name, templates=None, clock=half_past_eight, today=TODAY)


@pytest.fixture(scope="module")
def found(rows: Rows) -> list[Dirt]:
    return dirt(rows, 1)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    folder = tmp_path_factory.mktemp("demo")
    return write_demo(folder, seed=1, langs=["vi"], as_of=TODAY, clock=half_past_eight)


def test_check_finds_nothing_in_the_clean_company(tmp_path: Path, rows: Rows) -> None:
    path = tmp_path / "clean.xlsx"
    build_company(path, "en", rows, 1)
    assert checked(path).findings == ()


def test_check_reports_each_dirty_cell_that_it_must(tmp_path: Path, rows: Rows, found: list[Dirt]) -> None:
    path = tmp_path / "dirty.xlsx"
    build_company(path, "vi", soiled(rows, found), 1)
    findings = checked(path).findings
    expected = Counter((one.code, one.column) for one in found if one.code)
    told = Counter((finding.code, finding.column_key) for finding in findings if finding.code not in FOLLOWS)
    lost = {(code, column) for code, column in told if code == "need_filled"}
    assert {key: told[key] for key in expected if key[0] != "need_filled"} == {
        key: count for key, count in expected.items() if key[0] != "need_filled"
    }
    assert ("need_filled", "lost_reason") in lost


def test_recompute_accepts_what_is_legal_and_holds_what_is_not(report: DemoReport, found: list[Dirt]) -> None:
    (done,) = report.workbooks.values()
    legal = sum("legal move, typed" in one.why for one in found)
    held = sum(one.code in ("skip_refused", "need_filled") for one in found)
    assert (done.opportunities, done.moves, done.held) == (1200, legal, held)


def test_recomputing_again_changes_only_the_time(report: DemoReport) -> None:
    (path,) = report.workbooks
    again = recompute_workbook(
        open_workbook(path), path.name, templates=None, clock=half_past_eight, today=TODAY, new_id=lambda: "never"
    )
    assert again.receipt.cells_changed == 0
    assert again.moves == 0


def test_files_to_import_and_a_readme_lie_beside_it(report: DemoReport) -> None:
    assert {path.name for path in report.files} == {"leads.csv", "opportunities.csv", "README.txt"}
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in report.files}
    assert texts["leads.csv"].startswith("Ngày tạo;Tên công ty")
    assert "pipeline.vi.xlsx" in texts["README.txt"]
    assert "23/11/2026" in texts["README.txt"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadRequest) as refused:
        write_demo(tmp_path, seed=1, langs=["vi"], as_of=TODAY, clock=half_past_eight)
    assert refused.value.facts["why"] == "@demo_folder_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_the_folders_place_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "demo"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(BadRequest):
        write_demo(place, seed=1, langs=["vi"], as_of=TODAY, clock=half_past_eight)


def test_the_command_says_which_file_to_open(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "demo"
    result = CliRunner().invoke(demo, [str(folder), "--lang", "en", "--as-of", "2026-11-23", "--seed", "3"])
    assert result.exit_code == 0, result.output
    assert f"Open {folder / 'pipeline.en.xlsx'} first" in result.output
    assert {path.name for path in folder.iterdir()} >= {"pipeline.en.xlsx", "leads.csv", "README.txt"}
