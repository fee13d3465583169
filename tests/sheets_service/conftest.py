"""A spreadsheet without a network, for tests of what the service does rather than of how it is reached."""

from __future__ import annotations

from collections.abc import Iterator

import gspread
import pytest

from sheets_service.running import sheets_service as sheets_service
from sheets_service.server import SheetsService
from sheets_service.service import Api
from sheets_service.typist import Typist

OWNER = "manager@company.example"
ROWS = [["id", "name", "value"], ["1", "An", "=2*3"], ["2", "Bình", "07"], ["3", "An", ""]]


@pytest.fixture
def api() -> Iterator[Api]:
    """The pure service."""
    api = Api()
    yield api
    assert api.defects == []


@pytest.fixture
def book(api: Api) -> Typist:
    """The owner of a new spreadsheet with one empty sheet."""
    return Typist(api, api.world.create("Hub", OWNER).book.id, OWNER)


@pytest.fixture
def spreadsheet(sheets_service: SheetsService) -> gspread.Spreadsheet:
    """A spreadsheet of the account's own."""
    spreadsheet = sheets_service.client().create("Sổ")
    spreadsheet.sheet1.update(ROWS, "A1", raw=False)
    return spreadsheet


@pytest.fixture
def sheet(spreadsheet: gspread.Spreadsheet) -> gspread.Worksheet:
    """Its sheet with a header and three rows."""
    return spreadsheet.sheet1
