"""A click on the conflict desk changes the Google spreadsheet and the rep's workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests
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


def test_a_choice_on_the_desk_is_gone_from_both_sheets_after_one_click(
    tmp_path: Path, sheets_service: SheetsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BASE_VARIABLE, sheets_service.base)
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    team = GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": LAN})
    team.type_row(**lead("An", note="đầu tiên"))
    team.sync()
    team.edit("An", note="của bảng chung")
    edit(team.book("lan.xlsx"), "An", note="của Lan")
    assert team.sync().exit_code == 1
    gate = Gate(read_teams([team.config], None), KEY, Certificates())
    with listening(application(gate)) as address:
        session = requests.Session()
        page = session.get(address, timeout=120).text
        assert "của bảng chung" in page
        form = dict(re.findall(r'name="(number|proof)" value="([^"]+)"', page))
        after = session.post(f"{address}/desk", data={**form, "pick": "workbook"}, timeout=120)
    assert "Đã chọn và đã đồng bộ." in after.text
    assert 'form class="conflict"' not in after.text
    assert team.column("note") == ["của Lan"]
    assert column(team.book("lan.xlsx"), "note") == ["của Lan"]
