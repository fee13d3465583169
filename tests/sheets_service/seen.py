"""What a worksheet looks like through the real gspread: tests look at effects with these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gspread

Sheet = gspread.Worksheet
Do = Callable[[Sheet], Any]
# A method's name, a call of it, a look at its effect, and what is seen.
Write = tuple[str, Do, Do, Any]


def properties(sheet: Sheet) -> dict[str, Any]:
    metadata = sheet.spreadsheet.fetch_sheet_metadata()
    return next(one["properties"] for one in metadata["sheets"] if one["properties"]["sheetId"] == sheet.id)


def whole(sheet: Sheet) -> dict[str, Any]:
    metadata = sheet.spreadsheet.fetch_sheet_metadata()
    return next(one for one in metadata["sheets"] if one["properties"]["sheetId"] == sheet.id)


def sizes(sheet: Sheet, name: str) -> list[dict[str, Any]]:
    metadata = sheet.spreadsheet.fetch_sheet_metadata({"fields": f"sheets.data.{name}"})
    return list(metadata["sheets"][0]["data"][0][name])


def cell(sheet: Sheet, label: str) -> dict[str, Any]:
    metadata = sheet.spreadsheet.fetch_sheet_metadata({"ranges": f"'{sheet.title}'!{label}", "includeGridData": "true"})
    return dict(metadata["sheets"][0]["data"][0]["rowData"][0]["values"][0])


def ranged(sheet: Sheet, label: str = "A1:C4") -> list[list[str]]:
    """The values of a range."""
    return [list(row) for row in sheet.get(label)]
