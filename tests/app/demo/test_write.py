from __future__ import annotations

import zipfile
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.app.check import check_workbook
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.dirt import Dirt
from sheetcrm.app.demo.dirt import dirt
from sheetcrm.app.demo.dirt import soiled
from sheetcrm.app.demo.loose_files import loose_files
from sheetcrm.app.demo.words import words
from sheetcrm.app.demo.write import DemoReport
from sheetcrm.app.demo.write import build_company
from sheetcrm.app.demo.write import show_in_vietnamese
from sheetcrm.app.demo.write import write_demo
from sheetcrm.app.importing.import_file import import_file
from sheetcrm.app.importing.progress import Silent
from sheetcrm.app.importing.work import ImportOrder
from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.cli.demo import demo
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from tests.office_validator.validator import OfficeValidator
from tests.oracle.agreement import Tabs
from tests.oracle.kpi_rules import Rules
from tests.oracle.kpis_in_sql import Sql
from tests.oracle.raw_sheets import database
from tests.oracle.raw_sheets import read_sheets
from tests.oracle.spans import month_of
from tests.oracle.visible_words import STAGES
from tests.oracle.visible_words import WORDS

pytestmark = pytest.mark.xdist_group("demo company")  # one worker, so that it is written once

TODAY = date(2026, 11, 23)
Rows = Mapping[str, Sequence[Mapping[str, Value]]]


def half_past_eight(zone: str) -> datetime:
    return datetime(2026, 11, 23, 8, 30)


@pytest.fixture(scope="module")
def found(rows: Rows) -> list[Dirt]:
    return dirt(rows, 1)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    folder = tmp_path_factory.mktemp("demo")
    return write_demo(folder, seed=1, langs=["vi"], as_of=TODAY, clock=half_past_eight)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> Path:
    path = tmp_path_factory.mktemp("clean") / "clean.xlsx"
    build_company(path, "en", rows, 1)
    return path


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory, rows: Rows, found: list[Dirt]) -> Reading:
    path = tmp_path_factory.mktemp("dirty") / "dirty.xlsx"
    build_company(path, "vi", soiled(rows, found), 1)
    return read_workbook(open_workbook(path), path.name, None, Dice(1).id)


def test_microsofts_validator_finds_nothing_in_the_example_company(
    report: DemoReport, validator: OfficeValidator
) -> None:
    (path,) = report.workbooks
    assert validator.faults(path) == []


def test_check_finds_nothing_in_the_clean_company(clean: Path) -> None:
    report = check_workbook(open_workbook(clean), clean.name, templates=None, clock=half_past_eight, today=TODAY)
    assert report.findings == ()


def test_each_dirty_cell_that_must_be_told_is_told(dirty: Reading, rows: Rows, found: list[Dirt]) -> None:
    judged = judge_workbook(dirty, TODAY, half_past_eight(""), Dice(2).id)
    counted = facts_of(judged.company, stages=list(dirty.process.positions), probabilities={}, today=TODAY)
    problems = {(one.code, one.table, one.row) for one in (*judged.problems, *counted.problems)}
    where = {(table, row["id"]): place for table, kept in rows.items() for place, row in enumerate(kept)}
    for one in found:
        if one.code:
            assert (one.code, one.table, where[one.table, one.row_id]) in problems, one


def test_rows_without_dirt_are_not_told(dirty: Reading, rows: Rows, found: list[Dirt]) -> None:
    judged = judge_workbook(dirty, TODAY, half_past_eight(""), Dice(2).id)
    where = {(table, row["id"]): place for table, kept in rows.items() for place, row in enumerate(kept)}
    told = {(one.table, where[one.table, one.row_id]) for one in found if one.code}
    assert {(one.table, one.row) for one in judged.problems} <= told


def test_what_is_legal_is_accepted_and_what_is_not_is_held(dirty: Reading, found: list[Dirt]) -> None:
    judged = judge_workbook(dirty, TODAY, half_past_eight(""), Dice(2).id)
    legal = {one.row_id for one in found if "legal move, typed" in one.why}
    illegal = {one.row_id for one in found if one.code in ("skip_refused", "need_filled")}
    assert {move.opportunity_id for move in judged.new_moves} == legal
    assert {one.id for one in judged.company.opportunities if one.stage_requested} == illegal


def test_leads_of_another_program_can_be_imported_but_for_what_nobody_understands(
    clean: Path, tmp_path: Path, rows: Rows
) -> None:
    source = tmp_path / "leads.csv"
    known = {lead["company"] for lead in rows["leads"]}
    source.write_bytes(loose_files(1, TODAY, show_in_vietnamese(), known)["leads"].encode("utf-8-sig"))
    order = ImportOrder(source, "leads", dry_run=True)
    done = import_file(
        open_workbook(clean), clean.name, order, clock=half_past_eight, new_id=Dice(1).id, progress=Silent()
    )
    held = sum(kind.times for kind in words().loose.dirt if kind.table == "leads" and kind.check == "hold")
    assert (done.new, done.known, done.refused) == (words().loose.rows * 4 // 3 - held, 0, held)
    assert list(done.unplaced) == []


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


def test_with_macros_the_command_writes_workbooks_with_buttons_and_names_them(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    done = CliRunner().invoke(demo, [str(folder), "--lang", "vi", "--macros", "--as-of", "2026-11-23"])
    assert "pipeline.vi.xlsm" in done.output, done.exception
    with zipfile.ZipFile(folder / "pipeline.vi.xlsm") as archive:
        assert "xl/vbaProject.bin" in archive.namelist()
    readme = (folder / "README.txt").read_text("utf-8-sig")
    assert "pipeline.vi.xlsm" in readme
    assert "pipeline.vi.xlsx" not in readme


def test_every_number_of_every_tab_of_the_demo_company_is_what_sql_says(report: DemoReport) -> None:
    (path,) = report.workbooks
    sheets, labels, stages = read_sheets(path), WORDS["vi"], STAGES["standard", "vi"]
    sql = Sql(database(sheets, labels, stages, TODAY))
    tabs = Tabs(sheets, "vi", labels, stages, Rules(sql, TODAY, month_of(TODAY)))
    tabs.agree()
    assert sum(map(len, tabs.compared.spots.values())) > 5000
