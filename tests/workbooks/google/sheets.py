"""Spreadsheets on the stand-in for tests: another user puts tables and reports there, and clients sign in for real."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from typing import Any

from google.oauth2.service_account import Credentials
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.credentials import SCOPES
from sheetcrm.workbooks.google.workbook import GoogleWorkbook

Tables = Mapping[str, Mapping[str, Sequence[Raw]]]
FIRST_ID = 1001
"""The id of the first table's tab."""
EPOCH = datetime(1899, 12, 30)


def signed_in(service: SheetsService, place: str = "gsheet:x", account: str = "sync", **options: Any) -> PatientClient:
    """A client of a service account, whose waits move the stand-in's clock and take no time."""
    credentials = Credentials.from_service_account_info(service.credentials(account), scopes=list(SCOPES))
    settings: dict[str, Any] = {"sleep": service.clock.advance, "chance": lambda: 0.5, **options}
    return PatientClient(credentials, place=place, base=service.base, **settings)


def new_spreadsheet(service: SheetsService, tables: Tables, reports: Sequence[str] = ()) -> Typist:
    """A spreadsheet of the manager's, shared with the account `sync`."""
    typist = service.typist(service.new_spreadsheet())
    for number, (table, columns) in enumerate(tables.items(), start=FIRST_ID):
        keys = list(columns)
        height = max((len(cells) for cells in columns.values()), default=0)
        rows = [[cell(key if at else f"{table}.{key}") for at, key in enumerate(keys)], [cell(key) for key in keys]]
        rows += [[cell(at_or_none(columns[key], at)) for key in keys] for at in range(height)]
        add(typist, number, table, rows)
    for number, report in enumerate(reports, start=FIRST_ID + 100):
        add(typist, number, report, [[cell(f"report.{report}")]])
    return typist


def add(typist: Typist, number: int, title: str, rows: Sequence[Sequence[Any]]) -> None:
    """A tab with cells."""
    grid = {"rowCount": 20, "columnCount": 10}
    start = {"sheetId": number, "rowIndex": 0, "columnIndex": 0}
    typist.change(
        {"addSheet": {"properties": {"sheetId": number, "title": title, "gridProperties": grid}}},
        {"updateCells": {"start": start, "rows": [{"values": list(row)} for row in rows], "fields": "*"}},
    )


def at_or_none(cells: Sequence[Raw], at: int) -> Raw:
    return cells[at] if at < len(cells) else None


def cell(raw: Raw) -> Mapping[str, Any]:
    """A cell as the browser would make it."""
    if raw is None:
        return {}
    if isinstance(raw, bool):
        return {"userEnteredValue": {"boolValue": raw}}
    if isinstance(raw, date):
        moment = raw if isinstance(raw, datetime) else datetime(raw.year, raw.month, raw.day)
        kind = "DATE_TIME" if isinstance(raw, datetime) else "DATE"
        days = (moment - EPOCH).total_seconds() / 86_400
        return {"userEnteredValue": {"numberValue": days}, "userEnteredFormat": {"numberFormat": {"type": kind}}}
    if isinstance(raw, str):
        return {"userEnteredValue": {"formulaValue" if raw.startswith("=") else "stringValue": raw}}
    assert not isinstance(raw, CellError)
    return {"userEnteredValue": {"numberValue": raw}}


def opened(service: SheetsService, typist: Typist, **options: Any) -> GoogleWorkbook:
    """The workbook under test."""
    return GoogleWorkbook(typist.book_id, signed_in(service, f"gsheet:{typist.book_id}", **options))
