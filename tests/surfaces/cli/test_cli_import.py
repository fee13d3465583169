"""`sheetcrm import` on the command line: what it says, in which language, and its exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result

from sheetcrm.app.build import new_workbook
from sheetcrm.app.importing.headers import Match
from sheetcrm.app.importing.report import ImportReport
from sheetcrm.app.importing.report import Unplaced
from sheetcrm.surfaces.cli.import_ import Bar
from sheetcrm.surfaces.cli.import_ import import_command
from sheetcrm.surfaces.cli.import_ import report_lines

SOURCE = "Công ty;SĐT\nA;0912345678\nB;sai\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "pipeline.xlsx"
    new_workbook(path, lang="vi", process="standard", scheme="bant", currency="VND", templates=None)
    return path


def run(book: Path, source: Path, *options: str) -> Result:
    arguments = [str(book), str(source), "--table", "leads", *options]
    return CliRunner().invoke(import_command, arguments, catch_exceptions=False)


def test_it_tells_the_counts_the_reasons_and_the_errors_file_and_exits_with_1(book: Path) -> None:
    source = book.with_name("leads.csv")
    source.write_text(SOURCE, encoding="utf-8")
    result = run(book, source)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == "leads.csv → Khách tiềm năng: 1 dòng mới, 0 dòng đã có sẵn, 1 dòng lỗi."
    assert lines[1].startswith("  1 dòng: Điện thoại: “sai”")
    assert f"Các dòng lỗi nằm ở {book.with_name('leads.errors.csv')}" in result.output


def test_without_errors_it_exits_with_0_and_speaks_the_language_asked_for(book: Path) -> None:
    source = book.with_name("leads.csv")
    source.write_text(SOURCE.replace("sai", ""), encoding="utf-8")
    result = run(book, source, "--dry-run", "--lang", "en")
    assert result.exit_code == 0
    assert result.output.startswith("Nothing was written. leads.csv → ")


def test_a_failure_is_one_sentence_and_exit_code_2(book: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sheetcrm",
        "import",
        str(book),
        str(book.with_name("none.csv")),
        "--table",
        "leads",
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


class Drawn:
    length: int | None = 1
    at = 0

    def update(self, n_steps: int) -> None:
        self.at += n_steps


def test_the_bar_grows_to_its_length() -> None:
    drawn = Drawn()
    bar = Bar(drawn)
    bar.expect(200)
    bar.advance(150)
    bar.advance(50)
    assert (drawn.length, drawn.at) == (200, 200)
    bar.expect(0)
    assert drawn.length == 1


def full_report() -> ImportReport:
    unplaced = [
        (Unplaced(Match("H1", 0, ("phone",), "offer", 75), 3), "Phone"),
        (Unplaced(Match("H2", 1, (), "unknown", 0), 4), ""),
        (Unplaced(Match("H3", 2, ("score",), "engine"), 5), "Score"),
        (Unplaced(Match("H4", 3, ("phone",), "twice"), 6), "Phone"),
    ]
    return ImportReport(
        lang="en",
        table="Leads",
        source=Path("leads.xlsx"),
        sheet="One",
        other_sheets=["Two"],
        encoding="windows-1258",
        header_row=4,
        new=1,
        known=2,
        refused=3,
        reasons=[("because.", 3)],
        guesses=[(Match("Emial", 4, ("email",), "guess", 88), "E-mail")],
        unplaced=unplaced,
        missing_headers=["Gone"],
        new_reps=[f"Rep {number}" for number in range(14)],
        new_entries={"Sources": ["Fair"]},
        errors_file=Path("leads.errors.csv"),
        map_file=Path("leads.map.toml"),
        backup=Path("backup.xlsx"),
        dry_run=False,
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_somebody_should_look_at_is_said(lang: str) -> None:
    said = "\n".join(report_lines(full_report(), lang))
    wanted = ["One", "Two", "windows-1258", "4", "because.", "Emial", "88", "H1", "H2", "H3", "H4", "Gone", "Fair"]
    wanted += ["leads.errors.csv", "leads.map.toml", "backup.xlsx", "Rep 11", "(+2)"]
    assert [word for word in wanted if word not in said] == []
    assert "Rep 12" not in said
    assert "{" not in said
