"""How reports look now: the settings' swatches by name, the looks of cells, and which rows are hidden."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import raw_of
from sheetcrm.workbooks.rectangles import Place

SETTINGS = "settings"
PREFIX = "style."
_FIELDS = "sheets(properties(sheetId),data(rowData(values(userEnteredFormat)),rowMetadata(hiddenByUser)))"

Format = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TabLooks:
    """How one tab looks."""

    formats: Mapping[Place, Format] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    """Rows that are hidden."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How reports look."""

    swatches: Mapping[str, Format] = field(default_factory=dict)
    """Name of a look → the cell format it stands for."""
    tabs: Mapping[int, TabLooks] = field(default_factory=dict)
    """Sheet id → its looks."""


def read_looks(client: PatientClient, spreadsheet: str, seen: Seen, tabs: Sequence[Tab]) -> Looks:
    """Read, with one request, how some tabs look; the swatches, where the settings are among them."""
    body = {"dataFilters": [{"gridRange": {"sheetId": tab.id}} for tab in tabs]}
    address = f"{SPREADSHEETS_API_V4_BASE_URL}/{spreadsheet}:getByDataFilter"
    answer = client.request("post", address, params={"fields": _FIELDS}, json=body).json()
    return looks_in(answer["sheets"], seen)


def looks_in(sheets: Sequence[Mapping[str, Any]], seen: Seen) -> Looks:
    """Understand what the service says of the looks of some sheets."""
    tabs = {sheet["properties"].get("sheetId", 0): _tab_looks(sheet) for sheet in sheets}
    settings = seen.tables.get(SETTINGS)
    return Looks(_swatches(settings, tabs[settings.id].formats) if settings and settings.id in tabs else {}, tabs)


def _tab_looks(sheet: Mapping[str, Any]) -> TabLooks:
    rows = [row for data in sheet.get("data", ())[:1] for row in data.get("rowMetadata", ())]
    hidden = frozenset(number for number, row in enumerate(rows, start=1) if row.get("hiddenByUser"))
    return TabLooks(dict(_formats(sheet)), hidden)


def _formats(sheet: Mapping[str, Any]) -> Iterator[tuple[Place, Format]]:
    for data in sheet.get("data", ())[:1]:
        for number, row in enumerate(data.get("rowData", ()), start=1):
            for column, cell in enumerate(row.get("values", ()), start=1):
                if cell.get("userEnteredFormat"):
                    yield (number, column), cell["userEnteredFormat"]


def _swatches(settings: Tab, formats: Mapping[Place, Format]) -> Mapping[str, Format]:
    names, values = settings.keys.columns.get("id"), settings.keys.columns.get("value")
    if names is None or values is None:
        return {}
    looks = {}
    for row in range(1, len(settings.rows) + 1):
        name = raw_of(settings.cell(row, names))
        if isinstance(name, str) and name.startswith(PREFIX):
            looks[name.removeprefix(PREFIX)] = formats.get((row, values), {})
    return looks
