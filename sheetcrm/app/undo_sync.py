"""Takes the last sync back, cell by cell, where nothing newer stands: as choices, which the next sync carries.

New rows stay: somebody typed them. Conflicts stay: there is a command to choose in them. Stage moves stay: they are
accepted and in the history, and a move back needs a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime

from sheetcrm.app.meanings import Meanings
from sheetcrm.app.meanings import as_value
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_judge import JUDGED
from sheetcrm.app.sync_tables import HISTORY
from sheetcrm.app.sync_tables import RECORDS
from sheetcrm.sync.choices import Choice
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.templates.template import PROCESS_TABLE

Cell = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking the last sync back would do."""

    at: datetime | None
    """When that sync was; None: there was none that changed anything."""
    cells: tuple[Entry, ...]
    """Each cell that gets its former value: `old` is what it gets, `new` what stands there now."""
    rows: tuple[Entry, ...]
    """The cells of deleted rows that come back."""
    choices: tuple[Choice, ...]
    new_rows: int
    conflicts: int
    moves: int
    """Opportunities whose stage or status stays: a move back needs a reason, which only a person can give."""


def plan_undo(desk: SyncDesk, meanings: Meanings) -> Undoing:
    """Decide what taking the last sync back would do; nothing is kept yet.

    Raises: WorkbookError when no file tells how the former values are to be read.
    """
    entries = Log(desk.database).last_sync()
    disputed = {_cell(one) for one in entries if one.kind in (Happened.CONFLICT, Happened.HELD)}
    back = tuple(_deleted(entries, meanings))
    returning = {(one.table, one.row_id) for one in back}
    changed = tuple(
        one for cell, one in _changed(entries, meanings).items() if cell not in disputed and cell[:2] not in returning
    )
    left = {(one.table, one.row_id) for one in entries if one.kind is Happened.LEFT}
    added = {(e.table, e.row_id) for e in entries if e.kind is Happened.ADDED and e.table != HISTORY} - left - returning
    choices = (*(_restoring(one, meanings) for one in changed), *(_reviving(one, meanings) for one in back))
    moves = {one.row_id for one in entries if one.kind is Happened.WRITTEN and _is_move(one)}
    at = entries[0].at if entries else None
    return Undoing(at, changed, back, choices, len(added), len(disputed), len(moves))


def undo_sync(desk: SyncDesk, undoing: Undoing, at: datetime) -> None:
    """Keep the choices, for the next sync to carry."""
    Choices(desk.database).take(undoing.choices, at)


def _changed(entries: Iterable[Entry], meanings: Meanings) -> Mapping[Cell, Entry]:
    """Give each cell's change from its first value to its last, wherever it was carried."""
    found: dict[Cell, Entry] = {}
    for one in entries:
        if one.kind is Happened.WRITTEN and not _is_move(one) and _returns(one, meanings):
            first = found.get(_cell(one), one)
            found[_cell(one)] = replace(first, new=one.new)
    return found


def _deleted(entries: Iterable[Entry], meanings: Meanings) -> Iterator[Entry]:
    """Give the cells of each deleted row, as they stood where it was deleted first."""
    places: dict[tuple[str, str], str] = {}
    for one in entries:
        if one.kind is not Happened.DELETED:
            continue
        first = places.setdefault((one.table, one.row_id), one.target) == one.target
        if first and _returns(one, meanings):
            yield one


def _returns(one: Entry, meanings: Meanings) -> bool:
    """Say whether a cell may get its former value; the history only grows."""
    return one.table != HISTORY and meanings.of(one.target).has(one.table, one.column)


def _is_move(one: Entry) -> bool:
    return one.table == PROCESS_TABLE and (one.column in JUDGED or one.column in RECORDS[PROCESS_TABLE])


def _restoring(one: Entry, meanings: Meanings) -> Choice:
    former = meanings.of(one.target).nearest(one.table, one.column, one.old)
    return Choice(*_cell(one), former, [as_value(one.new)])


def _reviving(one: Entry, meanings: Meanings) -> Choice:
    former = meanings.of(one.target).nearest(one.table, one.column, one.old)
    return Choice(*_cell(one), former, [None], revives=True)


def _cell(one: Entry) -> Cell:
    return one.table, one.row_id, one.column
