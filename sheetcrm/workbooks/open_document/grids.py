"""The sheets of an open document as its program told them: cells, which numbers are days, where formulas stand.

The message is JSON: `{"name", "sheets": [{"title", "rows", "kinds", "errors", "formulas"}]}`. `rows` are the cells from
A1 on (a blank is `""`), `kinds` areas `[kind, top, left, bottom, right]` in which numbers are shown as a `date` or
`logical`, `errors` cells `[row, column, text]`, `formulas` areas `[top, left, bottom, right]`. All counts begin with 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.key_rows import KeyRow
from sheetcrm.workbooks.key_rows import read_key_row
from sheetcrm.workbooks.key_rows import same_marker
from sheetcrm.workbooks.moments import moment_of
from sheetcrm.workbooks.rectangles import Place
from sheetcrm.workbooks.xlsx.references import column_letters

DATE, LOGICAL = "date", "logical"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it stands now."""

    title: str
    rows: list[list[Raw]]
    keys: KeyRow
    dates: set[Place]
    """Cells that show numbers as days."""
    formulas: set[Place]

    @property
    def height(self) -> int:
        """How many rows hold anything."""
        return len(self.rows)

    def cell(self, place: Place) -> Raw:
        """Give what stands at a place; None where there is nothing."""
        row, column = place
        cells = self.rows[row - 1] if row <= len(self.rows) else ()
        return cells[column - 1] if column <= len(cells) else None

    def put(self, place: Place, raw: Raw) -> None:
        """Let a cell say something else."""
        row, column = place
        self.rows.extend([] for _ in range(row - len(self.rows)))
        cells = self.rows[row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = raw

    def column(self, number: int) -> list[Raw]:
        """Give what the cells of a column say, from the first data row on."""
        return [row[number - 1] if number <= len(row) else None for row in self.rows[FIRST_DATA_ROW - 1 :]]


@dataclass(frozen=True, slots=True)
class Document:
    """All sheets of one open document that are sheetcrm's."""

    name: str
    tables: Mapping[str, Grid]
    reports: Mapping[str, Grid]


def document_of(told: Mapping[str, Any]) -> Document:
    """Understand what a program tells of its document. Raises: LayoutBroken."""
    name = str(told["name"])
    tables: dict[str, Grid] = {}
    reports: dict[str, Grid] = {}
    for sheet in told["sheets"]:
        grid = _grid(sheet, name)
        for report in grid.keys.reports:
            _keep(reports, report, grid, name)
        if grid.keys.table is not None:
            _keep(tables, grid.keys.table, grid, name)
    return Document(name, tables, reports)


def _keep(found: dict[str, Grid], key: str, grid: Grid, name: str) -> None:
    if key in found:
        raise same_marker(key, found[key].title, grid.title, name)
    found[key] = grid


def _grid(sheet: Mapping[str, Any], name: str) -> Grid:
    rows: list[list[Raw]] = [[None if cell == "" else cell for cell in row] for row in sheet["rows"]]
    dates: set[Place] = set()
    for kind, top, left, bottom, right in sheet["kinds"]:
        for number in range(top, min(bottom, len(rows)) + 1):
            cells = rows[number - 1]
            for column in range(left, min(right, len(cells)) + 1):
                raw = cells[column - 1]
                if kind == DATE:
                    dates.add((number, column))
                if isinstance(raw, float):
                    cells[column - 1] = moment_of(raw) if kind == DATE else bool(raw)
    for row, column, text in sheet["errors"]:
        rows[row - 1][column - 1] = CellError(text)
    texts = {at: text.strip() for at, text in enumerate(rows[0], start=1) if isinstance(text, str) and text.strip()}
    keys = read_key_row(texts, sheet["title"], name)
    formulas = {
        (row, column)
        for top, left, bottom, right in sheet["formulas"]
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    return Grid(sheet["title"], rows, keys, dates, formulas)


def table_data(grid: Grid) -> TableData:
    """Give the table on a sheet as columns; blank rows are left out."""
    columns = {key: grid.column(number) for key, number in grid.keys.columns.items()}
    kept = [at for at in range(max(grid.height - FIRST_DATA_ROW + 1, 0)) if not _is_blank_row(columns, at)]
    return TableData(
        table=str(grid.keys.table),
        sheet=grid.title,
        columns={key: [cells[at] for at in kept] for key, cells in columns.items()},
        rows=[at + FIRST_DATA_ROW for at in kept],
        letters={key: column_letters(number) for key, number in grid.keys.columns.items()},
        headers={key: _header(grid, number) for key, number in grid.keys.columns.items()},
    )


def _header(grid: Grid, column: int) -> str:
    said = grid.cell((HEADER_ROW, column))
    return str(said).strip() if said is not None else ""


def _is_blank_row(columns: Mapping[str, Sequence[Raw]], at: int) -> bool:
    return all(
        cells[at] is None or (isinstance(raw := cells[at], str) and not raw.strip()) for cells in columns.values()
    )
