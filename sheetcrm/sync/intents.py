"""What sync is about to write to a hub, durable before it is sent; and what a write hit by mistake, until it is healed.

An intent is *open* from before its transaction is sent until it is known what became of it. Its trace on the hub may be
dropped only long after: a late second delivery of the request must still fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import fields
from datetime import datetime
from typing import Any

from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.sync.database import Database
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Revive
from sheetcrm.sync.sheet import Update
from sheetcrm.values import Raw
from sheetcrm.values import Value

_KINDS: Mapping[str, type[HubEdit]] = {kind.__name__: kind for kind in (Update, Insert, Delete, Restore, Revive)}


@dataclass(frozen=True, slots=True)
class Part:
    """One workbook's share in an edit of the hub."""

    workbook: str
    stamp: str | None
    """The stamp of the file the values were read from."""
    cells: Mapping[str, Value] | None
    """What it sends; None: it deletes the row."""
    conflicts: Sequence[str] = ()
    """Columns in which its value stands against the hub's."""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of the hub, and what it is made for."""

    edit: HubEdit
    parts: Sequence[Part] = ()
    wound: int | None = None
    """The wound that it heals."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One transaction on a hub."""

    number: int
    token: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Wound:
    """A row of the hub that a transaction hit although something else had been meant, or seen, there."""

    table: str
    row: Mapping[str, Raw]
    """The row as it stood after the write, to find it again; of a row that is `gone`, as it stood before."""
    cells: Mapping[str, Raw]
    """What has to come back."""
    gone: bool = False


class Intents:
    """The intents and wounds of one hub."""

    def __init__(self, database: Database, hub: str) -> None:
        """Keep them in `database`."""
        self._database, self._sql, self._hub = database, database.connection, hub

    def begin(self, intent: Intent, at: datetime) -> None:
        """Make an intent durable; called before its transaction is sent."""
        changes = dump([[*_edit_out(c.edit), [asdict(part) for part in c.parts], c.wound] for c in intent.changes])
        with self._database.transaction() as sql:
            values = (intent.token, self._hub, intent.number, at.isoformat(), changes)
            sql.execute("INSERT INTO intent VALUES (?, ?, ?, ?, ?, 'open')", values)

    def end(self, intent: Intent, *, applied: bool) -> bool:
        """Close an intent; False when another process has closed it already."""
        state = "applied" if applied else "void"
        with self._database.transaction() as sql:
            query = "UPDATE intent SET state = ?, changes = '' WHERE token = ? AND state = 'open'"
            return sql.execute(query, (state, intent.token)).rowcount == 1

    def open_ones(self) -> list[Intent]:
        """Give the intents of which it is not known what became, oldest first."""
        query = "SELECT number, token, changes FROM intent WHERE hub = ? AND state = 'open' ORDER BY rowid"
        return [
            Intent(number, token, [_change_in(*change) for change in load(changes)])
            for number, token, changes in self._sql.execute(query, (self._hub,)).fetchall()
        ]

    def droppable(self, before: datetime) -> list[int]:
        """Give the numbers of own transactions whose sheets nobody needs any more."""
        query = "SELECT number FROM intent WHERE hub = ? AND state = 'applied' AND at < ?"
        return [number for (number,) in self._sql.execute(query, (self._hub, before.isoformat()))]

    def dropped(self, numbers: Sequence[int]) -> None:
        """Note that those sheets are gone."""
        with self._database.transaction() as sql:
            query = "UPDATE intent SET state = 'dropped' WHERE hub = ? AND number = ? AND state = 'applied'"
            sql.executemany(query, [(self._hub, number) for number in numbers])

    def wounds(self) -> dict[int, Wound]:
        """Give the wounds that are not healed."""
        found = self._sql.execute("SELECT id, wound FROM wound WHERE hub = ? ORDER BY id", (self._hub,))
        return {number: Wound(*load(wound)) for number, wound in found.fetchall()}

    def wounded(self, wound: Wound) -> None:
        """Keep a wound until it is healed."""
        with self._database.transaction() as sql:
            body = dump([wound.table, wound.row, wound.cells, wound.gone])
            sql.execute("INSERT INTO wound (hub, wound) VALUES (?, ?)", (self._hub, body))

    def healed(self, number: int) -> None:
        """Forget a wound."""
        with self._database.transaction() as sql:
            sql.execute("DELETE FROM wound WHERE id = ?", (number,))


def _edit_out(edit: HubEdit) -> list[object]:
    return [type(edit).__name__, [getattr(edit, name.name) for name in fields(edit)]]


def _change_in(kind: str, values: list[Any], parts: list[dict[str, Any]], wound: int | None) -> Change:
    return Change(_KINDS[kind](*values), [Part(**part) for part in parts], wound)
