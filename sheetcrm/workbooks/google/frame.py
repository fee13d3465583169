"""What every sheet of a spreadsheet has: its tab, widths, hidden rows, protection."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from zlib import crc32

from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.looks import colour

_FIRST_ID, _IDS = 1_000_000_000, 1_000_000_000
"""Ids of our sheets lie here: transaction sheets are numbered from 1 on, and never meet them."""
_PIXELS_A_CHARACTER, _PADDING = 7, 5


def sheet_id(key: str) -> int:
    """Give the id that the sheet of a table or report has in every hub: so a second build meets the first one."""
    return _FIRST_ID + crc32(key.encode()) % _IDS


def add_sheet(
    sheet: int,
    title: str,
    size: tuple[int, int],
    frozen: tuple[int, int],
    tab_colour: str | None,
    *,
    hidden: bool,
    gridlines: bool = True,
) -> Request:
    """Ask for a sheet of so many rows and columns behind the others, the first ones frozen."""
    extent: dict[str, Any] = {"rowCount": size[0], "columnCount": size[1], "frozenRowCount": frozen[0]}
    extent |= {"frozenColumnCount": frozen[1]} if frozen[1] < size[1] else {}
    extent |= {} if gridlines else {"hideGridlines": True}
    properties: dict[str, Any] = {
        "sheetId": sheet,
        "title": title,
        "hidden": hidden,
        "gridProperties": extent,
    }
    if tab_colour:
        properties["tabColorStyle"] = colour(tab_colour)
    return {"addSheet": {"properties": properties}}


def hide_rows(sheet: int, count: int) -> Request:
    """Ask for the first rows to be hidden."""
    span = {"sheetId": sheet, "dimension": "ROWS", "startIndex": 0, "endIndex": count}
    return {
        "updateDimensionProperties": {"range": span, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    }


def widths(sheet: int, columns: Sequence[tuple[int, bool]]) -> Iterator[Request]:
    """Ask for column widths (in characters) and hidden columns, neighbours that are alike in one request."""
    at = 0
    for (characters, hidden), run in groupby(columns):
        count = len(list(run))
        span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + count}
        said = {"pixelSize": characters * _PIXELS_A_CHARACTER + _PADDING, "hiddenByUser": hidden}
        yield {"updateDimensionProperties": {"range": span, "properties": said, "fields": "pixelSize,hiddenByUser"}}
        at += count


def protect(area: Mapping[str, Any], why: str, but: Sequence[Mapping[str, int]] = ()) -> Request:
    """Ask that nobody but the hub's owner and sheetcrm types here; `but` names cells that stay open."""
    protected: dict[str, Any] = {"range": dict(area), "description": f"sheetcrm · {why}", "warningOnly": False}
    if but:
        protected["unprotectedRanges"] = list(but)
    return {"addProtectedRange": {"protectedRange": protected}}
