"""The edits of many workbooks as one transaction on the hub: at most one edit a row."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import cast

from sheetcrm.sync.decisions import WORKBOOK
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.intents import Change
from sheetcrm.sync.intents import Part
from sheetcrm.sync.ports import Place
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update

Piece = tuple[Edit, Part | None]
"""An edit, and the workbook it is made for (None: the hub's own ids)."""


@dataclass(slots=True)
class Folded:
    """What is written first, and what is deleted after it."""

    updates: dict[Place, Change] = field(default_factory=dict)
    inserts: dict[tuple[str, str], Change] = field(default_factory=dict)
    deletes: dict[Place, Change] = field(default_factory=dict)
    deferred: bool = False
    """Some workbook deletes a row that another one's edit goes to, or the reverse: that is for the next round."""

    @property
    def writes(self) -> list[Change]:
        """Give the changes of the first transaction."""
        return [*self.updates.values(), *self.inserts.values()]

    @property
    def edits(self) -> list[Edit]:
        """Give all edits: those that write, then those that delete."""
        return [cast("Edit", change.edit) for change in (*self.writes, *self.deletes.values())]


def pieces_of(workbook: str, stamp: str | None, plans: Iterable[Plan]) -> list[Piece]:
    """Give the hub's edits of one workbook, each with what it needs to be remembered by."""
    pieces: list[Piece] = []
    for plan in plans:
        disputed: dict[str, list[str]] = {}
        for conflict in plan.conflicts:
            if conflict.stands == WORKBOOK:
                disputed.setdefault(conflict.row_id, []).append(conflict.column)
        for edit in plan.hub_edits:
            cells = None if isinstance(edit, Delete) else edit.cells
            pieces.append((edit, Part(workbook, stamp, cells, disputed.get(edit.row_id, ()))))
    return pieces


def fold(pieces: Iterable[Piece], hub: Mapping[str, Sheet]) -> Folded:
    """Put edits together, in order; what each row is expected to be is what was really read."""
    rows = {(key, at): index for key, sheet in hub.items() for index, at in enumerate(sheet.rows) if at is not None}
    folded = Folded()
    for edit, part in pieces:
        parts = [part] if part else []
        if isinstance(edit, Insert):
            _fold_insert(folded, edit, parts)
        elif edit.at is None:
            _fold_into_insert(folded, edit, parts)
        else:
            place = (edit.table, edit.at)
            _fold_in_place(folded, place, replace(edit, seen=hub[edit.table].row(rows[place])), parts)
    return folded


def portions(changes: Sequence[Change], weigh: Callable[[HubEdit], float]) -> Iterator[Sequence[Change]]:
    """Part changes into transactions that have room for them, in order."""
    portion: list[Change] = []
    weight = 0.0
    for change in changes:
        own = weigh(change.edit)
        if portion and weight + own > 1:
            yield portion
            portion, weight = [], 0.0
        portion.append(change)
        weight += own
    if portion:
        yield portion


def _fold_insert(folded: Folded, edit: Insert, parts: list[Part]) -> None:
    """Append a row, unless it is about to be deleted for another workbook: then it stays, with the new cells."""
    for place, change in folded.deletes.items():
        deleted = change.edit
        if isinstance(deleted, Delete) and deleted.table == edit.table and deleted.row_id == edit.row_id:
            del folded.deletes[place]
            named = {} if deleted.seen.get(ID) == edit.row_id else {ID: edit.row_id}
            update = Update(edit.table, edit.row_id, deleted.at, {**named, **edit.cells}, deleted.seen)
            folded.updates[place] = Change(update, parts)
            return
    folded.inserts[edit.table, edit.row_id] = Change(edit, parts)


def _fold_into_insert(folded: Folded, edit: Update | Delete, parts: list[Part]) -> None:
    """Change a row that the same transaction appends, or keeps from being deleted."""
    key = (edit.table, edit.row_id)
    if key in folded.inserts:
        change = folded.inserts.pop(key)
        if isinstance(edit, Update) and isinstance(change.edit, Insert):
            merged = replace(change.edit, cells={**change.edit.cells, **edit.cells})
            folded.inserts[key] = Change(merged, [*change.parts, *parts])
        return
    for place, change in folded.updates.items():
        if isinstance(change.edit, Update) and (change.edit.table, change.edit.row_id) == key:
            _fold_in_place(folded, place, replace(edit, at=place[1], seen=change.edit.seen), parts)
            return
    folded.deferred = True


def _fold_in_place(folded: Folded, place: Place, edit: Update | Delete, parts: list[Part]) -> None:
    before = folded.updates.get(place)
    if isinstance(edit, Update):
        cells = {**(before.edit.cells if before and isinstance(before.edit, Update) else {}), **edit.cells}
        folded.updates[place] = Change(replace(edit, cells=cells), [*(before.parts if before else ()), *parts])
    elif before is None or (isinstance(before.edit, Update) and before.edit.cells.keys() == {ID}):
        folded.updates.pop(place, None)
        folded.deletes[place] = Change(edit, parts)
    else:
        folded.deferred = True
