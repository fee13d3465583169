"""Who signs in: the order in which keys are looked for, and what is said when there is none or a wrong one."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials as PersonCredentials
from google.oauth2.service_account import Credentials as ServiceCredentials
from sheets_service.server import SheetsService

from sheetcrm.errors import BadRequest
from sheetcrm.errors import NoCredentials
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from sheetcrm.workbooks.google.connecting import connect
from sheetcrm.workbooks.google.credentials import SCOPES
from sheetcrm.workbooks.google.credentials import VARIABLE
from sheetcrm.workbooks.google.credentials import find_credentials


def keep(path: Path, said: object) -> Path:
    path.write_text(json.dumps(said))
    return path


def test_keys_are_looked_for_in_a_fixed_order(tmp_path: Path, sheets_service: SheetsService) -> None:
    accounts = {name: keep(tmp_path / f"{name}.json", sheets_service.credentials(name)) for name in ("option", "env")}
    folder = tmp_path / "gspread"
    folder.mkdir()
    keep(folder / "service_account.json", sheets_service.credentials("folder"))
    keep(folder / "authorized_user.json", sheets_service.gate.accounts.person("an@company.example"))
    environ = {VARIABLE: str(accounts["env"])}
    found = []
    for named, env in ((accounts["option"], environ), (None, environ), (None, {})):
        credentials = find_credentials(named, env, folder)
        assert isinstance(credentials, ServiceCredentials)
        assert credentials.scopes == list(SCOPES)
        found.append(credentials.service_account_email.split("@")[0])
    assert found == ["option", "env", "folder"]
    (folder / "service_account.json").unlink()
    assert isinstance(find_credentials(None, {}, folder), PersonCredentials)


def test_nobody_to_sign_in_as_says_where_was_looked_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoCredentials) as raised:
        find_credentials(None, {}, tmp_path)
    for lang in ("vi", "en"):
        said = raised.value.in_language(lang)
        assert VARIABLE in said
        assert str(tmp_path) in said
        assert "README" in said


def test_a_named_key_that_is_not_there_is_not_replaced_by_another_one(
    tmp_path: Path, sheets_service: SheetsService
) -> None:
    keep(tmp_path / "service_account.json", sheets_service.credentials())
    with pytest.raises(NoCredentials) as raised:
        find_credentials(tmp_path / "typo.json", {}, tmp_path)
    assert "typo.json" in raised.value.in_language("vi")


def test_a_wrong_or_damaged_key_is_refused_without_quoting_it(tmp_path: Path, sheets_service: SheetsService) -> None:
    good = sheets_service.credentials()
    secret = str(good["private_key"]).splitlines()[4]
    damaged = {**good, "private_key": str(good["private_key"]).replace("BEGIN", "BEGAN")}
    texts = [json.dumps(damaged), json.dumps(good)[:-9], json.dumps({"private_key": good["private_key"]}), "[]", "null"]
    texts.append(json.dumps({name: value for name, value in good.items() if name != "client_email"}))
    for text in texts:
        (tmp_path / "key.json").write_text(text)
        with pytest.raises(NoCredentials) as raised:
            find_credentials(tmp_path / "key.json", {})
        told = "".join(traceback.format_exception(raised.value)) + raised.value.in_language("vi")
        assert "key.json" in told
        assert secret not in told


def test_a_service_account_really_signs_in_with_its_key(tmp_path: Path, sheets_service: SheetsService) -> None:
    key = keep(tmp_path / "key.json", sheets_service.credentials())
    file = sheets_service.new_spreadsheet()
    client = connect("gsheet:x", key, {BASE_VARIABLE: sheets_service.base})
    client.fetch_sheet_metadata(file.book.id)
    assert sheets_service.gate.accounts.granted == 1
    assert sheets_service.journal.entries[0].user == "sync@project.iam.gserviceaccount.com"


def test_a_person_signs_in_with_what_consent_left(tmp_path: Path, sheets_service: SheetsService) -> None:
    key = keep(tmp_path / "authorized_user.json", sheets_service.gate.accounts.person("manager@company.example"))
    file = sheets_service.new_spreadsheet(owner="manager@company.example", writers=())
    client = connect("gsheet:x", key, {BASE_VARIABLE: sheets_service.base})
    client.auth._token_uri = sheets_service.gate.accounts.token_uri  # a person's file never says where tokens come from
    client.fetch_sheet_metadata(file.book.id)
    assert sheets_service.journal.entries[0].user == "manager@company.example"


def test_only_the_scopes_that_are_needed_are_asked_for() -> None:
    assert set(SCOPES) == {
        "https://www.googleapis.com/auth/spreadsheets",
        "https://www.googleapis.com/auth/drive.file",
    }


def test_a_base_address_elsewhere_is_refused_before_anything_is_sent(
    tmp_path: Path, sheets_service: SheetsService
) -> None:
    key = keep(tmp_path / "key.json", sheets_service.credentials())
    with pytest.raises(BadRequest):
        connect("gsheet:x", key, {BASE_VARIABLE: "https://sheets.evil.example"})
    assert sheets_service.gate.accounts.granted == 0
