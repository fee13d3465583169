"""A plan: what a sync does to one table of the hub and of one workbook, as a value, and the rules it is made by."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Protocol

from sheetcrm.problems import Problem
from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import Agreed
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.merge import CellFate
from sheetcrm.sync.merge import RowFate
from sheetcrm.sync.merge import merge_cell
from sheetcrm.sync.merge import merge_row
from sheetcrm.sync.recognise import Recognised
from sheetcrm.sync.recognise import recognise
from sheetcrm.sync.repair import Image
from sheetcrm.sync.repair import Verdict
from sheetcrm.sync.repair import judge_image
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Value

HUB, WORKBOOK = 0, 1


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that both sides changed. `stands`: the side whose value goes to both; None: each keeps its own."""

    table: str
    row_id: str
    column: str
    hub: Value
    workbook: Value
    stands: int | None
    formula: bool = False
    """A formula that a user typed stands in the cell that would be written: it is his, and stays."""


Prefer = Callable[[Conflict], int | None]
"""The policy: which side stands in a conflict, if any."""


def prefer_hub(_conflict: Conflict) -> int | None:
    """Let the hub's value stand."""
    return HUB


def prefer_workbook(_conflict: Conflict) -> int | None:
    """Let the workbook's value stand."""
    return WORKBOOK


def hold(_conflict: Conflict) -> int | None:
    """Let each side keep its own value until somebody chooses."""
    return None


class Recognise(Protocol):
    """Gives every row of a sheet its id (see `recognise`)."""

    def __call__(
        self,
        sheet: Sheet,
        known: Acquaintance,
        columns: Sequence[SyncColumn],
        reader: Reader,
        new_id: Callable[[], str],
        concerns: Callable[[int], bool] = ...,
    ) -> Recognised:
        """Recognise the rows of one sheet."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """The decisions that a plan is made of."""

    recognise: Recognise = recognise
    merge_cell: Callable[..., CellFate] = merge_cell
    merge_row: Callable[..., RowFate] = merge_row
    judge_image: Callable[[HubEdit, Image], Verdict] = judge_image
    shows: Callable[[Side, Value], bool] = lambda side, value: side.shown is None or side.shown.accepts(value)


RULES = Rules()


@dataclass(slots=True)
class Plan:
    """The edits of both sides and what they were decided from."""

    table: str
    edits: tuple[list[Edit], list[Edit]] = field(default_factory=lambda: ([], []))
    """Of the hub, and of the workbook."""
    conflicts: list[Conflict] = field(default_factory=list)
    held: list[Problem] = field(default_factory=list)
    agreed: dict[str, dict[str, Value]] = field(default_factory=dict)
    """Cells that are equal on both sides now, but not yet in the base."""
    forgotten: set[str] = field(default_factory=set)
    """Rows of the base that are on neither side, or no longer this workbook's."""

    @property
    def hub_edits(self) -> Sequence[Edit]:
        """What is to be written on the hub."""
        return self.edits[HUB]

    @property
    def workbook_edits(self) -> Sequence[Edit]:
        """What is to be written in the workbook."""
        return self.edits[WORKBOOK]


def changes_of(
    table: SyncTable, base: BaseRows, agreed: Mapping[str, Mapping[str, Value]], edits: Iterable[Edit]
) -> dict[str, BaseRow | None]:
    """Give what the base becomes where it changes (None: the row is no longer in it) once `edits` have been made.

    An edit brings one side to what the other holds, so its cells are agreed on; nothing else is.
    """
    numbers = {column.key: number for number, column in enumerate(table.columns)}
    changes: dict[str, list[Agreed] | None] = {}

    def agree(row_id: str, cells: Mapping[str, Value], start: BaseRow) -> None:
        row = changes.get(row_id)
        row = list(start) if row is None else row
        for key, value in cells.items():
            if key in numbers:
                row[numbers[key]] = value
        changes[row_id] = row

    nothing: BaseRow = [NO_BASE] * len(table.columns)
    for row_id, cells in agreed.items():
        agree(row_id, cells, base.get(row_id, nothing))
    for edit in edits:
        if isinstance(edit, Delete):
            changes[edit.row_id] = None
        else:
            agree(edit.row_id, edit.cells, nothing if isinstance(edit, Insert) else base.get(edit.row_id, nothing))
    return dict(changes)
