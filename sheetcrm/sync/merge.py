"""One cell, and one row, of two sides and their base: who changed what, and which of the two stands.

Everything here is symmetric: with the sides swapped the answer is the mirrored one.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import Agreed
from sheetcrm.sync.canon import alike
from sheetcrm.values import Value
from sheetcrm.values import is_blank


class CellFate(Enum):
    """What becomes of a cell that both sides can read."""

    EQUAL = "equal"
    HUB_STANDS = "hub stands"
    WORKBOOK_STANDS = "workbook stands"
    CONFLICT = "conflict"


class Presence(Enum):
    """What one side did with a row since the two agreed on it."""

    ABSENT = "absent"
    UNTOUCHED = "untouched"
    EDITED = "edited"


class RowFate(Enum):
    """What becomes of a row."""

    MERGE = "merge"
    TO_HUB = "insert on the hub"
    TO_WORKBOOK = "insert in the workbook"
    OFF_HUB = "delete on the hub"
    OFF_WORKBOOK = "delete in the workbook"
    FORGET = "forget"


def merge_cell(
    base: Agreed,
    hub: Value,
    workbook: Value,
    hub_earlier: Iterable[Agreed] = (),
    workbook_earlier: Iterable[Agreed] = (),
) -> CellFate:
    """Merge one cell. `…_earlier`: older agreed values that a side may still hold without having edited the cell."""
    if alike(hub, workbook):
        return CellFate.EQUAL
    hub_old = alike(base, hub) or any(alike(value, hub) for value in hub_earlier)
    workbook_old = alike(base, workbook) or any(alike(value, workbook) for value in workbook_earlier)
    if hub_old and workbook_old:  # one of them holds the latest agreed value
        hub_old, workbook_old = not alike(base, hub), not alike(base, workbook)
    if hub_old != workbook_old:
        return CellFate.WORKBOOK_STANDS if hub_old else CellFate.HUB_STANDS
    if base is NO_BASE and is_blank(hub) != is_blank(workbook):
        return CellFate.WORKBOOK_STANDS if is_blank(hub) else CellFate.HUB_STANDS
    return CellFate.CONFLICT


def merge_row(hub: Presence, workbook: Presence, *, agreed: bool) -> RowFate:
    """Merge one row (`agreed`: both sides held it once). Deleting wins against untouched, an edit against deleting."""
    if hub is Presence.ABSENT and workbook is Presence.ABSENT:
        return RowFate.FORGET
    if hub is Presence.ABSENT:
        return RowFate.OFF_WORKBOOK if agreed and workbook is Presence.UNTOUCHED else RowFate.TO_HUB
    if workbook is Presence.ABSENT:
        return RowFate.OFF_HUB if agreed and hub is Presence.UNTOUCHED else RowFate.TO_WORKBOOK
    return RowFate.MERGE
