"""What must be so before anything is planned: no column of a table is gone, and no side has suddenly lost its rows."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import SideEmptied
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.showing import Showing
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.standing import Standing

FEWEST_ROWS = 20
"""A table with fewer rows may lose most of them without anybody wondering."""


def prove_layout(table: SyncTable, side: Side) -> None:
    """Stop when the ids, a required column, or the column of the filter is gone. Raises: LayoutBroken."""
    needed = {column.key for column in table.columns if column.required} | (
        {side.shown.column} if side.shown else set()
    )
    missing = [key for key in (ID, *sorted(needed)) if key not in side.sheet.columns]
    if missing:
        raise LayoutBroken(
            file=side.name,
            what="@columns_missing",
            remedy="@put_back_from_backup",
            sheet=table.key,
            missing=", ".join(missing),
        )


def refuse_emptied(table: SyncTable, base: BaseRows, standings: Sequence[Standing], showing: Showing) -> None:
    """Stop when a side suddenly lost most of its rows. Raises: SideEmptied."""
    for number, standing in enumerate(standings):
        other = standings[1 - number].places
        expected = [row_id for row_id in base if row_id in other and showing.shows(number, row_id)]
        lost = sum(1 for row_id in expected if row_id not in standing.places)
        if len(expected) >= FEWEST_ROWS and 2 * lost > len(expected):
            raise SideEmptied(side=standing.side.name, table=table.key, lost=lost, of=len(expected))
