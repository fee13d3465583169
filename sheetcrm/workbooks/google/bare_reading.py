"""A Google spreadsheet's tables as bare values: a sixth of what a whole reading weighs, and a tenth of its parsing.

A date comes as the number that stands beneath it, which is how the spreadsheet's script sends it, too; every column
knows its kind. What is written rests on a whole reading, what is only looked at rests on this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from gspread.exceptions import APIError
from gspread.urls import SPREADSHEET_URL
from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.reading import ERRORS
from sheetcrm.workbooks.google.reading import said_in
from sheetcrm.workbooks.google.reading import tabulate
from sheetcrm.workbooks.key_rows import read_key_row
from sheetcrm.workbooks.key_rows import same_marker

_TABS = "sheets(properties(sheetId,title,gridProperties(rowCount)))"
_ERROR_TEXTS = frozenset({*ERRORS.values(), "#ERROR!"})

Rows = Sequence[Sequence[Any]]


class BareReader:
    """Reads one spreadsheet again and again: at first with two requests, then with one, of the tabs with tables."""

    def __init__(self, client: PatientClient, spreadsheet: str, name: str) -> None:
        """Keep which spreadsheet; `name` is what errors call it."""
        self._client, self._spreadsheet, self._name = client, spreadsheet, name
        self._tabs: Mapping[int, str] = {}
        """Tabs that held a table when they were last looked for: id → the table's key; empty: look again."""
        self._met: set[str] = set()
        """Tables there have been: while one of them is gone, it may come back on another tab."""

    def read(self) -> Mapping[str, TableData]:
        """Read all tables. Raises: LayoutBroken; NotFound, NotAllowed, RateLimited, Unreachable."""
        known = self._read_known() if self._tabs else None
        return self._look_for_tables() if known is None else known

    def _read_known(self) -> Mapping[str, TableData] | None:
        """Read the tabs known to hold tables; None when one of them is gone or holds another one."""
        try:
            found = self._read(self._tabs)
        except APIError:  # what the service says of the request itself: a tab was deleted
            return None
        same = {tab: data.table for tab, data in found.items()} == self._tabs
        return {data.table: data for data in found.values()} if same else None

    def _look_for_tables(self) -> Mapping[str, TableData]:
        answer = self._client.request("get", SPREADSHEET_URL % self._spreadsheet, params={"fields": _TABS})
        sheets = (sheet["properties"] for sheet in answer.json().get("sheets", ()))
        found = self._read([one.get("sheetId", 0) for one in sheets if "gridProperties" in one])
        tables: dict[str, TableData] = {}
        for data in found.values():
            if data.table in tables:
                raise same_marker(data.table, tables[data.table].sheet, data.sheet, self._name)
            tables[data.table] = data
        self._met |= tables.keys()
        self._tabs = {tab: data.table for tab, data in found.items()} if self._met == tables.keys() else {}
        return tables

    def _read(self, tabs: Sequence[int] | Mapping[int, str]) -> Mapping[int, TableData]:
        """Give the tables on tabs. Raises: APIError when there is no such tab."""
        address = f"{SPREADSHEETS_API_V4_BASE_URL}/{self._spreadsheet}/values:batchGetByDataFilter"
        wish = {
            "dataFilters": [{"gridRange": {"sheetId": tab}} for tab in tabs],
            "majorDimension": "ROWS",
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        answer = self._client.request("post", address, json=wish)
        found = {}
        for one in answer.json().get("valueRanges", ()):
            told = one["valueRange"]
            data = _table(told.get("values", ()), _title(told["range"]), self._name)
            if data is not None:
                found[one["dataFilters"][0]["gridRange"].get("sheetId", 0)] = data
        return found


def _table(rows: Rows, title: str, name: str) -> TableData | None:
    """Give the table that stands in a tab's rows; None when it holds none."""
    texts = {
        column: said.strip()
        for column, said in enumerate(rows[0] if rows else (), start=1)
        if isinstance(said, str) and said.strip()
    }
    keys = read_key_row(texts, title, name)
    if keys.table is None:
        return None
    columns = {key: _column(rows[FIRST_DATA_ROW - 1 :], number) for key, number in keys.columns.items()}
    header = rows[HEADER_ROW - 1] if len(rows) >= HEADER_ROW else ()
    headers = {key: said_in(raw) for key, number in keys.columns.items() for raw in _column([header], number)}
    return tabulate(keys, title, columns, headers)


def _column(rows: Rows, number: int) -> list[Raw]:
    place = number - 1
    return [_raw(row[place]) if place < len(row) else None for row in rows]


def _raw(said: Any) -> Raw:
    if isinstance(said, str):
        return CellError(said) if said in _ERROR_TEXTS else said or None
    return float(said) if type(said) is int else said  # a truth value is an int, too


def _title(place: str) -> str:
    """Give the tab's title in a range as the service tells it: `'Khách tiềm năng'!A1:BA1000`."""
    title = place.rpartition("!")[0] or place
    return title[1:-1].replace("''", "'") if title.startswith("'") else title
