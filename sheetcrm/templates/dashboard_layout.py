"""Where things stand on the report tabs: fixed places that charts read and that recompute writes."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sized
from typing import NamedTuple

from sheetcrm.templates.spec import ListEntries

TITLE_ROW = 2
"""Title, then two lines of subtitle; the period input stands beside them."""
BLOCKS_ROW = 6
"""Where the tables of a KPI tab begin."""

PERIOD_REPORT = "kpi"
PERIOD_TABLE = "kpi_period"
PERIOD_COLUMN = "month"
PERIOD_INPUT = (3, 5)
"""The cell in which a period may be typed, text as it is; its key stands in row 1 of that column, its label above it,
and right of it what is said when nobody can read it."""

SCORECARD_WIDTHS = (38, 19, 19, 15, 25, 19, 15, 8, 2, 88, 40)
BREAKDOWN_WIDTHS = (30, 22, *(17,) * 22)
DASHBOARD_WIDTHS = (26, 25, 25, 3, 30, 23, 23)
"""Two halves of three columns, a narrow gap between them."""
RIGHT_HALF = 5

TILES_ROW = 6
"""Tiles: a line of names, one of figures, one of what changed."""
CHARTS_ROW = 11
CHART_SIZE = (545, 320)
CHART_ROWS = 17
TABLES_ROW = CHARTS_ROW + 2 * CHART_ROWS
"""The title of the upper small tables; their heads stand in the next row, their lines below."""
MONTHS_SHOWN = 12
SOURCES_SHOWN = 10
"""More sources than these are added up in the last line."""


class Place(NamedTuple):
    """Where one small table of the dashboard stands: its title, and how many lines lie below its heads."""

    row: int
    column: int
    lines: int

    @property
    def head(self) -> int:
        """The row of the column heads."""
        return self.row + 1

    @property
    def first(self) -> int:
        """The row of the first line."""
        return self.row + 2

    @property
    def last(self) -> int:
        """The row of the last line."""
        return self.first + self.lines - 1


class Places(NamedTuple):
    """The small tables that the charts read."""

    months: Place
    """Month, revenue, target."""
    stages: Place
    """Stage, open amount, weighted amount."""
    trend: Place
    """Month, win rate, n."""
    sources: Place
    """Source, leads."""


def dashboard_places(stages: Sized, sources: Sized) -> Places:
    """Say where the small tables stand, for so many stages and so many sources (and one line for the unassigned)."""
    lines = min(len(sources) + 1, SOURCES_SHOWN)
    return Places(
        Place(TABLES_ROW, 1, MONTHS_SHOWN),
        Place(TABLES_ROW, RIGHT_HALF, len(stages)),
        Place(TABLES_ROW + MONTHS_SHOWN + 3, 1, MONTHS_SHOWN),
        Place(TABLES_ROW + max(len(stages), MONTHS_SHOWN) + 3, RIGHT_HALF, lines),
    )


def sources_of(lists: Iterable[ListEntries]) -> tuple[str, ...]:
    """Give the keys of the sources that a template starts with."""
    return tuple(item.key for entries in lists if entries.key == "sources" for item in entries.items)
