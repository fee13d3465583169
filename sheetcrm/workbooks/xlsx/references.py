"""Cell references: `AB12`, `A1:C9`, `$A$3:$A$20`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_AREA = re.compile(rf"{_CELL.pattern}(?::{_CELL.pattern})?")


class Area(NamedTuple):
    """A rectangle of cells, rows and columns from 1, ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Say whether a cell lies inside."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def meets(self, other: Area) -> bool:
        """Say whether two rectangles share a cell."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )


@lru_cache(maxsize=2048)
def column_number(letters: str) -> int:
    """Give a column's number, A = 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=2048)
def column_letters(number: int) -> str:
    """Give a column's letters, 1 = A."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def parse_area(text: str) -> Area | None:
    """Read `A1` or `A1:B2` (dollar signs allowed); None when it is something else."""
    match = _AREA.fullmatch(text.strip())
    if match is None:
        return None
    left, top, right, bottom = match.groups()
    first = (int(top), column_number(left))
    last = (int(bottom), column_number(right)) if right else first
    return Area(*first, *last)


def area_text(area: Area) -> str:
    """Write a rectangle as `A1:B2` (a single cell as `A1`)."""
    first = f"{column_letters(area.first_column)}{area.first_row}"
    last = f"{column_letters(area.last_column)}{area.last_row}"
    return first if first == last else f"{first}:{last}"
