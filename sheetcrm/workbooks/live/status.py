"""Where a sheet says how the last run went: the line between a report's head and its content."""

from __future__ import annotations

from sheetcrm.workbooks.live.drafting import Place
from sheetcrm.workbooks.live.reading import Span
from sheetcrm.workbooks.live.reading import Tab
from sheetcrm.workbooks.live.reading import is_blank
from sheetcrm.workbooks.live.reading import read_cells

SIGN = "▸ "
"""What our line begins with, so that the next one replaces it and nothing else."""
_FIRST_ROW, _LAST_ROW = 4, 5
"""Today has its blank line here, the KPI tabs there."""
_WIDTH = 4
"""A sentence needs so many columns."""


def place_of_status(tab: Tab) -> Place | None:
    """Give the cell for the line; None on a table's sheet, which has no room above its header."""
    if not tab.keys.reports:
        return None
    column = 1 + min(tab.keys.reports.values())
    rows = read_cells(tab.sheet, Span(_FIRST_ROW, column, _LAST_ROW, column + _WIDTH - 1))
    for row, (said, *beside) in enumerate(rows, start=_FIRST_ROW):
        is_free = is_blank(said) or (isinstance(said, str) and said.startswith(SIGN))
        if is_free and all(map(is_blank, beside)):
            return row, column
    return None
