"""Makes room where a grid ends; rows below a table look like its last one, and refuse what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping

from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.rectangles import blocks

SPARE_ROWS = 200
"""Rows added beyond those that are needed: a team that grows does not need room every day."""


def make_room(tab: Tab, row: int, column: int) -> Iterator[Request]:
    """Ask for blank rows and columns so that a report's tab reaches to a place; nothing when it does."""
    for dimension, missing in (("ROWS", row - tab.height), ("COLUMNS", column - tab.width)):
        if missing > 0:
            yield {"appendDimension": {"sheetId": tab.id, "dimension": dimension, "length": missing}}


def hide_rows(sheet: int, hidden: Mapping[int, bool]) -> Iterator[Request]:
    """Ask for rows to be hidden or shown, neighbours together."""
    for block in blocks({(row, 1): hides for row, hides in hidden.items()}):
        span = {"sheetId": sheet, "dimension": "ROWS", "startIndex": block.top - 1, "endIndex": block.bottom}
        said = {"hiddenByUser": hidden[block.top]}
        yield {"updateDimensionProperties": {"range": span, "properties": said, "fields": "hiddenByUser"}}


def grow(tab: Tab, last_row: int) -> Iterator[Request]:
    """Ask for rows so that the tab reaches down to a row; nothing when it does."""
    missing = last_row - tab.height
    if missing <= 0:
        return
    count = missing + SPARE_ROWS
    yield {"appendDimension": {"sheetId": tab.id, "dimension": "ROWS", "length": count}}
    source = grid(tab.id, (tab.height, tab.height), (1, tab.width))
    target = grid(tab.id, (tab.height + 1, tab.height + count), (1, tab.width))
    for kind in ("PASTE_FORMAT", "PASTE_DATA_VALIDATION"):
        yield {"copyPaste": {"source": source, "destination": target, "pasteType": kind}}
