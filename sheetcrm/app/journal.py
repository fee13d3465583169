"""What sync carried, cell by cell, as people read it: when, from where to where, row, column, old and new value."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.near_names import near_names
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.errors import BadRequest
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.sheet import ID


@dataclass(frozen=True, slots=True)
class Line:
    """One cell's change, in words."""

    number: int
    at: datetime
    """In the company's time zone."""
    kind: Happened
    source: str
    target: str
    table_key: str
    table: str
    row_id: str
    row: str
    column_key: str
    column: str
    old: str
    new: str


def read_journal(
    desk: SyncDesk,
    words: JournalWords,
    *,
    row_id: str | None = None,
    since: date | None = None,
    workbook: str | None = None,
) -> list[Line]:
    """Give the lines asked for, oldest first. Raises: BadRequest when no workbook is called so."""
    entries = [entry for entry in Log(desk.database).entries(row_id=row_id) if _says_something(entry)]
    if workbook is not None:
        meant = _workbooks(words, workbook)
        entries = [entry for entry in entries if meant & {entry.target, *entry.source.split(", ")}]
    words.learn(entries)
    lines = lines_of(entries, words, desk.configuration.time_zone)
    return [line for line in lines if since is None or line.at.date() >= since]


def lines_of(entries: Iterable[Entry], words: JournalWords, time_zone: str) -> Iterator[Line]:
    """Say entries whose rows the words have learnt."""
    zone = ZoneInfo(time_zone)
    for one in entries:
        at = one.at.astimezone(zone).replace(tzinfo=None) if one.at.tzinfo else one.at
        what = (one.table, one.column)
        yield Line(
            number=one.number or 0,
            at=at.replace(microsecond=0),
            kind=one.kind,
            source=words.origin(one),
            target=words.place(one.target),
            table_key=one.table,
            table=words.table(one.table),
            row_id=one.row_id,
            row=words.row(one.table, one.row_id),
            column_key=one.column,
            column=words.column(*what),
            old=words.value(*what, one.old),
            new=words.value(*what, one.new),
        )


def _says_something(entry: Entry) -> bool:
    """Leave out ids, and the blank cells of a row that came anew or went."""
    return entry.column != ID and (entry.old is not None or entry.new is not None)


def _workbooks(words: JournalWords, typed: str) -> frozenset[str]:
    meant = words.named(typed)
    if not meant:
        known = words.known_files()
        offered = near_names(typed, known) or known
        code = "@journal_workbook_unknown" if offered else "@journal_empty"
        raise BadRequest(what=typed, why=code, near=", ".join(offered))
    return meant
