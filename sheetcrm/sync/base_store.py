"""What the hub and each workbook last agreed on: every cell, in generations.

- A *stamped* generation is what a workbook file held when sync wrote it; the file carries the stamp. It is durable here
  before any file carries it. A restored copy therefore merges against the generation of its own stamp.
- What is agreed later without writing the file (it was open in Excel, or had nothing to receive) makes generations
  without a stamp that *continue* the stamped one. Their older values stay known: a file that still holds one of them
  was not edited there. Once the file was written again, another one with the old stamp is a copy of unknown age.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import Set
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import alike
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.database import Database
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.versions import Versions

UNSTAMPED = 0
"""What a file that carries no stamp yet was written for: no generation has this number, but some may continue it."""
Changes = Mapping[str, Mapping[str, BaseRow | None]]
"""Table → row id → its agreed cells from now on; None: the row is no longer agreed on."""


@dataclass(frozen=True, slots=True)
class Base:
    """What was agreed on with one workbook, as the file with a certain stamp must be compared with it."""

    workbook: str
    stamped: int | None
    """The generation of the file's stamp; None: nobody knows it here any more."""
    latest: int | None
    """The last generation that continues it."""
    rows: Mapping[str, BaseRows] = field(default_factory=dict)
    earlier: Mapping[str, Mapping[str, Sequence[BaseRow]]] = field(default_factory=dict)
    newer: Mapping[str, BaseRows] = field(default_factory=dict)
    """Rows that the workbook has had in whatever generation came last, but not in this one."""
    young: Mapping[str, Set[str]] = field(default_factory=dict)
    """Rows agreed on only since the file was written: if one is missing, the file may be from before it was typed."""
    unsure: Changes = field(default_factory=dict)
    """Rows of which less is certain than what was agreed on last: the file is a copy of unknown age."""


class BaseStore:
    """The generations of all workbooks that are synchronised with some hub."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database
        self._sql = database.connection
        self.versions = Versions(database)

    def load(self, workbook: str, stamp: str | None, tables: Sequence[SyncTable]) -> Base:
        """Give the base of the file that carries `stamp`."""
        stamped = self._number(workbook, stamp)
        latest = self._end_of(workbook, stamped)
        last = self._last(workbook)
        rows, earlier, newer, young, unsure = {}, {}, {}, {}, {}
        for table in tables:
            here = {} if latest is None else self.versions.at(workbook, table, latest)
            old: dict[str, list[BaseRow]] = {}
            if stamped is not None and latest is not None and stamped != latest:
                for row_id, row in self.versions.replaced_between(workbook, table, stamped, latest):
                    old.setdefault(row_id, []).append(row)
                then = self.versions.at(workbook, table, stamped)
                young[table.key] = here.keys() - then.keys()
                if self._is_old_copy(workbook, stamped):
                    sure = _uncertain(here, old, then)
                    unsure[table.key] = {row_id: sure.get(row_id) for row_id in old.keys() & here.keys()}
                    here, young[table.key] = sure, set()
            rows[table.key], earlier[table.key] = here, old
            known = self.versions.current(workbook, table) if last != latest else []
            newer[table.key] = {row_id: row for row_id, row in known if row_id not in here}
        return Base(workbook, stamped, latest, rows, earlier, newer, young, unsure)

    def met(self, workbook: str, table: SyncTable) -> set[object]:
        """Give the ids of all rows that a workbook has ever had."""
        return self.versions.ever(workbook, table)

    def everywhere(self, table: SyncTable) -> BaseRows:
        """Give the rows of all workbooks as they were last agreed on."""
        return dict(self.versions.newest(table))

    def last_known(self, table: SyncTable, row_ids: Collection[str]) -> BaseRows:
        """Give rows as they were last agreed on with any workbook, also those that are gone since."""
        return self.versions.newest_of(table, row_ids)

    def workbooks(self) -> frozenset[str]:
        """Give the workbooks that something was ever agreed on with."""
        return frozenset(row[0] for row in self._sql.execute("SELECT DISTINCT workbook FROM generation"))

    def advance(
        self, base: Base, changes: Changes, tables: Sequence[SyncTable], at: datetime, stamp: str | None
    ) -> int:
        """Make a generation of `base` with changes, for a file that will carry `stamp`, if any. Gives its number."""
        with self._database.transaction() as sql:
            last = self._last(base.workbook)
            continues = base.stamped if stamp is None else None
            values = (base.workbook, stamp, continues, at.isoformat())
            insert = "INSERT INTO generation (workbook, stamp, continues, at) VALUES (?, ?, ?, ?)"
            number = sql.execute(insert, values).lastrowid or 0
            if base.latest != last:
                self.versions.go_back(base.workbook, number, base.latest or 0)
            for table in tables:
                unsure = base.unsure.get(table.key, {}) if stamp is not None else {}
                # what is not certain now must not seem so once the file carries a new stamp
                self.versions.change(base.workbook, table, number, {**unsure, **changes.get(table.key, {})})
            return number

    def revoke(self, number: int) -> None:
        """Forget the stamp of a generation whose file was not written after all."""
        with self._database.transaction() as sql:
            sql.execute("UPDATE generation SET stamp = NULL WHERE number = ?", (number,))

    def prune(self, before: datetime) -> None:
        """Forget generations older than `before`, but never a workbook's last stamped one and what continues it."""
        with self._database.transaction() as sql:
            query = (
                "SELECT workbook, number, stamp, at FROM generation WHERE (stamp IS NOT NULL OR continues = ?) "
                "AND number NOT IN (SELECT generation FROM unwritten) ORDER BY number DESC"
            )
            oldest: dict[str, int] = {}
            stamped: set[str] = set()
            for workbook, number, stamp, at in sql.execute(query, (UNSTAMPED,)).fetchall():
                if at >= before.isoformat() or (stamp is not None and workbook not in stamped):
                    oldest[workbook] = number
                if stamp is not None:
                    stamped.add(workbook)
            for workbook, number in oldest.items():
                sql.execute("DELETE FROM generation WHERE workbook = ? AND number < ?", (workbook, number))
                sql.execute("DELETE FROM version WHERE workbook = ? AND until <= ?", (workbook, number))

    def _number(self, workbook: str, stamp: str | None) -> int | None:
        if stamp is None:
            return UNSTAMPED
        found = self._sql.execute("SELECT number FROM generation WHERE workbook = ? AND stamp = ?", (workbook, stamp))
        row = found.fetchone()
        return int(row[0]) if row else None

    def _end_of(self, workbook: str, stamped: int | None) -> int | None:
        if stamped is None:
            return None
        query = "SELECT max(number) FROM generation WHERE workbook = ? AND continues = ?"
        return self._sql.execute(query, (workbook, stamped)).fetchone()[0] or stamped

    def _last(self, workbook: str) -> int | None:
        found = self._sql.execute("SELECT max(number) FROM generation WHERE workbook = ?", (workbook,)).fetchone()[0]
        return None if found is None else int(found)

    def _is_old_copy(self, workbook: str, stamped: int) -> bool:
        """Say whether the file was written once more after it carried this stamp: now it is a copy of unknown age."""
        query = "SELECT 1 FROM generation WHERE workbook = ? AND number > ? AND stamp IS NOT NULL"
        return self._sql.execute(query, (workbook, stamped)).fetchone() is not None


def _uncertain(here: BaseRows, old: dict[str, list[BaseRow]], stamped: BaseRows) -> dict[str, BaseRow]:
    """Give what is certain of an old copy, which may be from before or after what was agreed on under its stamp.

    A row that was new then may not be in it yet; if it is, what was agreed on for it is no edit. A cell that changed
    then may hold either value, and has no base.
    """
    sure: dict[str, BaseRow] = {}
    for row_id in here:
        if row_id not in stamped:
            old.setdefault(row_id, []).append(here[row_id])
            continue
        sure[row_id] = here[row_id]
        if row_id in old:
            old[row_id].append(here[row_id])
            cells = zip(here[row_id], stamped[row_id], strict=True)
            sure[row_id] = [now if alike(now, then) else NO_BASE for now, then in cells]
    return sure
