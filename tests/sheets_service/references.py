"""The references inside a formula's text: they move when it is copied, and follow inserted and deleted rows."""

from __future__ import annotations

import re
from collections.abc import Callable

from sheets_service.a1 import column_number
from sheets_service.a1 import letters

TOKEN = re.compile(
    r"(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d]\w*)!)?(?P<cell>\$?[A-Z]{1,3}\$?[0-9]+)(?P<end>:\$?[A-Z]{1,3}\$?[0-9]+)?(?![\w(])"
    r"|(?P<word>[^\W\d][\w.]*)",
    re.IGNORECASE,
)
CORNER = re.compile(r":?(\$?)([A-Z]{1,3})(\$?)([0-9]+)", re.IGNORECASE)

Place = tuple[int, int]


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula as a copy reads it that stands so many rows and columns away."""

    def shift(match: re.Match[str]) -> str:
        column, row = column_number(match[2]), int(match[4]) - 1
        column += 0 if match[1] else columns
        row += 0 if match[3] else rows
        if row < 0 or column < 0:
            return "#REF!"
        return f"{match[1]}{letters(column)}{match[3]}{row + 1}"

    return _each_reference(formula, lambda sheet, text: sheet + _each_corner(text, shift))


def follow(
    formula: str, is_here: Callable[[str], bool], span: Callable[[int, int], tuple[int, int] | None], *, rows: bool
) -> str:
    """The formula after rows or columns moved: ``span`` says where first and last of a range are now."""

    def change(sheet: str, text: str) -> str:
        if not is_here(sheet):
            return sheet + text
        corners = [match.groups() for match in CORNER.finditer(text)]
        numbers = [int(corner[3]) - 1 if rows else column_number(corner[1]) for corner in corners]
        kept = span(numbers[0], numbers[-1])
        if kept is None:
            return sheet + "#REF!"
        parts = []
        for corner, number in zip(corners, kept, strict=False):
            column = corner[1] if rows else letters(number)
            row = number + 1 if rows else int(corner[3])
            parts.append(f"{corner[0]}{column}{corner[2]}{row}")
        return sheet + ":".join(parts)

    return _each_reference(formula, change)


def _each_reference(formula: str, change: Callable[[str, str], str]) -> str:
    def replace(match: re.Match[str]) -> str:
        if match["cell"] is None:
            return match[0]
        return change(match["sheet"] or "", match["cell"] + (match["end"] or ""))

    return TOKEN.sub(replace, formula)


def _each_corner(text: str, change: Callable[[re.Match[str]], str]) -> str:
    colon = ":" if ":" in text else ""
    return colon.join(change(match) for match in CORNER.finditer(text))
