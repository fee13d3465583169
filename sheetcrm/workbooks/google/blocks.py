"""Many single cells as few requests: neighbours are written together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping

from sheetcrm.values import Value
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import cell_data
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.cells import update_cells
from sheetcrm.workbooks.rectangles import Place
from sheetcrm.workbooks.rectangles import blocks


def write_values(sheet: int, values: Mapping[Place, Value]) -> Iterator[Request]:
    """Ask for the values of cells; nothing else of them changes."""
    for block in blocks(dict.fromkeys(values)):
        rows = [
            [cell_data(values[row, column]) for column in range(block.left, block.right + 1)]
            for row in range(block.top, block.bottom + 1)
        ]
        yield update_cells(sheet, block.top, block.left, rows, "userEnteredValue")


def write_looks(sheet: int, looks: Mapping[Place, str]) -> Iterator[Request]:
    """Ask for the looks of cells, given as JSON so that equal ones are written together."""
    for block in blocks(looks):
        look = json.loads(looks[block.top, block.left])
        area = grid(sheet, (block.top, block.bottom), (block.left, block.right))
        yield {"repeatCell": {"range": area, "cell": {"userEnteredFormat": look}, "fields": "userEnteredFormat"}}


def write_number_formats(sheet: int, kinds: Mapping[Place, str]) -> Iterator[Request]:
    """Ask that numbers be shown as what they are (`DATE`, `DATE_TIME`, `NUMBER`), other looks left alone."""
    for block in blocks(kinds):
        look = {"userEnteredFormat": {"numberFormat": {"type": kinds[block.top, block.left]}}}
        area = grid(sheet, (block.top, block.bottom), (block.left, block.right))
        yield {"repeatCell": {"range": area, "cell": look, "fields": "userEnteredFormat.numberFormat"}}
