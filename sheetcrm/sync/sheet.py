"""One table of one side as sync sees it, and the edits that are made to it.

- A *side* is the hub or a workbook. Its *sheet* is one table as it was read.
- The `cells` of an edit are canonical values, which the port writes in its own language.
- `at` is the sheet row an edit was planned for; None stands for a row that the same transaction appends.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.values import Raw
from sheetcrm.values import Value

ID = "id"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The data rows of one table as read, column-wise."""

    table: str
    columns: Mapping[str, Sequence[Raw]]
    """Column key → cells, one per row; `id` among them."""
    rows: Sequence[int | None]
    """The sheet row of each data row."""
    formulas: frozenset[tuple[int, str]] = frozenset()
    """Data cells in which a user typed a formula: (sheet row, column)."""

    def row(self, index: int) -> dict[str, Raw]:
        """Give all cells of one row."""
        return {key: cells[index] for key, cells in self.columns.items()}


@dataclass(frozen=True, slots=True)
class Update:
    """New values for some cells of the row that stood at `at`."""

    table: str
    row_id: str
    at: int | None
    cells: Mapping[str, Value]
    seen: Mapping[str, Raw]
    """The whole row as it was read."""


@dataclass(frozen=True, slots=True)
class Insert:
    """A new row below the last one."""

    table: str
    row_id: str
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Delete:
    """Take the row that stood at `at` out of its table."""

    table: str
    row_id: str
    at: int | None
    seen: Mapping[str, Raw]
    leaves: bool = False
    """The row goes on elsewhere: it left a filtered workbook, or was a leftover without content."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Raw cells that stood in a row before sync wrote over them by mistake, to be put back as they were."""

    table: str
    row_id: str
    at: int
    cells: Mapping[str, Raw]
    seen: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Revive:
    """A whole row that sync took out by mistake, to be put back below the last one."""

    table: str
    row_id: str
    cells: Mapping[str, Raw]


Edit = Update | Insert | Delete
HubEdit = Edit | Restore | Revive


def apply_edits(sheet: Sheet, edits: Iterable[Edit]) -> Sheet:
    """Give the sheet as it will be after the edits, canonical values standing for what the port will write."""
    columns = {key: list(cells) for key, cells in sheet.columns.items()}
    rows = list(sheet.rows)
    index_of = {row: index for index, row in enumerate(rows) if row is not None}
    appended = {row_id: index for index, row_id in enumerate(columns[ID]) if rows[index] is None}
    gone: set[int] = set()
    for edit in edits:
        if isinstance(edit, Insert):
            appended[edit.row_id] = len(rows)
            rows.append(None)
            for key, cells in columns.items():
                cells.append(edit.row_id if key == ID else edit.cells.get(key))
            continue
        index = appended[edit.row_id] if edit.at is None else index_of[edit.at]
        if isinstance(edit, Delete):
            gone.add(index)
            continue
        for key, cell in edit.cells.items():
            columns[key][index] = cell
    kept = [index for index in range(len(rows)) if index not in gone] if gone else range(len(rows))
    return replace(
        sheet,
        columns={key: [cells[index] for index in kept] for key, cells in columns.items()},
        rows=[rows[index] for index in kept],
    )
