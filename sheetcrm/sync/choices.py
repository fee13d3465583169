"""What somebody chose for a cell: put on the hub by the next run as an edit, which travels to the workbooks from there.

A choice replaces only values it was taken over. Where anything newer stands, on the hub or in a workbook, that stands.
Conflicts are settled by choices, and a sync is taken back by them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from sheetcrm.sync.canon import alike
from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import HUB
from sheetcrm.sync.decisions import WORKBOOK
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.decisions import Prefer
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Undecodable
from sheetcrm.values import Value


class State(StrEnum):
    """What became of a choice."""

    PENDING = "pending"
    WRITTEN = "written"
    """It stands on the hub; workbooks that were open or away still receive it."""
    OVERTAKEN = "overtaken"
    """Something newer stood there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The value that a cell shall have."""

    table: str
    row_id: str
    column: str
    value: Value
    over: Sequence[Value]
    """The values that it may replace."""
    revives: bool = False
    """The row was deleted; it comes back with this cell in it."""
    state: State = State.PENDING
    number: int | None = field(default=None, compare=False)

    def covers(self, value: Value) -> bool:
        """Say whether the value is one that was chosen from."""
        return any(alike(known, value) for known in (self.value, *self.over))


@dataclass(slots=True)
class Due:
    """What one table's choices ask of the hub."""

    edits: list[Edit] = field(default_factory=list)
    written: list[Choice] = field(default_factory=list)
    """They stand there already."""
    overtaken: list[Choice] = field(default_factory=list)


class Choices:
    """All choices of this machine's user."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    def take(self, choices: Iterable[Choice], at: datetime) -> None:
        """Keep choices; a new one for a cell stands instead of an older one."""
        with self._database.transaction() as sql:
            for one in choices:
                cell = (one.table, one.row_id, one.column)
                sql.execute("DELETE FROM choice WHERE sheet = ? AND row_id = ? AND column = ?", cell)
                sql.execute(
                    "INSERT INTO choice (at, sheet, row_id, column, value, over, revives, state) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (at.isoformat(), *cell, dump(one.value), dump(one.over), one.revives, one.state),
                )

    def all(self, states: Collection[State] = tuple(State)) -> list[Choice]:
        """Give the choices in these states, oldest first."""
        found = self._database.connection.execute(
            "SELECT sheet, row_id, column, value, over, revives, state, id FROM choice "
            f"WHERE state IN ({', '.join('?' * len(states))}) ORDER BY id",
            tuple(states),
        )
        return [
            Choice(table, row_id, column, load(value), load(over), bool(revives), State(state), number)
            for table, row_id, column, value, over, revives, state, number in found
        ]

    def due(self, sides: Mapping[SyncTable, Side]) -> list[Edit]:
        """Give the hub's edits that pending choices ask for; what is settled already is noted."""
        pending = self.all([State.PENDING])
        edits: list[Edit] = []
        for table, side in sides.items() if pending else ():
            due = edits_for([one for one in pending if one.table == table.key], table, side)
            self._settle(due.written, State.WRITTEN)
            self._settle(due.overtaken, State.OVERTAKEN)
            edits += due.edits
        return edits

    def written(self, edit: HubEdit, hit: Collection[str]) -> None:
        """Note the choices that an edit has put on the hub; part of the transaction that draws its conclusions."""
        if not isinstance(edit, Insert | Update):
            return
        cells = {key: cell for key, cell in edit.cells.items() if key in hit}
        query = "SELECT id, column, value FROM choice WHERE sheet = ? AND row_id = ? AND state = ?"
        found = self._database.connection.execute(query, (edit.table, edit.row_id, State.PENDING)).fetchall()
        done = [number for number, column, value in found if column in cells and alike(load(value), cells[column])]
        self._mark(done, State.WRITTEN)

    def prefer(self, policy: Prefer) -> Prefer:
        """Let choices settle the conflicts they were taken for, and newer values stand against them; else `policy`."""
        kept = self.all([State.PENDING, State.WRITTEN])
        chosen = {(one.table, one.row_id, one.column): one for one in kept}

        def prefer(conflict: Conflict) -> int | None:
            choice = chosen.get((conflict.table, conflict.row_id, conflict.column))
            if choice is None or not alike(choice.value, conflict.hub):
                return policy(conflict)
            return HUB if choice.covers(conflict.workbook) else WORKBOOK

        return prefer if chosen else policy

    def prune(self, before: datetime) -> None:
        """Forget choices that are older, and done."""
        with self._database.transaction() as sql:
            sql.execute("DELETE FROM choice WHERE at < ? AND state != ?", (before.isoformat(), State.PENDING))

    def _settle(self, choices: Sequence[Choice], state: State) -> None:
        self._mark([one.number for one in choices if one.number is not None], state)

    def _mark(self, numbers: Sequence[int], state: State) -> None:
        if numbers:
            with self._database.transaction() as sql:
                sql.executemany("UPDATE choice SET state = ? WHERE id = ?", [(state, number) for number in numbers])


def edits_for(choices: Iterable[Choice], table: SyncTable, hub: Side) -> Due:
    """Decide what choices for one table's cells ask of the hub as it stands."""
    places = {str(row_id): index for index, row_id in enumerate(hub.sheet.columns[ID]) if row_id}
    rows: dict[str, list[Choice]] = defaultdict(list)
    for one in choices:
        rows[one.row_id].append(one)
    due = Due()
    for row_id, chosen in rows.items():
        if row_id in places:
            _change_row(chosen, table, hub, places[row_id], due)
        else:
            back = [one for one in chosen if one.revives]
            due.overtaken += [one for one in chosen if not one.revives]
            if back:
                due.edits.append(Insert(table.key, row_id, {one.column: one.value for one in back}))
    return due


def _change_row(choices: Sequence[Choice], table: SyncTable, hub: Side, index: int, due: Due) -> None:
    columns = {column.key: column for column in table.columns}
    sheet, cells = hub.sheet, {}
    for one in choices:
        if one.column not in columns or one.column not in sheet.columns:
            due.overtaken.append(one)
            continue
        reading = hub.reader.read(columns[one.column], sheet.columns[one.column][index])
        if isinstance(reading, Undecodable) or (sheet.rows[index], one.column) in sheet.formulas:
            due.overtaken.append(one)
        elif alike(reading, one.value):
            due.written.append(one)
        elif one.covers(reading):
            cells[one.column] = one.value
        else:
            due.overtaken.append(one)
    if cells:
        row_id = choices[0].row_id
        due.edits.append(Update(table.key, row_id, sheet.rows[index], cells, sheet.row(index)))
