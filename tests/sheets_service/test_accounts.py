"""Real auth: signed token requests, tokens that expire, scopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import google.auth.exceptions
import gspread
import pytest
import requests
from cryptography.hazmat.primitives import serialization as form
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials

from sheets_service.accounts import private_key
from sheets_service.client import http_client
from sheets_service.server import SCOPES
from sheets_service.server import SheetsService


def opened(sheets_service: SheetsService, info: dict[str, str]) -> gspread.Spreadsheet:
    file = sheets_service.new_spreadsheet()
    client = gspread.service_account_from_dict(info, http_client=http_client(sheets_service.base))
    return client.open_by_key(file.book.id)


def test_a_service_account_gets_in_by_its_key(sheets_service: SheetsService) -> None:
    assert opened(sheets_service, sheets_service.credentials()).title == "Hub"
    assert sheets_service.gate.accounts.granted == 1


def other_key(info: dict[str, str]) -> dict[str, str]:
    key = private_key(99).private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return {**info, "private_key": key.decode()}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (other_key, "Invalid JWT Signature"),
        (lambda info: {**info, "private_key_id": "0" * 40}, "Invalid JWT Signature"),
        (lambda info: {**info, "client_email": "nobody@project.iam.gserviceaccount.com"}, "account not found"),
    ],
)
def test_a_wrong_key_or_name_gets_no_token(
    sheets_service: SheetsService, spoil: Callable[[dict[str, str]], dict[str, str]], reason: str
) -> None:
    with pytest.raises(google.auth.exceptions.RefreshError, match=reason):
        opened(sheets_service, spoil(sheets_service.credentials()))


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "https://elsewhere.example/token"}, "audience"),
        ({"exp": 1_000}, "short-lived token"),
        ({"exp": 9_999_999_999}, "short-lived token"),
        ({"iat": 9_999_990_000, "exp": 9_999_993_600}, "short-lived token"),
    ],
)
def test_claims_for_elsewhere_or_another_time_get_no_token(
    sheets_service: SheetsService, claims: dict[str, Any], reason: str
) -> None:
    info = sheets_service.credentials()
    credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES, additional_claims=claims)
    with pytest.raises(google.auth.exceptions.RefreshError, match=reason):
        credentials.refresh(google.auth.transport.requests.Request())


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}])
def test_without_a_token_nothing_is_answered(sheets_service: SheetsService, header: dict[str, str]) -> None:
    file = sheets_service.new_spreadsheet()
    answer = requests.get(f"{sheets_service.base}/v4/spreadsheets/{file.book.id}", headers=header, timeout=5)
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert not sheets_service.journal.entries[-1].applied


def test_a_token_expires_and_the_client_gets_another(sheets_service: SheetsService) -> None:
    spreadsheet = opened(sheets_service, sheets_service.credentials())
    sheets_service.clock.advance(3601)
    assert spreadsheet.sheet1.get("A1") == [[]]
    assert [entry.status for entry in sheets_service.journal.entries] == [200, 401, 200, 200]
    assert sheets_service.gate.accounts.granted == 2


def test_the_token_address_may_be_out_of_order(sheets_service: SheetsService) -> None:
    sheets_service.gate.accounts.out_of_order = True
    with pytest.raises(google.auth.exceptions.RefreshError) as error:
        opened(sheets_service, sheets_service.credentials())
    assert error.value.retryable


def test_a_scope_that_only_reads_cannot_write(sheets_service: SheetsService) -> None:
    file = sheets_service.new_spreadsheet()
    scopes = ["https://www.googleapis.com/auth/spreadsheets.readonly"]
    sheet = sheets_service.client(scopes=scopes).open_by_key(file.book.id).sheet1
    assert sheet.get("A1") == [[]]
    with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
        sheet.update([["x"]], "A1")


def test_a_person_gets_in_by_his_consent(sheets_service: SheetsService) -> None:
    file = sheets_service.new_spreadsheet(owner="lan@company.example", writers=[])
    info = sheets_service.gate.accounts.person("lan@company.example")
    credentials = Credentials(None, **{name: value for name, value in info.items() if name != "type"})
    client = gspread.authorize(credentials, http_client=http_client(sheets_service.base))
    client.open_by_key(file.book.id).sheet1.update([["x"]], "A1")
    assert sheets_service.journal.entries[-1].user == "lan@company.example"


def test_only_loopback_gets_tokens() -> None:
    with pytest.raises(ValueError, match="not a loopback address"):
        http_client("https://sheets.example.com")
    client = http_client("http://127.0.0.1:1")(None, requests.Session())
    with pytest.raises(ValueError, match="not an address of Google"):
        client.request("get", "https://example.com/v4")
