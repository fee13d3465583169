"""The looks of reports: the settings' swatches by name, and how the cells of a report look now."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

from sheetcrm.workbooks.google.blocks import Place
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.drafting import Looks
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import raw_of

SETTINGS = "settings"
PREFIX = "style."
_FIELDS = "sheets(properties(sheetId),data(rowData(values(userEnteredFormat))))"

Format = Mapping[str, Any]


def read_looks(
    client: PatientClient, spreadsheet: str, seen: Seen, reports: Sequence[Tab]
) -> tuple[Looks, Mapping[int, Mapping[Place, Format]]]:
    """Read, with one request, the swatches and the looks of some reports' cells (sheet id → place → look)."""
    settings = seen.tables.get(SETTINGS)
    wanted = [*reports, *([settings] if settings else [])]
    body = {"dataFilters": [{"gridRange": {"sheetId": tab.id}} for tab in wanted]}
    address = f"{SPREADSHEETS_API_V4_BASE_URL}/{spreadsheet}:getByDataFilter"
    answer = client.request("post", address, params={"fields": _FIELDS}, json=body).json()
    found = {sheet["properties"].get("sheetId", 0): dict(_formats(sheet)) for sheet in answer["sheets"]}
    return (_swatches(settings, found[settings.id]) if settings else {}), found


def _formats(sheet: Mapping[str, Any]) -> Iterator[tuple[Place, Format]]:
    for data in sheet.get("data", ())[:1]:
        for number, row in enumerate(data.get("rowData", ()), start=1):
            for column, cell in enumerate(row.get("values", ()), start=1):
                if cell.get("userEnteredFormat"):
                    yield (number, column), cell["userEnteredFormat"]


def _swatches(settings: Tab, formats: Mapping[Place, Format]) -> Looks:
    names, values = settings.keys.columns.get("id"), settings.keys.columns.get("value")
    if names is None or values is None:
        return {}
    looks = {}
    for row in range(1, len(settings.rows) + 1):
        name = raw_of(settings.cell(row, names))
        if isinstance(name, str) and name.startswith(PREFIX):
            looks[name.removeprefix(PREFIX)] = formats.get((row, values), {})
    return looks
