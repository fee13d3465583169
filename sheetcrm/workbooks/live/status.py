"""Where a sheet says how the last run went: the line between a report's head and its content."""

from __future__ import annotations

from sheetcrm.workbooks.live.drafting import Place
from sheetcrm.workbooks.live.reading import Tab
from sheetcrm.workbooks.live.reading import is_blank

SIGN = "▸ "
"""What our line begins with, so that the next one replaces it and nothing else."""
_ROWS = (4, 5)
"""Today has its blank line here, the KPI tabs there."""


def place_of_status(tab: Tab) -> Place | None:
    """Give the cell for the line; None on a table's sheet, which has no room above its header."""
    if not tab.keys.reports:
        return None
    column = 1 + min(tab.keys.reports.values())
    for row in _ROWS:
        said = tab.cell(row, column)
        is_free = is_blank(said) or (isinstance(said, str) and said.startswith(SIGN))
        if is_free and all(is_blank(tab.cell(row, beside)) for beside in range(column + 1, column + 4)):
            return row, column
    return None
