"""`sheetcrm hub`, and the other commands on a spreadsheet: run as a user runs them, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sheets_service.server import SheetsService

from sheetcrm.app.configuration import GoogleHub
from sheetcrm.app.configuration import read_configuration


@pytest.fixture
def key(tmp_path: Path, sheets_service: SheetsService) -> Path:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(sheets_service.credentials()))
    return path


def run(service: SheetsService, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name != "GOOGLE_APPLICATION_CREDENTIALS"}
    environ |= {"SHEETCRM_GOOGLE_BASE": service.base, "SHEETCRM_LANG": "vi", "HOME": str(folder)}
    command = [sys.executable, "-m", "sheetcrm", *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_a_shared_spreadsheet_is_adopted_and_the_other_commands_work_on_it(
    tmp_path: Path, sheets_service: SheetsService, key: Path
) -> None:
    file = sheets_service.new_spreadsheet("Bảng chung miền Nam")
    url = f"https://docs.google.com/spreadsheets/d/{file.book.id}/edit#gid=0"
    done = run(sheets_service, tmp_path, "hub", "adopt", url, "--credentials", str(key))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Bảng chung miền Nam" in done.stdout
    assert "sheetcrm sync --dry-run" in done.stdout
    said = read_configuration(tmp_path / "sheetcrm.toml")
    assert (said.hub, said.credentials) == (GoogleHub(file.book.id), key)

    again = run(sheets_service, tmp_path, "hub", "adopt", f"gsheet:{file.book.id}")
    assert (again.returncode, again.stderr) == (0, "")
    assert "không có gì thay đổi" in again.stdout

    typist = sheets_service.typist(file)
    typist.type("'Khách tiềm năng'!C3", [["Trường An"]])
    check = run(sheets_service, tmp_path, "check", f"gsheet:{file.book.id}")
    assert check.returncode == 1
    assert "Khách tiềm năng" in check.stdout
    recompute = run(sheets_service, tmp_path, "recompute", f"gsheet:{url}")
    assert (recompute.returncode, recompute.stderr) == (0, "")
    assert typist.read("'Khách tiềm năng'!A3")[0][0]
    kpi = run(sheets_service, tmp_path, "kpi", f"gsheet:{file.book.id}", "--format", "json")
    assert (kpi.returncode, kpi.stderr) == (0, "")
    assert json.loads(kpi.stdout)["currency"] == "VND"


def test_another_hub_in_the_configuration_is_left_there_and_said(
    tmp_path: Path, sheets_service: SheetsService, key: Path
) -> None:
    config = tmp_path / "sheetcrm.toml"
    text = f'hub = "team.xlsx"\ncredentials = "{key}"\n[[workbooks]]\nfile = "a.xlsx"\n'
    config.write_text(text)
    file = sheets_service.new_spreadsheet()
    done = run(sheets_service, tmp_path, "hub", "adopt", file.book.id, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert f'hub = "gsheet:{file.book.id}"' in done.stdout
    assert config.read_text() == text


def test_a_service_account_that_cannot_create_ends_with_a_sentence(
    tmp_path: Path, sheets_service: SheetsService, key: Path
) -> None:
    email = sheets_service.credentials()["client_email"]
    sheets_service.world.full_drives.add(email)
    done = run(sheets_service, tmp_path, "hub", "create", "--title", "Chung", "--credentials", str(key))
    assert (done.returncode, done.stdout) == (2, "")
    assert email in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "sheetcrm.toml").exists()


def test_without_a_key_it_says_how_to_get_one(tmp_path: Path, sheets_service: SheetsService) -> None:
    done = run(sheets_service, tmp_path, "check", "gsheet:" + "1" * 44)
    assert done.returncode == 2
    assert "README" in done.stderr
    assert "Traceback" not in done.stderr
