"""A Google spreadsheet read in one request: its tabs, what they hold, and what their cells say."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from hashlib import sha256
from typing import Any

from gspread.urls import SPREADSHEET_URL

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.key_rows import KeyRow
from sheetcrm.workbooks.key_rows import read_key_row
from sheetcrm.workbooks.key_rows import same_marker
from sheetcrm.workbooks.moments import moment_of
from sheetcrm.workbooks.xlsx.references import column_letters

Cell = Mapping[str, Any]
"""A cell as the service tells it."""

CELL_FIELDS = "effectiveValue,userEnteredValue(formulaValue),effectiveFormat(numberFormat(type))"
_TAB_FIELDS = f"properties(sheetId,title,gridProperties),data(rowData(values({CELL_FIELDS})))"
FIELDS = f"properties(title,locale,timeZone),namedRanges(name),sheets({_TAB_FIELDS})"
"""Values, whether a formula gives them, and whether a number is a date: no look, no rule, no note travels."""

DATES = frozenset({"DATE", "DATE_TIME", "TIME"})
ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab as read."""

    id: int
    title: str
    height: int
    """Rows of its grid, filled or not."""
    width: int
    rows: Sequence[Sequence[Cell]]
    """Its cells as far as there are any."""
    keys: KeyRow

    def cell(self, row: int, column: int) -> Cell:
        """Give the cell at a place (from 1); a blank one where there is none."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return {}
        return self.rows[row - 1][column - 1]

    def column(self, number: int) -> list[Raw]:
        """Give what the cells of a column say, from the first data row on."""
        place = number - 1
        return [raw_of(row[place]) if place < len(row) else None for row in self.rows[FIRST_DATA_ROW - 1 :]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A spreadsheet as read."""

    title: str
    locale: str
    named_ranges: frozenset[str]
    tabs: Sequence[Tab]
    tables: Mapping[str, Tab]
    reports: Mapping[str, Tab]
    digest: str = ""
    """Names exactly what the service answered."""


def read_spreadsheet(client: PatientClient, spreadsheet: str, name: str) -> Seen:
    """Read everything with one request. Raises: LayoutBroken; NotFound, NotAllowed, RateLimited, Unreachable."""
    answer = client.request("get", SPREADSHEET_URL % spreadsheet, params={"fields": FIELDS})
    return replace(seen_in(answer.json(), name), digest=sha256(answer.content).hexdigest())


def seen_in(answer: Mapping[str, Any], name: str) -> Seen:
    """Understand the service's answer. Raises: LayoutBroken."""
    tabs = [_tab(sheet, name) for sheet in answer.get("sheets", ()) if "gridProperties" in sheet["properties"]]
    tables: dict[str, Tab] = {}
    reports: dict[str, Tab] = {}
    for tab in tabs:
        for report in tab.keys.reports:
            _keep(reports, report, tab, name)
        if tab.keys.table is not None:
            _keep(tables, tab.keys.table, tab, name)
    properties = answer["properties"]
    return Seen(
        title=properties.get("title", ""),
        locale=properties.get("locale", ""),
        named_ranges=frozenset(named["name"] for named in answer.get("namedRanges", ())),
        tabs=tabs,
        tables=tables,
        reports=reports,
    )


def _tab(sheet: Mapping[str, Any], name: str) -> Tab:
    properties = sheet["properties"]
    grid = properties["gridProperties"]
    rows = [row.get("values", ()) for data in sheet.get("data", ())[:1] for row in data.get("rowData", ())]
    texts = {
        column: text.strip()
        for column, cell in enumerate(rows[0] if rows else (), start=1)
        if isinstance(text := raw_of(cell), str) and text.strip()
    }
    title = properties.get("title", "")
    return Tab(
        id=properties.get("sheetId", 0),
        title=title,
        height=grid.get("rowCount", 0),
        width=grid.get("columnCount", 0),
        rows=rows,
        keys=read_key_row(texts, title, name),
    )


def _keep(found: dict[str, Tab], key: str, tab: Tab, name: str) -> None:
    if key in found:
        raise same_marker(key, found[key].title, tab.title, name)
    found[key] = tab


def table_data(tab: Tab) -> TableData:
    """Give the table on a tab as columns; blank rows are left out."""
    columns = {key: tab.column(number) for key, number in tab.keys.columns.items()}
    headers = {key: said_in(raw_of(tab.cell(HEADER_ROW, number))) for key, number in tab.keys.columns.items()}
    return tabulate(tab.keys, tab.title, columns, headers)


def tabulate(keys: KeyRow, title: str, columns: Mapping[str, Sequence[Raw]], headers: Mapping[str, str]) -> TableData:
    """Give a table of its columns, as they stand from the first data row on; blank rows are left out."""
    height = max(map(len, columns.values()), default=0)
    kept = [at for at in range(height) if not _is_blank_row(columns, at)]
    whole = len(kept) == (kept[-1] + 1 if kept else 0)
    return TableData(
        table=str(keys.table),
        sheet=title,
        columns={key: cells[: len(kept)] if whole else [cells[at] for at in kept] for key, cells in columns.items()},
        rows=[at + FIRST_DATA_ROW for at in kept],
        letters={key: column_letters(number) for key, number in keys.columns.items()},
        headers=headers,
    )


def raw_of(cell: Cell) -> Raw:
    """Give what a cell says: the value of a formula, a number that is shown as a date as one."""
    for kind, said in (cell.get("effectiveValue") or {}).items():
        if kind == "numberValue":
            return moment_of(float(said)) if number_type(cell) in DATES else float(said)
        if kind == "errorValue":
            return CellError(ERRORS.get(said.get("type", ""), "#ERROR!"))
        content: Raw = said if said != "" else None
        return content
    return None


def number_type(cell: Cell) -> str:
    """Give how a cell shows numbers: `DATE`, `NUMBER`, `TEXT` …; empty when nothing is set."""
    look = (cell.get("effectiveFormat") or cell.get("userEnteredFormat") or {}).get("numberFormat") or {}
    return str(look.get("type", ""))


def has_formula(cell: Cell) -> bool:
    """Say whether a formula gives the cell's value."""
    return bool((cell.get("userEnteredValue") or {}).get("formulaValue"))


def formulas(tab: Tab) -> Iterator[tuple[int, str]]:
    """Give the data cells in which somebody typed a formula: sheet row and column key."""
    for number, row in enumerate(tab.rows[FIRST_DATA_ROW - 1 :], start=FIRST_DATA_ROW):
        for key, column in tab.keys.columns.items():
            if column <= len(row) and has_formula(row[column - 1]):
                yield number, key


def said_in(raw: Raw) -> str:
    """Give a header's words."""
    return str(raw).strip() if raw is not None else ""


def _is_blank_row(columns: Mapping[str, Sequence[Raw]], at: int) -> bool:
    return all(
        cells[at] is None or (isinstance(raw := cells[at], str) and not raw.strip()) for cells in columns.values()
    )
