"""The rows below the header: which of them are data, and what stands in each under which header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.app.importing.source import Sheet
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
        """Tell the rows that hold something to the right of the header: a text with a delimiter in it, as a rule."""
        width = len(self.header)
        return [place for place, row in enumerate(self.rows) if any(not is_blank(cell) for cell in row[width:])]


def take_body(sheet: Sheet, header_row: int) -> Body:
    """Cut a sheet into header and data rows. In a workbook, cells right of the header are columns without a name."""
    below = enumerate(sheet.rows[header_row + 1 :], start=header_row + 2)
    data = [(number, row) for number, row in below if any(not is_blank(cell) for cell in row)]
    header = list(sheet.rows[header_row])
    if sheet.name is not None:
        widest = max((len(row) for _, row in data), default=0)
        header += [None] * (widest - len(header))
    return Body(header, [row for _, row in data], [number for number, _ in data])


def filled_cells(body: Body, position: int) -> int:
    """Count what stands under a header, to say how much is left behind when it has no column."""
    return sum(not is_blank(cell) for cell in body.column(position))
