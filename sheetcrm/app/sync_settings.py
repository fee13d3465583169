"""What sync keeps on a file's hidden settings sheet: the generation it was written for, a hub's transactions."""

from __future__ import annotations

from collections.abc import Mapping

from sheetcrm.templates.drawing_lists import SETTINGS
from sheetcrm.values import Value
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow

STAMP = "sync_stamp"
HUB = "sync_hub"
NUMBER = "sync_number"
TRACES = "sync_traces"
WORKBOOK_ID = "workbook_id"


def said(tables: Mapping[str, TableData]) -> dict[str, str]:
    """Give the settings that say something."""
    columns = tables[SETTINGS].columns
    rows = zip(columns["id"], columns["value"], strict=True)
    return {str(key): str(value) for key, value in rows if value is not None}


def settings_edits(tables: Mapping[str, TableData], wanted: Mapping[str, str]) -> list[RowEdit]:
    """Give the edits that make the settings say something."""
    data, edits = tables[SETTINGS], list[RowEdit]()
    places = {str(key): row for key, row in zip(data.columns["id"], data.rows, strict=True)}
    for key, value in wanted.items():
        cells: Mapping[str, Value] = {"value": value}
        if key in places:
            edits.append(UpdateRow(SETTINGS, None, cells, {}, places[key]))
        else:
            edits.append(InsertRow(SETTINGS, {"id": key, **cells}))
    return edits
