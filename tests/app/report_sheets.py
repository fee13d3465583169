"""Report tabs of a real file, as a person sees them: rows of values, found by their heads, and links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl

Cells = list[object]


def sheet_rows(path: Path, title: str) -> list[Cells]:
    """Give all rows of a sheet."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[title].iter_rows()]


def links_of(path: Path, title: str) -> Mapping[str, str | None]:
    """Give the links of a sheet: cell → where they lead."""
    sheet = openpyxl.load_workbook(path)[title]
    return {cell.coordinate: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}


def table_under(rows: list[Cells], section: str) -> list[dict[str, object]]:
    """Give the lines of the table under a section's title, by the words in its heads, up to a blank row."""
    at = next(number for number, row in enumerate(rows) if str(row[0] or "").startswith(section))
    heads = [str(head) for head in rows[at + 1] if head is not None]
    lines = []
    for row in rows[at + 2 :]:
        if all(cell is None for cell in row):
            break
        lines.append(dict(zip(heads, row, strict=False)))
    return lines
