"""Functions in cells give the answers of every other surface, and a spreadsheet's own token reads nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from datetime import datetime

import pytest
from sheets_service.server import SheetsService

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from tests.app.golden_cells import GOLDEN
from tests.app.golden_cells import golden_book
from tests.surfaces.serve.conftest import Serving

PATHS = {
    "CRM_SCORE": "/v1/score",
    "CRM_BAND": "/v1/score",
    "CRM_WHY": "/v1/score",
    "CRM_CHECK": "/v1/move",
    "CRM_NEXT": "/v1/move",
    "CRM_KPI": "/v1/kpi",
    "CRM_KPI_TABLE": "/v1/kpi",
}
DAY_NOUGHT = datetime(1899, 12, 30)


def sent(cell: Raw) -> str | int | float | bool | None:
    """A cell as the script sends it."""
    if isinstance(cell, date):
        at = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
        return (at - DAY_NOUGHT).total_seconds() / 86400
    if isinstance(cell, CellError):
        return str(cell)
    assert cell is None or isinstance(cell, str | int | float | bool)
    return cell


def test_every_golden_row_is_answered_as_on_every_other_surface(
    serving: Serving, tmp_path_factory: pytest.TempPathFactory, sheets_service: SheetsService
) -> None:
    team = serving()
    read = golden_book(tmp_path_factory.mktemp("golden"), "vi").workbook.read()
    tables = {table: {key: [*map(sent, cells)] for key, cells in data.columns.items()} for table, data in read.items()}
    token = team.compute_token()
    for row in json.loads(GOLDEN.read_text("utf-8")):
        asked = {"function": row["function"], "arguments": row["arguments"], "tables": tables}
        answer = team.post(PATHS[row["function"]], token=token, request=None, **asked)
        assert answer.status == 200, answer.body
        assert answer.body["rows"] == row["vi"], row
    assert len(sheets_service.journal) == 0


def test_a_spreadsheets_token_reads_nothing_and_a_person_may_have_his_sheet_read(
    serving: Serving, sheets_service: SheetsService
) -> None:
    team = serving()
    asked: dict[str, object] = {"function": "CRM_KPI", "arguments": ["leads", "11/2026"], "request": None}
    refused = team.post("/v1/kpi", token=team.compute_token(), **asked)
    assert (refused.status, refused.body["code"]) == (400, "serve_nothing_sent")
    assert len(sheets_service.journal) == 0
    assert team.post("/v1/kpi", **asked).body["rows"] == [[1]]


def test_another_spreadsheets_token_is_refused(serving: Serving) -> None:
    ours, theirs = serving(), serving()
    asked: dict[str, object] = {"function": "CRM_SCORE", "arguments": [1, 1, 1, 1], "tables": {}, "request": None}
    for token in (theirs.compute_token(), ours.compute_token()[:-1] + "x", "crm1.x.y", "crm1"):
        answer = ours.post("/v1/score", token=token, **asked)
        assert (answer.status, answer.body["code"]) == (401, "serve_not_known")
    for path in ("/v1/check", "/v1/recompute", "/v1/desk"):
        more: dict[str, Sequence[object]] = {"rows": []} if path == "/v1/check" else {}
        assert ours.post(path, token=ours.compute_token(), **more).status == 401
