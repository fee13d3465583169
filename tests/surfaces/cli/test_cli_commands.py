"""What a person at a terminal sees: sentences in the workbook's language, and exit codes that scripts can trust."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result

from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.surfaces.cli.listing import COMMANDS
from sheetcrm.surfaces.cli.listing import help_text
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def process(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sheetcrm", *(str(one) for one in arguments)]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", timeout=120
    )


def test_new_makes_a_workbook_and_never_overwrites_one(tmp_path: Path) -> None:
    file = tmp_path / "pipeline.xlsx"
    assert process("new", file, folder=tmp_path, SHEETCRM_LANG="en").returncode == 0
    made = file.read_bytes()
    again = process("new", file, folder=tmp_path, SHEETCRM_LANG="vi")
    assert (again.returncode, file.read_bytes()) == (2, made)
    assert "đã có sẵn" in again.stderr
    assert "Traceback" not in again.stderr


def test_check_finds_nothing_in_a_new_workbook_and_ends_with_0(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    done = run("check", path, "--as-of", "2026-11-23")
    assert done.exit_code == 0
    assert "Không có gì cần sửa" in done.output


def test_check_names_sheet_row_and_column_and_ends_with_1(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead(phone=None)], opportunities=[deal(amount="một ít")])
    before = path.read_bytes()
    done = run("check", path, "--as-of", "23/11/2026")
    assert done.exit_code == 1
    assert "Cơ hội, dòng 3, cột " in done.output
    assert "điện thoại" in done.output
    assert path.read_bytes() == before


def test_check_speaks_english_when_asked_and_json_to_programs(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead(phone=None)], opportunities=[deal()])
    done = run("check", path, "--as-of", "2026-11-23", "--format", "json", "--lang", "en")
    findings = json.loads(done.output)
    assert done.exit_code == 1
    assert {"sheet", "row", "column", "sentence", "code", "severity", "row_id", "column_key"} == findings[0].keys()
    assert any("phone" in finding["sentence"] for finding in findings)
    assert {finding["row"] for finding in findings} == {3}


def test_recompute_says_what_it_did_and_where_the_old_file_is(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()])
    done = run("recompute", path, "--as-of", "2026-11-23")
    assert done.exit_code == 0
    assert "1 cơ hội, nhận 1 lượt chuyển chặng" in done.output
    assert list((tmp_path / ".sheetcrm-backups").iterdir())


def test_kpi_answers_on_the_command_line(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()])
    done = run("kpi", path, "leads", "--by", "rep", "--month", "2026-11", "--format", "json", "--as-of", "2026-11-23")
    assert done.exit_code == 0, done.output
    assert "Trần Thị Mai" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("recompute", "nowhere.xlsx"), "Không có tệp nowhere.xlsx"),
        (("check", "nowhere.xlsx"), "sheetcrm new nowhere.xlsx"),
        (("new", "a.xlsx", "--process", "none"), "standard"),
        (("new", "a.xlsx", "--templates", "nowhere"), "nowhere"),
        (("new", "a.xlsx", "--currency", "đồng"), "đồng"),
        (("recompute", "a.xlsx", "--as-of", "31/02/2026"), "30/11/2026"),
    ],
)
def test_a_failure_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = process(*arguments, folder=tmp_path, SHEETCRM_LANG="vi")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_workbook_is_refused_and_left_alone(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"hello"):
        path = tmp_path / "a.xlsx"
        path.write_bytes(content)
        done = process("recompute", path, folder=tmp_path, SHEETCRM_LANG="en")
        assert done.returncode == 2
        assert "left untouched" in done.stderr
        assert path.read_bytes() == content


def test_help_lists_every_command_without_importing_one(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['sheetcrm', '--help']\n"
        "from sheetcrm.surfaces.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'openpyxl', 'lxml', 'xlsxwriter', 'gspread', 'xlwings', 'tomllib', 'python_calamine'}\n"
        "print('HEAVY', sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=tmp_path)
    assert "HEAVY []" in done.stdout
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_an_unknown_command_is_refused_with_exit_code_2() -> None:
    assert run("sing").exit_code == 2


def test_the_language_before_there_is_a_workbook_is_vietnamese_unless_the_system_says_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SHEETCRM_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert preferred_language() == "vi"
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert preferred_language() == "en"
    monkeypatch.setenv("SHEETCRM_LANG", "vi")
    assert preferred_language() == "vi"


def test_the_quick_help_is_what_click_prints(tmp_path: Path) -> None:
    code = "from sheetcrm.surfaces.cli.group import cli; cli(['--help'], prog_name='sheetcrm')"
    environment = {**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, env=environment)
    assert done.stdout == help_text()
    for flag in ("--help", "-h"):
        for lang in ("vi", "en"):
            quick = process(flag, folder=tmp_path, SHEETCRM_LANG=lang)
            assert (quick.returncode, quick.stdout, quick.stderr) == (0, help_text(lang), "")
