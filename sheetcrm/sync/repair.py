"""Whether a transaction hit what it was planned for; and how what it hit by mistake comes back.

A hub cannot refuse a write to a row that somebody moved or edited a moment before. But the transaction itself keeps how
each row stood just before and after it (its *image*), so that afterwards the damage is known cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

from sheetcrm.sync.identity import is_valid_id
from sheetcrm.sync.intents import Wound
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Revive
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.values import Raw
from sheetcrm.values import is_blank

Row = Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Image:
    """One edit's row just before and just after the transaction; blank where there was none."""

    before: Row
    after: Row


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an edit did."""

    hit: frozenset[str]
    """The columns in which it did what was planned."""
    same_row: bool
    """It was the row that was meant."""
    wound: Wound | None = None


def judge_image(edit: HubEdit, image: Image) -> Verdict:
    """Compare what an edit was planned for with what it found."""
    if isinstance(edit, Update | Restore):
        same_row = _is_same_row(edit, image.before)
        missed = {
            key: image.before.get(key)
            for key in edit.cells
            if not (same_row and _same(image.before.get(key), edit.seen.get(key)))
        }
        wound = Wound(edit.table, image.after, missed) if missed else None
        return Verdict(frozenset(edit.cells) - missed.keys(), same_row, wound)
    if isinstance(edit, Delete):
        same_row = all(_same(image.before.get(key), cell) for key, cell in edit.seen.items())
        blank = all(is_blank(cell) for cell in image.before.values())
        wound = None if same_row or blank else Wound(edit.table, image.before, image.before, gone=True)
        return Verdict(frozenset(edit.seen) if same_row else frozenset(), same_row, wound)
    there = {key: cell for key in edit.cells if not is_blank(cell := image.before.get(key))}
    wound = Wound(edit.table, image.after, there) if there else None
    return Verdict(frozenset(edit.cells) - there.keys(), same_row=True, wound=wound)


def _is_same_row(edit: Update | Restore, before: Row) -> bool:
    """Tell rows by their ids; a row that gets its id must not have changed at all, one without id hardly."""
    if ID not in edit.cells and is_valid_id(edit.seen.get(ID)):
        return before.get(ID) == edit.seen[ID]
    agreeing = [_same(before.get(key), cell) for key, cell in edit.seen.items() if not is_blank(cell)]
    if ID in edit.cells:
        return all(agreeing) and all(is_blank(before.get(key)) for key, cell in edit.seen.items() if is_blank(cell))
    return 2 * sum(agreeing) > len(agreeing)


def _same(cell: Raw, other: Raw) -> bool:
    return cell == other or (is_blank(cell) and is_blank(other))


@dataclass(frozen=True, slots=True)
class Remedy:
    """What becomes of a wound: an edit, or nothing; and what has lost its place."""

    edit: Restore | Revive | None
    unplaced: Row
    at: int | None = None
    """The sheet row that it is about, if there is one."""


def remedy_for(wound: Wound, sheet: Sheet) -> Remedy:
    """Find where a wounded row stands now, and what of it is still as the write left it."""
    if wound.gone:
        row_id = str(wound.row.get(ID) or "")
        same_id = [at for at, here in enumerate(sheet.columns[ID]) if row_id and here == row_id]
        back = _most_like(sheet, wound.row, same_id)
        if back is None:
            return Remedy(Revive(wound.table, row_id, wound.cells), {})
        here = sheet.row(back)
        unplaced = {key: cell for key, cell in wound.cells.items() if not _same(here.get(key), cell)}
        return Remedy(None, unplaced, sheet.rows[back])
    index = _find(sheet, wound)
    if index is None:
        return Remedy(None, wound.cells)
    now = sheet.row(index)
    still = {key: cell for key, cell in wound.cells.items() if _same(now.get(key), wound.row.get(key))}
    unplaced = {key: cell for key, cell in wound.cells.items() if key not in still and not _same(now.get(key), cell)}
    at = sheet.rows[index]
    if not still or at is None:
        return Remedy(None, unplaced, at)
    return Remedy(Restore(wound.table, str(now[ID] or ""), at, still, now), unplaced, at)


def _find(sheet: Sheet, wound: Wound) -> int | None:
    """Give the one row that has the wounded row's id, or else the one most like it, without an id or with any.

    A copy may have got an id of its own since: where nothing is left of the write in the row that kept the id, it is
    the one other row that stands exactly as the write left it.
    """
    row, ids = wound.row, sheet.columns[ID]
    found = [index for index, here in enumerate(ids) if here == row.get(ID)] if is_valid_id(row.get(ID)) else []
    if len(found) == 1:
        (index,) = found
        if any(_same(sheet.columns[key][index], row.get(key)) for key in wound.cells):
            return index
        others = [key for key in row if key != ID and key in sheet.columns]
        exact = [at for at in range(len(ids)) if all(_same(sheet.columns[key][at], row[key]) for key in others)]
        return exact[0] if len(exact) == 1 else index
    bare = [index for index, here in enumerate(ids) if not is_valid_id(here)]
    for candidates in (found, bare, range(len(ids))):
        best = _most_like(sheet, row, candidates)
        if best is not None:
            return best
    return None


def _most_like(sheet: Sheet, row: Row, indexes: Iterable[int]) -> int | None:
    filled = [key for key, cell in row.items() if not is_blank(cell) and key in sheet.columns]
    agreeing = {index: sum(1 for key in filled if _same(sheet.columns[key][index], row[key])) for index in indexes}
    best = [index for index, agree in agreeing.items() if agree == max(agreeing.values()) and 2 * agree > len(filled)]
    return best[0] if len(best) == 1 else None
