"""A1 notation: ``'Sheet one'!A2:C``, ``2:5``, ``B:B``, ``R1C1:R2C2``, a title or a named range alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Protocol

from sheets_service.area import Area

CELL = re.compile(r"\$?([A-Z]{1,3})?\$?([1-9][0-9]{0,6})?", re.IGNORECASE)
R1C1 = re.compile(r"R([1-9][0-9]*)C([1-9][0-9]*)(?::R([1-9][0-9]*)C([1-9][0-9]*))?", re.IGNORECASE)
PLAIN_TITLE = re.compile(r"[^\W\d]\w*")
LOOKS_LIKE_CELL = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*|[RC][0-9]*", re.IGNORECASE)


class Names(Protocol):
    """What a range's words can mean in one spreadsheet."""

    @property
    def titles(self) -> Sequence[tuple[str, int]]:
        """Titles and ids of the sheets, the first visible one first."""

    @property
    def named_areas(self) -> Mapping[str, Area]:
        """Named ranges by their name in lower case."""


class UnreadableRange(ValueError):
    """The text is no range of this spreadsheet."""


def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    result = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        result = chr(65 + rest) + result
    return result


def column_number(text: str) -> int:
    """The column, counted from 0, of its letters."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quoted(title: str) -> str:
    """A title as the service writes it before ``!``."""
    if PLAIN_TITLE.fullmatch(title) and not LOOKS_LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def parse(text: str, names: Names) -> Area:
    """The area that a text means. Raises: UnreadableRange."""
    title, separator, cells = _split(text)
    if not separator:
        return _parse_alone(title, text, names)
    sheet_id = _sheet(title, names)
    if sheet_id is None:
        raise UnreadableRange(text)
    area = parse_cells(cells, sheet_id) or names.named_areas.get(cells.lower())
    if area is None:
        raise UnreadableRange(text)
    return area


def _parse_alone(text: str, whole: str, names: Names) -> Area:
    """A range without a sheet is of the first visible one; then come named ranges, then titles."""
    area = parse_cells(text, names.titles[0][1]) if not whole.startswith("'") else None
    area = area or (names.named_areas.get(text.lower()) if not whole.startswith("'") else None)
    if area is not None:
        return area
    sheet_id = _sheet(text, names)
    if sheet_id is None:
        raise UnreadableRange(whole)
    return Area(sheet_id)


def _split(text: str) -> tuple[str, str, str]:
    """Title, ``!`` and cells; without ``!`` all is in the first."""
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')*)'(?:(!)(.*))?$", text, re.DOTALL)
        if not match:
            raise UnreadableRange(text)
        return match[1].replace("''", "'"), match[2] or "", match[3] or ""
    title, separator, cells = text.rpartition("!")
    return (title, separator, cells) if separator else (text, "", "")


def _sheet(title: str, names: Names) -> int | None:
    return next((sheet_id for known, sheet_id in names.titles if known.lower() == title.lower()), None)


def parse_cells(text: str, sheet_id: int) -> Area | None:
    """``A1``, ``A1:B2``, ``A2:C``, ``A:A``, ``2:5``, ``R1C1:R2C2``; None when it is something else."""
    match = R1C1.fullmatch(text)
    if match:
        row, column = int(match[1]) - 1, int(match[2]) - 1
        return _between(sheet_id, (row, column), (int(match[3] or row + 1) - 1, int(match[4] or column + 1) - 1))
    first, colon, second = text.partition(":")
    start = _corner(first)
    end = _corner(second) if colon else start
    if start is None or end is None or (not colon and None in start):
        return None
    return _between(sheet_id, start, end)


def _corner(text: str) -> tuple[int | None, int | None] | None:
    match = CELL.fullmatch(text)
    if not match or not text:
        return None
    column = column_number(match[1]) if match[1] else None
    return (int(match[2]) - 1 if match[2] else None), column


def _between(sheet_id: int, start: tuple[int | None, int | None], end: tuple[int | None, int | None]) -> Area:
    top, bottom = _span(start[0], end[0])
    left, right = _span(start[1], end[1])
    return Area(sheet_id, top, bottom, left, right)


def _span(start: int | None, end: int | None) -> tuple[int, int | None]:
    """Two ends in either order; where one is missing the span is open."""
    if start is None or end is None:
        return (start if start is not None else end) or 0, None
    return min(start, end), max(start, end) + 1


def cells_text(area: Area) -> str:
    """``A1:C3`` of a closed area, ``A1`` of a single cell."""
    assert area.bottom is not None
    assert area.right is not None
    first = f"{letters(area.left)}{area.top + 1}"
    last = f"{letters(area.right - 1)}{area.bottom}"
    return first if (area.height, area.width) == (1, 1) else f"{first}:{last}"


def area_text(area: Area, title: str) -> str:
    """``Sheet1!A1:C3`` of a closed area."""
    return f"{quoted(title)}!{cells_text(area)}"


def requested_text(area: Area, title: str) -> str:
    """A range as refusals repeat it: ends that were open stay open."""
    if area.bottom is not None and area.right is not None:
        return area_text(area, title)
    if area.right is None:
        row = "" if area.left == 0 else letters(area.left)
        return f"{quoted(title)}!{row}{area.top + 1}:{area.bottom or ''}"
    top = "" if area.top == 0 else str(area.top + 1)
    return f"{quoted(title)}!{letters(area.left)}{top}:{letters(area.right - 1)}"
