"""One sheet: its properties, its cells, its rows' and columns' sizes, and all that hangs on ranges of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import Any

from sheets_service.area import Area
from sheets_service.discovery import Json
from sheets_service.grid import Grid

ROWS = "ROWS"
COLUMNS = "COLUMNS"
PIXELS = {ROWS: 21, COLUMNS: 100}
# Lists of a sheet whose members have ranges; each name is the sheet's own field.
HANGING = (
    "merges",
    "conditionalFormats",
    "filterViews",
    "protectedRanges",
    "charts",
    "bandedRanges",
    "rowGroups",
    "columnGroups",
    "slicers",
    "tables",
)


@dataclass
class Sheet:
    """A sheet of a spreadsheet; its index is its place in the list of sheets."""

    properties: Json
    grid: Grid = field(default_factory=Grid)
    sizes: dict[str, dict[int, Json]] = field(default_factory=lambda: {ROWS: {}, COLUMNS: {}})
    hanging: dict[str, list[Json]] = field(default_factory=dict)
    basic_filter: Json | None = None

    def copy(self) -> Sheet:
        """A sheet that can go its own way; cells and messages are shared, for they are replaced, never changed."""
        return replace(
            self,
            properties=dict(self.properties),
            grid=self.grid.copy(),
            sizes={name: dict(sizes) for name, sizes in self.sizes.items()},
            hanging={name: list(things) for name, things in self.hanging.items()},
        )

    @property
    def id(self) -> int:
        """Its number in the spreadsheet."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """Its name."""
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        """Rows of the grid."""
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def column_count(self) -> int:
        """Columns of the grid."""
        return int(self.properties["gridProperties"]["columnCount"])

    def count(self, dimension: str) -> int:
        """Rows or columns of the grid."""
        return self.row_count if dimension == ROWS else self.column_count

    def set_count(self, dimension: str, count: int) -> None:
        """Makes the grid larger, or smaller at its end."""
        name = "rowCount" if dimension == ROWS else "columnCount"
        self.properties["gridProperties"] = {**self.properties["gridProperties"], name: count}

    def grow(self, rows: int, columns: int = 0) -> None:
        """Makes the grid at least that large."""
        self.set_count(ROWS, max(self.row_count, rows))
        self.set_count(COLUMNS, max(self.column_count, columns))

    def fit(self) -> None:
        """Forgets what is outside the grid after it became smaller."""
        self.grid.trim(self.row_count, self.column_count)
        for dimension, sizes in self.sizes.items():
            self.sizes[dimension] = {at: size for at, size in sizes.items() if at < self.count(dimension)}

    @property
    def whole(self) -> Area:
        """All of the grid."""
        return Area(self.id).clamped(self.row_count, self.column_count)

    def closed(self, area: Area) -> Area:
        """An area cut to the grid."""
        return area.clamped(self.row_count, self.column_count)

    def hang(self, name: str) -> list[Json]:
        """The list of that name, made when it is not there."""
        return self.hanging.setdefault(name, [])

    def merges(self) -> list[Area]:
        """Merged areas."""
        return [Area.from_json(merge) for merge in self.hanging.get("merges", ())]

    def size(self, dimension: str, at: int) -> Mapping[str, Any]:
        """Properties of one row or column."""
        return {"pixelSize": PIXELS[dimension], **self.sizes[dimension].get(at, {})}
