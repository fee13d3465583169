"""A click on the conflict desk, in Debian's Chromium, changes the Google spreadsheet and the rep's workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_browser import DESKTOP
from real_browser import ONE_WORKER
from real_browser import Browser
from real_browser import browser
from sheets_service.server import SheetsService

from sheetcrm.surfaces.serve.application import application
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.teams import read_teams
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from tests.surfaces.serve.conftest import KEY
from tests.surfaces.serve.conftest import listening
from tests.sync_files.teams import LAN
from tests.sync_files.teams import column
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_google.google_teams import GoogleTeam

__all__ = ["browser"]
pytestmark = ONE_WORKER


def test_a_conflict_is_seen_clicked_and_gone_from_the_spreadsheet_and_the_workbook(
    tmp_path: Path, sheets_service: SheetsService, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    monkeypatch.setenv(BASE_VARIABLE, sheets_service.base)
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    team = GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": LAN})
    team.type_row(**lead("An", note="đầu tiên"))
    team.sync()
    team.edit("An", note="của bảng chung")
    edit(team.book("lan.xlsx"), "An", note="của Lan")
    assert team.sync().exit_code == 1
    assert conflicts_shown(team) == 1
    gate = Gate(read_teams([team.config], None), KEY, Certificates())
    with listening(application(gate)) as address:
        browser.open(address, DESKTOP)
        conflict = browser.page.locator("form.conflict")
        assert conflict.count() == 1
        assert "của bảng chung" in conflict.inner_text()
        conflict.get_by_role("button", name="của Lan").click()
        browser.page.wait_for_url("**/desk?told=chosen", timeout=120_000)
        assert browser.page.get_by_role("status").inner_text() == "Đã chọn và đã đồng bộ."
        assert browser.page.locator("form.conflict").count() == 0
        assert browser.complaints() == []
    assert team.column("note") == ["của Lan"]
    assert column(team.book("lan.xlsx"), "note") == ["của Lan"]
    assert conflicts_shown(team) == 0


def conflicts_shown(team: GoogleTeam) -> int:
    """How many conflicts stand on the spreadsheet's own sheet of them."""
    return len(team.rows("conflicts"))
