"""A spreadsheet: sheets, named ranges, metadata. It is copied before a change, so that a change is all or nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from sheets_service.area import Area
from sheets_service.discovery import Json
from sheets_service.locales import Locale
from sheets_service.locales import locale
from sheets_service.sheet import Sheet

BLACK: Json = {}
WHITE: Json = {"red": 1, "green": 1, "blue": 1}
THEME = {
    "TEXT": BLACK,
    "BACKGROUND": WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}
DEFAULT_FORMAT: Json = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": BLACK,
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": BLACK},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}


def default_properties(title: str) -> Json:
    """What a new spreadsheet says of itself."""
    theme = [{"colorType": name, "color": {"rgbColor": color}} for name, color in THEME.items()]
    return {
        "title": title,
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
        "defaultFormat": DEFAULT_FORMAT,
        "spreadsheetTheme": {"primaryFontFamily": "Arial", "themeColors": theme},
    }


def sheet_properties(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Json:
    """What a new sheet says of itself."""
    size = {"rowCount": rows, "columnCount": columns}
    return {"sheetId": sheet_id, "title": title, "sheetType": "GRID", "gridProperties": size}


@dataclass
class Book:
    """A spreadsheet."""

    id: str
    properties: Json
    sheets: list[Sheet] = field(default_factory=list)
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    has_formulas: bool = False
    draw: random.Random = field(default_factory=random.Random)

    @classmethod
    def new(cls, book_id: str, title: str, seed: int = 0) -> Book:
        """A spreadsheet with one empty sheet."""
        return cls(book_id, default_properties(title), [Sheet(sheet_properties(0, "Sheet1"))], draw=random.Random(seed))

    def copy(self) -> Book:
        """A spreadsheet that can go its own way."""
        return replace(
            self,
            sheets=[sheet.copy() for sheet in self.sheets],
            named_ranges=list(self.named_ranges),
            metadata=list(self.metadata),
        )

    @property
    def locale(self) -> Locale:
        """How it writes numbers and dates."""
        return locale(self.properties["locale"])

    def sheet(self, sheet_id: int) -> Sheet:
        """The sheet of that number. Raises: KeyError."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise KeyError(sheet_id)

    def titled(self, title: str) -> Sheet | None:
        """The sheet of that title, in capitals or not."""
        return next((sheet for sheet in self.sheets if sheet.title.lower() == title.lower()), None)

    @property
    def titles(self) -> list[tuple[str, int]]:
        """Titles and ids, the first visible sheet first."""
        ordered = sorted(self.sheets, key=lambda sheet: bool(sheet.properties.get("hidden")))
        return [(sheet.title, sheet.id) for sheet in ordered]

    @property
    def named_areas(self) -> Mapping[str, Area]:
        """Named ranges by their name in lower case."""
        return {named["name"].lower(): Area.from_json(named["range"]) for named in self.named_ranges}

    def cell_count(self) -> int:
        """Cells of all grids together."""
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)

    def new_id(self) -> int:
        """A number that no sheet, range or note of this spreadsheet has."""
        while True:
            number = self.draw.randrange(1, 2**31)
            if all(sheet.id != number for sheet in self.sheets):
                return number
