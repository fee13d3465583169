"""A tab as it stands once a write on it has been carried out, as far as can be known without looking again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sheetcrm.values import Value
from sheetcrm.workbooks.google.cells import cell_value
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.drafting import number_kind
from sheetcrm.workbooks.google.growing import SPARE_ROWS
from sheetcrm.workbooks.google.reading import Cell
from sheetcrm.workbooks.google.reading import Tab

_NOTHING: Cell = {}


def tab_after(draft: TabDraft) -> Tab:
    """Give the tab with the cells, new rows and gone rows of a draft."""
    tab = draft.tab
    rows = [list(row) for row in tab.rows]
    for (row, column), value in draft.values.items():
        _put(rows, row, column, value)
    first = draft.first_free
    for at, cells in enumerate(draft.inserted, start=first):
        for column, value in cells.items():
            _put(rows, at, column, value)
    height = max([tab.height, len(rows), *draft.hidden])
    if draft.inserted and first + len(draft.inserted) - 1 > tab.height:
        height = first + len(draft.inserted) - 1 + SPARE_ROWS
    kept = [row for at, row in enumerate(rows, start=1) if at not in draft.deleted]
    width = max(tab.width, max((column for _, column in draft.values), default=0))
    return replace(tab, rows=kept, height=height - len(draft.deleted) + draft.takes_all, width=width)


def _put(rows: list[list[Cell]], row: int, column: int, value: Value) -> None:
    while len(rows) < row:
        rows.append([])
    cells = rows[row - 1]
    while len(cells) < column:
        cells.append(_NOTHING)
    standing = cells[column - 1]
    look = dict(standing.get("effectiveFormat") or {})
    kind = number_kind(value, standing)
    if kind:
        look["numberFormat"] = {"type": kind}
    said = cell_value(value)
    cell: dict[str, Any] = {"effectiveFormat": look} if look else {}
    cells[column - 1] = {**cell, "effectiveValue": said} if said else cell
