"""Which row is which: rows keep their ids, copied and broken ids are found out, lost ones are given back.

- Two rows with one id (a copied row): the one closer to the base keeps it.
- No id, or one that fails its check: a base row that is missing here, if a unique strict majority of cells agree.
- An id whose row has little in common with its own base row is doubted: it may have been pasted over another row's.
  Such a row is given back the id whose base row it is like; one that shares nothing with its own but what many rows
  share (an owner, a stage) is a row of its own.
- What is left is a new row and gets a new id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.identity import valid_ids
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.matching import Matcher
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.values import Raw
from sheetcrm.values import is_blank


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet whose rows all have sound ids of their own, and the edits that make the real one so."""

    sheet: Sheet
    stamps: tuple[Edit, ...]
    problems: tuple[Problem, ...] = ()


def recognise(
    sheet: Sheet,
    known: Acquaintance,
    columns: Sequence[SyncColumn],
    reader: Reader,
    new_id: Callable[[], str],
    concerns: Callable[[int], bool] = lambda _: True,
    sound_ids: Callable[[Iterable[object]], frozenset[str]] = valid_ids,
) -> Recognised:
    """Give every row its id. A row without one that does not `concern` this run is left alone."""
    ids = sheet.columns[ID]
    blank = _blank_rows(sheet, columns)
    sound = sound_ids(ids)
    if len(sound) == len(ids) and not blank and not known.base:
        return Recognised(sheet, ())
    matcher = Matcher(sheet, known, columns, reader)
    holders: dict[str, list[int]] = defaultdict(list)
    for index, row_id in enumerate(ids):
        if row_id in sound and index not in blank:
            holders[str(row_id)].append(index)
    owned = {row_id: matcher.closest(row_id, claims) for row_id, claims in holders.items()}
    doubted = matcher.doubted(owned)
    strays = set(range(len(ids))) - blank - set(owned.values()) | {owned[row_id] for row_id in doubted}
    if not strays and not blank:
        return Recognised(sheet, ())
    strays = {index for index in strays if ids[index] in sound or concerns(index)}
    given = matcher.match(sorted(strays), owned, doubted)
    for row_id in doubted:
        if row_id not in given.values() and owned[row_id] not in given and not doubted[row_id]:
            given[owned[row_id]] = row_id
    final: list[str | None] = [None] * len(ids)
    for row_id, index in owned.items():
        final[index] = row_id
    for index in sorted(strays):
        final[index] = given.get(index) or new_id()
    return _stamped(sheet, final, blank)


def _blank_rows(sheet: Sheet, columns: Sequence[SyncColumn]) -> frozenset[int]:
    """Find rows of which nothing is left but an id."""
    typed = [sheet.columns[column.key] for column in columns if column.key in sheet.columns]
    left: Iterable[int] = range(len(sheet.rows))
    for cells in sorted(typed, key=lambda cells: cells.count(None)):
        left = [index for index in left if is_blank(cells[index])]
    return frozenset(left)


def _stamped(sheet: Sheet, final: Sequence[str | None], blank: frozenset[int]) -> Recognised:
    ids = sheet.columns[ID]
    stamps: list[Edit] = []
    problems: list[Problem] = []
    for index, row_id in enumerate(final):
        row = sheet.row(index) if index in blank or (row_id and row_id != ids[index]) else {}
        if index in blank:
            stamps.append(Delete(sheet.table, str(ids[index] or ""), sheet.rows[index], row, leaves=True))
        elif row:
            stamps.append(Update(sheet.table, str(row_id), sheet.rows[index], {ID: row_id}, row))
            if not is_blank(ids[index]):
                code = "id_copied" if ids[index] in final else "id_mistyped"
                problems.append(Problem(code, sheet.table, row_id, ID, {}, Severity.WARNING, index))
    kept = [index for index, row_id in enumerate(final) if row_id]
    columns: Mapping[str, Sequence[Raw]] = {
        key: [final[index] for index in kept] if key == ID else [cells[index] for index in kept]
        for key, cells in sheet.columns.items()
    }
    seen = replace(sheet, columns=columns, rows=[sheet.rows[index] for index in kept])
    return Recognised(seen, tuple(stamps), tuple(problems))
