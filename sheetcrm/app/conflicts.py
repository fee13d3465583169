"""Cells that two people changed to different values: which are still to be looked at, and what somebody chooses."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sheetcrm.app.meanings import Meanings
from sheetcrm.app.meanings import as_value
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_tables import people_see
from sheetcrm.errors import BadRequest
from sheetcrm.sync.canon import alike
from sheetcrm.sync.choices import Choice
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.choices import State
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable

Side = Literal["hub", "workbook"]
_MOVED_ON = (Happened.WRITTEN, Happened.ADDED, Happened.CONFLICT, Happened.DELETED)


@dataclass(frozen=True, slots=True)
class Clash:
    """One conflict, with both values as they were read."""

    entry: Entry
    workbook: str
    hub_value: Raw
    workbook_value: Raw
    stands: Side | None
    """None: each side keeps its own."""

    @property
    def number(self) -> int:
        """Give the number by which it is called; that of its log entry."""
        return self.entry.number or 0

    @property
    def cell(self) -> tuple[str, str, str]:
        """Give table, row id and column."""
        return self.entry.table, self.entry.row_id, self.entry.column


def open_conflicts(desk: SyncDesk, workbooks: Iterable[str]) -> list[Clash]:
    """Give the conflicts nobody has chosen in, and whose cell has not changed since, oldest first."""
    log, known = Log(desk.database), frozenset(workbooks)
    lasting = Disputes(desk.database).open()
    told = log.entries(kinds=[Happened.CONFLICT, Happened.HELD])
    entries = [entry for entry in told if people_see(entry.table, entry.column)]
    clashes = [_clash(entry, known) for entry in entries if entry.kind is Happened.CONFLICT or entry.number in lasting]
    if not clashes:
        return []
    rows = dict.fromkeys(clash.entry.row_id for clash in clashes)
    later = [entry for row_id in rows for entry in log.entries(row_id=row_id, kinds=_MOVED_ON)]
    chosen = {(one.table, one.row_id, one.column): one for one in Choices(desk.database).all()}
    return [clash for clash in clashes if not _is_settled(clash, chosen.get(clash.cell)) and not _moved(clash, later)]


def resolve(desk: SyncDesk, clashes: Sequence[Clash], pick: str, meanings: Meanings, at: datetime) -> list[Choice]:
    """Choose the hub's value, the workbook's, or another one typed, for each conflict; the next sync carries it.

    Raises: BadRequest when what was typed is not understood; WorkbookError when no file tells how to read it.
    """
    choices = [_choice(clash, pick, meanings) for clash in clashes]
    Choices(desk.database).take(choices, at)
    return choices


def clash_id(clash: Clash) -> str:
    """Give the id of a conflict's row on the sheets that list it, the same on each."""
    one = clash.entry
    return derive_id("conflict", one.at.isoformat(), one.kind, one.source, one.target, *clash.cell)


def every_clash(desk: SyncDesk, workbooks: Iterable[str]) -> list[Clash]:
    """Give all conflicts there ever were."""
    known = frozenset(workbooks)
    return [_clash(entry, known) for entry in Log(desk.database).entries(kinds=[Happened.CONFLICT, Happened.HELD])]


def _clash(entry: Entry, workbooks: frozenset[str]) -> Clash:
    if entry.kind is Happened.HELD:
        return Clash(entry, entry.source, entry.old, entry.new, None)
    if entry.target in workbooks:
        return Clash(entry, entry.target, entry.new, entry.old, "hub")
    return Clash(entry, entry.source, entry.old, entry.new, "workbook")


def _moved(clash: Clash, later: Iterable[Entry]) -> bool:
    """Say whether the cell got yet another value since, or its row was deleted; that what stands goes on is neither."""
    run, stands = clash.entry.run or 0, as_value(clash.entry.new)
    return clash.stands is not None and any(
        (one.run or 0) > run
        and (one.table, one.row_id, one.column) == clash.cell
        and (one.kind is Happened.DELETED or not alike(as_value(one.new), stands))
        for one in later
    )


def _is_settled(clash: Clash, choice: Choice | None) -> bool:
    """Say whether a choice was taken over both values (it holds them as they were read, too)."""
    if choice is None or choice.state is State.OVERTAKEN:
        return False
    return choice.covers(as_value(clash.hub_value)) and choice.covers(as_value(clash.workbook_value))


def _choice(clash: Clash, pick: str, meanings: Meanings) -> Choice:
    table, row_id, column = clash.cell
    hub = meanings.of("")
    values = {
        "hub": hub.nearest(table, column, clash.hub_value),
        "workbook": meanings.of(clash.workbook).nearest(table, column, clash.workbook_value),
    }
    if pick in values:
        value = values[pick]
    else:
        typed = hub.read(table, column, pick)
        if isinstance(typed, Undecodable):
            called = hub.label(table, column)
            raise BadRequest(what=pick, why=f"@{typed.code}", **{"column": called, "value": pick, **typed.params})
        value = typed
    over = [*values.values(), as_value(clash.hub_value), as_value(clash.workbook_value)]
    return Choice(table, row_id, column, value, over)
