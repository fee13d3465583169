"""The process behind the extension, spoken to as the extension does: lines of JSON there and back."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from sheetcrm.errors import OfficeRefused
from sheetcrm.errors import ProgramMissing
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.surfaces.libreoffice.installing import add_extension
from sheetcrm.surfaces.libreoffice.installing import find_unopkg
from sheetcrm.surfaces.libreoffice.registering import BUTTONS
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.values import to_serial
from sheetcrm.workbooks import open_workbook
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead

OLDEST_PYTHON = (3, 8)
"""What LibreOffice 7.4 brings along on Windows."""


class Line:
    """A running process and its two ends."""

    def __init__(self, command: Sequence[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        answer: Mapping[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def packed(extension: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(extension)


@pytest.fixture(scope="module")
def line(packed: zipfile.ZipFile) -> Iterator[Line]:
    line = Line(json.loads(packed.read("interpreter.json"))["command"])
    yield line
    assert line.process.stdin is not None
    line.process.stdin.close()
    assert line.process.wait(10) == 0, "it goes away with LibreOffice"


def question(path: Path, ask: str, pointed: Sequence[object] = ("", 0, ())) -> Mapping[str, Any]:
    """Ask as the extension does, the cells taken from the saved file."""
    tables = open_workbook(path).read()
    sheets = []
    for table in tables.values():
        keys = [f"{table.table}.{key}" if not at else key for at, key in enumerate(table.columns)]
        cells = [list(row) for row in zip(*table.columns.values(), strict=True)]
        kinds = [
            ["date", y, x, y, x]
            for y, row in enumerate(cells, start=3)
            for x, raw in enumerate(row, start=1)
            if isinstance(raw, date)
        ]
        rows = [keys, list(table.headers.values()), *([_told(raw) for raw in row] for row in cells)]
        sheets.append({"title": table.sheet, "rows": rows, "kinds": kinds, "errors": [], "formulas": []})
    return {
        "ask": ask,
        "lang": "en",
        "templates": None,
        "pointed": pointed,
        "document": {"name": path.name, "sheets": [*sheets, *_reports()]},
    }


def _reports() -> Iterator[Mapping[str, Any]]:
    from sheetcrm.templates.load import load_template

    for report in load_template().reports:
        yield {"title": report.vi, "rows": [[f"report.{report.key}"]], "kinds": [], "errors": [], "formulas": []}


def _told(raw: object) -> object:
    return float(to_serial(raw)) if isinstance(raw, date) else ("" if raw is None else raw)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    deals = [deal(stage=None)]
    return book(tmp_path_factory.mktemp("desk") / "a.xlsx", leads=[lead()], opportunities=deals)


def test_check_gives_marks_and_no_orders(line: Line, tmp_path: Path) -> None:
    answer = line.send(question(book(tmp_path / "a.xlsx", opportunities=[deal(amount="một ít")]), "check"))
    assert answer["orders"] == []
    (mark,) = [one for one in answer["marks"] if "một ít" in one["text"]]
    assert (mark["sheet"], mark["cell"]) == ("Cơ hội", "G3")
    assert mark["fill"] in answer["fills"]


def test_move_stage_asks_back_until_it_knows_and_writes_the_row(line: Line, path: Path) -> None:
    asked = line.send(question(path, "move_stage", ("Cơ hội", 3, ())))
    assert (asked["do"], asked["suggested"]) == ("ask", "1")
    assert "Chuyển tới đâu" in asked["text"]
    answer = line.send({"reply": "1"})
    while "do" in answer:
        answer = line.send({"reply": True if answer["do"] == "confirm" else "1"})
    assert "Chuẩn bị tiếp cận" in answer["status"]
    written = [cell for orders in answer["orders"] for _, _, rows in orders["values"] for row in rows for cell in row]
    assert "Chuẩn bị tiếp cận" in written


def test_move_stage_adds_a_meeting_and_corrects_the_lead_as_in_excel(line: Line, tmp_path: Path) -> None:
    standing = {"accepted_stage": "approach", "accepted_status": "open", "stage": "approach"}
    path = book(tmp_path / "b.xlsx", leads=[lead(contact_role=None)], opportunities=[deal(**standing)])
    asked = line.send(question(path, "move_stage", ("Cơ hội", 3, ())))
    for reply in ("1", "1", "Gặp mặt", "20/11/2026", "", "Đồng ý", "20/11/2026", "2", "2", "1"):
        assert asked["do"] == "ask", asked
        asked = line.send({"reply": reply})
    assert "đã chuyển tới “Trình bày giải pháp”" in asked["status"], asked
    assert {orders["sheet"] for orders in asked["orders"]} >= {"Khách tiềm năng", "Cơ hội", "Tương tác"}


def test_a_cancelled_question_writes_nothing(line: Line, path: Path) -> None:
    line.send(question(path, "move_stage", ("Cơ hội", 3, ())))
    answer = line.send({"reply": None})
    assert answer["orders"] == []
    assert "không ghi gì" in answer["status"]


def test_sync_asks_for_the_document_to_be_saved_and_says_when_nobody_set_it_up(line: Line, path: Path) -> None:
    assert line.send(question(path, "sync"))["do"] == "save"
    answer = line.send({"reply": {"failed": None, "saved": str(path)}})
    assert "sheetcrm.toml" in answer["alerts"][0]
    assert line.send(question(path, "sync"))["do"] == "save"
    assert "chưa được lưu" in line.send({"reply": {"failed": None, "saved": None}})["alerts"][0]
    line.send(question(path, "sync"))
    assert "bị khóa" in line.send({"reply": {"failed": "bị khóa", "saved": None}})["failed"]


def test_what_goes_wrong_is_a_sentence_and_the_process_goes_on(line: Line, path: Path) -> None:
    empty = {**question(path, "check"), "document": {"name": "b.ods", "sheets": []}}
    assert "b.ods" in line.send(empty)["failed"]
    assert "Nothing was changed" in line.send({**question(path, "check"), "ask": "explode"})["failed"]
    assert line.send(question(path, "check"))["status"]


def test_a_function_lets_only_the_tables_be_told_that_it_needs_and_only_once_a_state(line: Line, path: Path) -> None:
    """A score needs the settings alone; a check reads everything, which the next one finds there."""
    document = question(path, "check")["document"]

    def asked(state: int, name: str, *arguments: object) -> Mapping[str, Any]:
        told = {"ask": "function", "lang": "en", "templates": None, "title": path.name, "document": ["7", state]}
        return line.send({**told, "name": name, "arguments": arguments})

    assert asked(0, "CRM_SCORE", 3, 3, 3, 3) == {"do": "tell", "tables": ["settings"]}
    assert line.send({"reply": document}) == {"rows": [[100.0]]}
    assert asked(0, "CRM_CHECK", "Sân bóng cỏ nhân tạo") == {"do": "tell", "tables": None}
    assert line.send({"reply": document})["rows"][0][0]
    assert asked(0, "CRM_NEXT", "Sân bóng cỏ nhân tạo")["rows"] == [["Chuẩn bị tiếp cận"]]
    assert asked(1, "CRM_BAND", 3, 3, 3, 3) == {"do": "tell", "tables": ["settings"]}, "another state"
    answer: Mapping[str, Any] = {"do": "tell"}
    while "do" in answer:
        answer = line.send({"reply": {"name": "b.ods", "sheets": []}})
    assert answer["rows"][0][0].startswith(path.name), "nothing of ours is in it"


def test_a_cell_that_asks_while_another_one_is_answered_is_told_so_and_a_reply_that_fails_ends_the_process(
    packed: zipfile.ZipFile, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extension's own end of the line: LibreOffice may calculate a cell while the tables are told for another."""
    packed.extractall(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "pythonpath")
    inside = importlib.import_module("sheetcrm_office.desk")
    desk, document = inside.Desk(), question(path, "check")["document"]
    asked = {"ask": "function", "lang": "en", "title": path.name, "document": ["7", 0]}
    asked |= {"name": "CRM_NEXT", "arguments": ["Sân bóng cỏ nhân tạo"]}

    def tell(request: Mapping[str, Any]) -> object:
        with pytest.raises(inside.DeskBusy):
            desk.ask(asked, tell)
        return document

    def fail(request: Mapping[str, Any]) -> object:
        raise RuntimeError("the sheet is gone")

    with pytest.raises(inside.DeskGone, match="the sheet is gone"):
        desk.ask(asked, fail)
    assert desk.ask(asked, tell) == {"rows": [["Chuẩn bị tiếp cận"]]}, "from another process, asked nothing before"
    desk._stop()


def test_what_runs_inside_libreoffice_needs_nothing_but_an_old_python(packed: zipfile.ZipFile) -> None:
    own = {"sheetcrm_office", "uno", "unohelper", "com", "vnd"}
    for name in packed.namelist():
        if name.endswith(".py"):
            tree = ast.parse(packed.read(name), feature_version=OLDEST_PYTHON)
            modules = {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            modules |= {
                a.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
            }
            assert modules <= own | sys.stdlib_module_names, name


def test_every_button_has_pictures_a_command_and_labels_in_both_languages(packed: zipfile.ZipFile) -> None:
    addons = packed.read("Addons.xcu").decode()
    for button in BUTTONS:
        assert {f"icons/{button}_16.png", f"icons/{button}_26.png"} <= set(packed.namelist())
        assert addons.count(f"vnd.sheetcrm:{button}<") == 3
    for text in ("Tính lại KPI", "Recompute", "Chuyển chặng…", "Move stage…"):
        assert f">{text}<" in addons


def test_every_function_and_argument_has_its_help(packed: zipfile.ZipFile) -> None:
    root = ElementTree.fromstring(packed.read("CalcAddIns.xcu"))
    text = ElementTree.tostring(root, encoding="unicode")
    assert all(f">{name}<" in text for name in SIGNATURES)
    arguments = sum(map(len, SIGNATURES.values()))
    assert text.count('name="Description"') == len(SIGNATURES) + arguments


def test_the_same_extension_is_the_same_file(extension: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["libreoffice", "install", "--out", str(tmp_path / "again.oxt")])
    assert done.exit_code == 0
    assert (tmp_path / "again.oxt").read_bytes() == extension.read_bytes()


def test_libreoffice_that_is_nowhere_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    with pytest.raises(ProgramMissing) as caught:
        find_unopkg()
    assert "LibreOffice" in caught.value.in_language("vi")


def test_on_windows_it_is_found_where_it_installs_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "LibreOffice" / "program" / "unopkg.com"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    assert find_unopkg() == program


def test_an_installer_that_fails_says_why(tmp_path: Path) -> None:
    program = tmp_path / "unopkg"
    program.write_text("#!/bin/sh\necho 'ERROR: it is in use' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(OfficeRefused) as caught:
        add_extension(program, tmp_path / "a.oxt")
    assert "it is in use" in str(caught.value)
