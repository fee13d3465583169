"""The rows below the header: which of them are data, and what stands in each under which header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.app.importing.headers import Match
from sheetcrm.values import Raw
from sheetcrm.values import is_blank


@dataclass(frozen=True, slots=True)
class Body:
    """The data rows of one sheet, blank ones left out."""

    header: Sequence[Raw]
    rows: Sequence[Sequence[Raw]]
    numbers: Sequence[int]
    """The source's row number (from 1) of each row, as a spreadsheet shows it."""

    def __len__(self) -> int:
        """Count the data rows."""
        return len(self.rows)

    def column(self, position: int) -> list[Raw]:
        """Give all cells under one header; a short row is blank there."""
        return [row[position] if position < len(row) else None for row in self.rows]

    def overlong(self) -> list[int]:
        """Tell the rows that hold something to the right of the header's last cell: a delimiter too many, as a rule."""
        width = len(self.header)
        return [place for place, row in enumerate(self.rows) if any(not is_blank(cell) for cell in row[width:])]


def take_body(rows: Sequence[Sequence[Raw]], header_row: int) -> Body:
    """Cut a sheet into header and data rows."""
    header = list(rows[header_row])
    while header and is_blank(header[-1]):
        header.pop()
    data = [
        (number, row)
        for number, row in enumerate(rows[header_row + 1 :], start=header_row + 2)
        if any(not is_blank(cell) for cell in row)
    ]
    return Body(header, [row for _, row in data], [number for number, _ in data])


def filled_cells(body: Body, match: Match) -> int:
    """Count what stands under a header, to say how much is left behind when it has no column."""
    return sum(not is_blank(cell) for cell in body.column(match.position))
