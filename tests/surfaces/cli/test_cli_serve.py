"""`sheetcrm serve` and `sheetcrm apps-script`, in a process of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from sheets_service.server import SheetsService

SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg"


def environ(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "GOOGLE_APPLICATION_CREDENTIALS"}
    return {**kept, "SHEETCRM_DATA": str(folder / "data"), "SHEETCRM_LANG": "vi", "HOME": str(folder), **more}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sheetcrm", *arguments]
    return subprocess.run(command, cwd=folder, env=environ(folder), capture_output=True, text=True, check=False)


@pytest.fixture
def team(tmp_path: Path, sheets_service: SheetsService) -> Path:
    (tmp_path / "key.json").write_text(json.dumps(sheets_service.credentials()))
    (tmp_path / "sheetcrm.toml").write_text(
        f'hub = "gsheet:{SHEET}"\ncredentials = "key.json"\n[[workbooks]]\nfile = "a.xlsx"\n'
    )
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process can answer")
def test_it_tells_where_it_listens_logs_nothing_personal_and_stops_when_asked(
    team: Path, sheets_service: SheetsService
) -> None:
    command = [sys.executable, "-u", "-m", "sheetcrm", "serve", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=team,
        env=environ(team, SHEETCRM_GOOGLE_BASE=sheets_service.base),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    warned, listening = process.stdout.readline(), process.stdout.readline()
    assert "chưa có audience" in warned
    address = next(word for word in listening.split() if word.startswith("http://"))
    assert requests.get(f"{address}/healthz", timeout=30).json()["status"] == "ok"
    secret = {"spreadsheet": SHEET, "request": "number-1", "rows": []}
    refused = requests.post(f"{address}/v1/check", json=secret, headers={"Authorization": "Bearer abc"}, timeout=30)
    assert (refused.status_code, refused.json()["code"]) == (401, "serve_not_known")
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=60)
    told = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    lines = [one for one in told if "route" in one]
    assert [one["code"] for one in told if "reading" in one] == ["spreadsheet_not_found"], "it is read at the start"
    assert [(one["route"], one["status"]) for one in lines] == [("/healthz", 200), ("/v1/check", 401)]
    assert lines[1]["request_id"] == refused.headers["X-Request-Id"]
    assert not any(word in log for word in (SHEET, "abc", "127.0.0.1"))


def test_beyond_this_machine_it_wants_a_proxy(team: Path) -> None:
    done = run(team, "serve", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert "--behind-proxy" in done.stderr


def test_the_script_is_built_in_both_languages_with_instructions(team: Path) -> None:
    done = run(team, "apps-script", "build", "--out", "script", "--server", "https://crm.company.example/")
    assert (done.returncode, done.stderr) == (0, "")
    for lang, word in (("vi", "Tính lại KPI"), ("en", "Recompute KPIs")):
        folder = team / "script" / lang
        assert {path.name for path in folder.iterdir()} == {"Code.js", "Settings.js", "appsscript.json", "README.txt"}
        settings = (folder / "Settings.js").read_text("utf-8")
        assert word in settings
        assert '"server": "https://crm.company.example"' in settings
        assert f"crm1.{SHEET}." in settings
    assert (team / "data" / "server.key").stat().st_mode & 0o077 == 0


def test_the_script_asks_no_server_over_an_open_line(team: Path) -> None:
    done = run(team, "apps-script", "build", "--out", "script", "--server", "http://crm.company.example")
    assert done.returncode == 2
    assert "https://" in done.stderr
    assert not (team / "script").exists()
