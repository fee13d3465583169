"""Where things stand on the report tabs: fixed places that charts read and that recompute writes."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sized
from typing import NamedTuple

from sheetcrm.templates.report_spec import Report

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

TREND_MONTHS = 12
SCORECARD_WIDTHS = (43, 19, 19, 15, 25, 19, 15, 8, 24, 64, 36, *(17,) * TREND_MONTHS)
TREND_COLUMN = 9
"""Where the little bars of a KPI's months are drawn; the months themselves stand behind the notes."""
FIRST_MONTH_COLUMN = 12
BREAKDOWN_WIDTHS = (30, 22, *(19,) * 26)
RECEIVABLES_WIDTHS = (44, 23, 23, *(19,) * 12)
QUALITY_WIDTHS = (32, 12, 20, 31, 46, 36, 34, 90)
DASHBOARD_WIDTHS = (26, 26, 22, 25, 26, 23)
"""Two halves of three columns, equally wide."""
RIGHT_HALF = 4

TILES_ROW = 6
"""Tiles: a line of names, one of figures, one of what changed."""
CHARTS_ROW = 11
CHART_SIZE = (524, 288)
CHART_ROWS = 15
CHART_LINES = 5
"""How many charts stand below one another, in each half."""
CHARTS_END = CHARTS_ROW + CHART_LINES * CHART_ROWS - 1
TABLES_ROW = CHARTS_END + 2
"""The title of the first small table; its heads stand in the next row, its lines below, then the next table."""
MONTHS_SHOWN = 12
CLOSING_SHOWN = 9
"""Months of expected close: those before, six from now on, those after, and the unknown."""
SOURCES_SHOWN = 12
REPS_SHOWN = 20
REPS_DRAWN = 8
"""Of so many reps at most there are bars, each with its number: more would stand on top of one another."""
REASONS_SHOWN = 10
"""More entries than these are added up in the last line; lines that are not needed are hidden."""


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
    """The small tables that the charts read, one below the other."""

    months: Place
    """Month, revenue, target, win rate, n."""
    stages: Place
    """Stage, open amount, weighted amount, how many reached it, mean days in it, n."""
    closing: Place
    """Month of expected close, open amount, weighted amount."""
    reps: Place
    """Rep, revenue, target."""
    sources: Place
    """Source, leads."""
    reasons: Place
    """Why opportunities were lost: how many, how much."""


def dashboard_places(stages: Sized) -> Places:
    """Say where the small tables stand, for so many stages."""
    row, places = TABLES_ROW, []
    for lines in (MONTHS_SHOWN, len(stages), CLOSING_SHOWN, REPS_SHOWN, SOURCES_SHOWN, REASONS_SHOWN):
        places.append(Place(row, 1, lines))
        row = places[-1].last + 2
    return Places(*places)


def scorecard_lines(report: Report) -> Iterator[tuple[int, str]]:
    """Say in which row each KPI of a scorecard stands: a title and heads, the KPIs, a blank row, block by block."""
    row = BLOCKS_ROW
    for block in report.blocks:
        yield from enumerate(block.kpis, start=row + 2)
        row += len(block.kpis) + 3
