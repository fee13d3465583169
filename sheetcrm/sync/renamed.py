"""Rows that the hub knows by another id than a workbook does: the workbook follows, and its row keeps its edits.

Whoever pastes ids on the hub, or whose write goes astray there, may have it met first by a machine that has never seen
the row: that machine takes it for a new one, and gives it an id of its own.
"""

from __future__ import annotations

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.identity import is_valid_id
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.matching import Matcher
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update

Renamed = Mapping[str, str]
"""The id that was agreed on → the one by which the hub knows the row now."""


def renamed_on_hub(
    base: BaseRows, hub: Sheet, columns: Sequence[SyncColumn], reader: Reader, *, exactly: bool = False
) -> Renamed:
    """Find the rows of a base that stand on the hub under an id which is unknown to it.

    An id on the hub whose row shares nothing with what was agreed on is another row's by now: its own is the one that
    has most in common with it. Of an id that is gone from the hub it is only one that agrees in all cells but one, and
    where rows are never changed (`exactly`) in all.
    """
    ids = hub.columns[ID]
    times = Counter(ids)
    places = {str(row_id): index for index, row_id in enumerate(ids) if times[row_id] == 1}
    telling = [number for number, column in enumerate(columns) if not column.shared and column.key in hub.columns]
    gone = [row_id for row_id in base if row_id not in times]
    unlike = _unlike(base, places, hub, columns, telling)
    known = {row_id: base[row_id] for row_id in (*gone, *unlike)}
    matcher = Matcher(hub, Acquaintance(known, {}), columns, reader)
    replaced = [row_id for row_id in unlike if matcher.shares_nothing(row_id, places[row_id])]
    sought = {row_id: base[row_id] for row_id in (*gone, *replaced)}
    if not sought:
        return {}
    strangers = [index for row_id, index in places.items() if row_id not in base]
    likely = [index for index in _likely(strangers, sought, hub, columns, telling) if is_valid_id(ids[index])]
    offers: dict[int, list[str]] = defaultdict(list)
    for row_id in gone:
        for index in _one_of_most(_closely_alike(matcher, row_id, likely, telling, exactly=exactly)):
            offers[index].append(row_id)
    for row_id in replaced:
        for index in _one_of_most({index: matcher.likeness(base[row_id], index, telling)[0] for index in likely}):
            offers[index].append(row_id)
    return {row_ids[0]: str(ids[index]) for index, row_ids in offers.items() if len(row_ids) == 1}


def _closely_alike(
    matcher: Matcher, row_id: str, indexes: Iterable[int], telling: Sequence[int], *, exactly: bool
) -> dict[int, int]:
    """Give the rows that are as a known one, but for one cell that may have been edited meanwhile."""
    found = {}
    for index in indexes:
        agree, filled = matcher.agreement(row_id, index)
        tell, there = matcher.agreement(row_id, index, telling)
        if filled - agree <= (not exactly) and 2 * tell > there > 1:
            found[index] = agree
    return found


def _one_of_most(agreeing: Mapping[int, int]) -> list[int]:
    """Give the index with the highest number above 0, if there is only one."""
    most = max(agreeing.values(), default=0)
    best = [index for index, agree in agreeing.items() if agree == most > 0]
    return best if len(best) == 1 else []


def follow(sheet: Sheet, renamed: Renamed, matcher: Matcher) -> tuple[Sheet, Renamed, list[Update]]:
    """Give the sheet of a workbook whose rows are named as on the hub, which were, and the edits that make it so.

    Where an id stands twice in the workbook, or over a row that is unlike its own, the workbook's ids are looked at
    first: such a row follows another time.
    """
    ids = list(sheet.columns[ID])
    followed, stamps = {}, []
    for old, new in renamed.items():
        holders = [index for index, row_id in enumerate(ids) if row_id == old]
        if len(holders) > 1 or any(new in ids or matcher.shares_nothing(old, index) for index in holders):
            continue
        followed[old] = new
        for index in holders:
            stamps.append(Update(sheet.table, new, sheet.rows[index], {ID: new}, sheet.row(index)))
            ids[index] = new
    return replace(sheet, columns={**sheet.columns, ID: ids}), followed, stamps


def _unlike(
    base: BaseRows, places: Mapping[str, int], hub: Sheet, columns: Sequence[SyncColumn], telling: Iterable[int]
) -> list[str]:
    """Give the rows that have no telling cell as it was agreed on, as far as raw cells show."""
    left = [row_id for row_id in base if row_id in places]
    for number in telling:
        cells = hub.columns[columns[number].key]
        left = [row_id for row_id in left if not _is_the_same(base[row_id][number], cells[places[row_id]])]
    return left


def _likely(
    indexes: Iterable[int], sought: BaseRows, hub: Sheet, columns: Sequence[SyncColumn], telling: Iterable[int]
) -> list[int]:
    """Give the rows of the hub that have some telling cell of a row that is sought."""
    found = []
    values = {number: {row[number] for row in sought.values()} - {None, NO_BASE} for number in telling}
    cells = {number: hub.columns[columns[number].key] for number in values}
    for index in indexes:
        if any(cells[number][index] in values[number] for number in values):
            found.append(index)
    return found


def _is_the_same(agreed: object, raw: object) -> bool:
    return agreed is not None and agreed == raw
