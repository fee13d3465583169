"""Lists on report tabs as a person reads them: found by their title, line after line down to the next blank row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet


class Listed(NamedTuple):
    """A list: its title, where its heads stand, and the lines below them with what is said of those left out."""

    title: str
    head: int
    lines: Sequence[Sequence[Cell]]
    more: str

    def spots(self) -> set[tuple[int, int]]:
        """Give every cell of its lines."""
        first = self.head + 1
        return {(first + at, column) for at, line in enumerate(self.lines) for column in range(len(line))}


def list_under(sheet: Sheet, title: str) -> Listed | None:
    """Find a list by what its title begins with, before any number; None when it is not there, or says it is empty."""
    begins = title.partition("{")[0]
    at = next((row for row, cells in enumerate(sheet) if row > 1 and str(cells[0] or "").startswith(begins)), None)
    if at is None or _is_text_alone(sheet[at + 1]):
        return None
    end = next((row for row in range(at + 2, len(sheet)) if _is_text_alone(sheet[row])), len(sheet))
    more = str(sheet[end][0] or "") if end < len(sheet) else ""
    return Listed(str(sheet[at][0]), at + 1, sheet[at + 2 : end], more)


def title_of(sheet: Sheet, title: str) -> str:
    """Give the whole of a title that begins so."""
    begins = title.partition("{")[0]
    return next(str(cells[0]) for row, cells in enumerate(sheet) if row > 1 and str(cells[0] or "").startswith(begins))


def _is_text_alone(cells: Sequence[Cell]) -> bool:
    return all(cell is None for cell in cells[1:])
