"""What every workbook backend does, in the words used everywhere else.

- A *table* is a sheet region whose row 1 (hidden) holds column keys; one cell of the row (normally the first keyed one)
  reads `table.column` (`leads.id`), so that a renamed or moved sheet is still found. Row 2 is the visible header; data
  start at row 3.
- A *report* is a sheet the engine owns: cell A1 (hidden row) reads `report.<key>`; content starts at row 2.
- *Settings* are the table `settings` on the hidden sheet `_sheetcrm`: columns `id`, `value`. A row whose id is
  `style.<name>` carries, as the format of its `value` cell, the look that `ReportCell.style` refers to.
- *read* and *write* are for workbooks; *parse* and *render* for rows; *decode* and *encode* for cells.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Protocol

from sheetcrm.values import Raw
from sheetcrm.values import Value

KEY_ROW = 1
HEADER_ROW = 2
FIRST_DATA_ROW = 3


@dataclass(frozen=True, slots=True)
class TableData:
    """All data rows of one table as read: column-wise raw cells, and where they stand. Blank rows are left out."""

    table: str
    sheet: str
    """The sheet's title as it stands (users may rename it)."""
    columns: Mapping[str, Sequence[Raw]]
    """Column key → cells, one per row, all of the same length."""
    rows: Sequence[int]
    """The sheet's row number (from 1) of each data row."""
    letters: Mapping[str, str]
    """Column key → column letter, for telling people where."""
    headers: Mapping[str, str]
    """Column key → visible header as it stands."""


@dataclass(frozen=True, slots=True)
class InsertRow:
    """A new row below the last one; `cells` holds its `id` too (lists and settings aside)."""

    table: str
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """New values for some cells of one row.

    `expected` holds the value last read of each cell that must still stand there: an edit never overwrites what it has
    not seen. `row` is the sheet row it was read from; a backend that finds another id there looks the row up by id.
    A row that has no valid id yet is addressed by `row` alone (`row_id` None), to stamp its `id`.
    """

    table: str
    row_id: str | None
    cells: Mapping[str, Value]
    expected: Mapping[str, Raw] = field(default_factory=dict)
    row: int | None = None
    incidental: bool = False
    """It alone is no reason to write: the moment of computing, say. What is sparing with writes leaves it out then."""


@dataclass(frozen=True, slots=True)
class DeleteRow:
    """Take one row out of its table; one that has no valid id is addressed by `row` alone (`row_id` None)."""

    table: str
    row_id: str | None
    expected: Mapping[str, Raw] = field(default_factory=dict)
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One cell of a report: a value and the name of its look (`style.<name>` in the settings; None keeps the look)."""

    value: Value
    style: str | None = None
    link: str | None = None
    """The cell of this workbook that a click leads to, as `'Sheet title'!A1`. It is no formula."""
    incidental: bool = False
    """It alone is no reason to write."""


@dataclass(frozen=True, slots=True)
class ReplaceBlock:
    """New content for a report from `top` (sheet row) and `left` (column, from 1) on.

    Cells of the block's columns below its last row are emptied, so nothing of a longer, older block stays.
    Rows may differ in length. With `height`, exactly that many rows are owned: only those are emptied.
    With `hide_blank`, rows of the block in which nothing stands are hidden, so that no chart shows them, and the others
    are shown. With `linked`, the links in its area are the block's too; else those that stand there stay.
    An `optional` block is left out when the workbook has no such report; otherwise that stops the write.
    """

    report: str
    top: int
    left: int
    rows: Sequence[Sequence[ReportCell]]
    height: int | None = None
    hide_blank: bool = False
    linked: bool = False
    optional: bool = False


RowEdit = InsertRow | UpdateRow | DeleteRow
Edit = RowEdit | ReplaceBlock


@dataclass(frozen=True, slots=True)
class WriteReceipt:
    """What a write did."""

    cells_changed: int
    rows_inserted: int
    rows_deleted: int
    backup: Path | None = None


class Workbook(Protocol):
    """One spreadsheet, wherever it lives. Called by `sheetcrm.app`; implemented once a backend."""

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Read tables (all by default; `settings` and `lists` are tables too) in one batch; absent ones are left out.

        Raises: NotFound, Locked, NotAllowed, NotAWorkbook, Unsafe, LayoutBroken.
        """
        ...

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Make all edits or none, in one write; nothing else in the workbook changes. No effective edit, no write.

        Raises: Locked, NotAllowed, LayoutBroken, WouldLoseContent, ChangedMeanwhile.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections; the workbook is not used afterwards."""
        ...
