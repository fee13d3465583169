"""Values as the Sheets API takes them: a text is never read as a formula, number or date."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sheetcrm.values import Value
from sheetcrm.values import to_serial

Request = dict[str, Any]
"""One request of a `batchUpdate`: its kind → what it asks."""


def cell_value(value: Value) -> Mapping[str, Any]:
    """Give what stands in a cell; nothing for a blank."""
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, date):
        return {"numberValue": float(to_serial(value))}
    return {"numberValue": float(value) if isinstance(value, Decimal) else value}


def cell_data(value: Value, look: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Give a cell with its value and, when there is one, its look."""
    data: dict[str, Any] = {"userEnteredValue": said} if (said := cell_value(value)) else {}
    return {**data, "userEnteredFormat": look} if look is not None else data


def grid(sheet: int, rows: tuple[int, int | None], columns: tuple[int, int | None]) -> dict[str, int]:
    """Give a range: rows and columns from 1, both ends included; None is open."""
    ends = {"endRowIndex": rows[1], "endColumnIndex": columns[1]}
    start = {"sheetId": sheet, "startRowIndex": rows[0] - 1, "startColumnIndex": columns[0] - 1}
    return start | {name: end for name, end in ends.items() if end is not None}


def update_cells(
    sheet: int, row: int, column: int, rows: Iterable[Sequence[Mapping[str, Any]]], fields: str
) -> Request:
    """Ask for a block of cells from a place (row and column from 1) on."""
    start = {"sheetId": sheet, "rowIndex": row - 1, "columnIndex": column - 1}
    return {"updateCells": {"start": start, "rows": [{"values": list(cells)} for cells in rows], "fields": fields}}
