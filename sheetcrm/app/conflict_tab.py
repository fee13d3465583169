"""The sheet of conflicts: what a side disagrees on, and what somebody chose there for the next sync to carry."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime

from sheetcrm.app.conflicts import Clash
from sheetcrm.app.conflicts import clash_id
from sheetcrm.app.journal import lines_of
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_tables import CONFLICTS
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import is_blank
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData

CHOOSE, OTHER = "choose", "other_value"


def shown_clashes(clashes: Iterable[Clash], tables: Mapping[str, TableData]) -> list[Clash]:
    """Give the conflicts of rows that a file holds: it never tells of rows that are another's now."""
    ids = {key: frozenset(data.columns.get("id", ())) for key, data in tables.items()}
    return [clash for clash in clashes if clash.entry.row_id in ids.get(clash.entry.table, ())]


def chosen_on(
    tables: Mapping[str, TableData], language: SideLanguage, clashes: Iterable[Clash]
) -> Iterator[tuple[Clash, str]]:
    """Give what somebody chose on the sheet; who filled in both cells has not decided yet."""
    data, known = tables.get(CONFLICTS), {clash_id(clash): clash for clash in clashes}
    if data is None or CHOOSE not in data.columns or OTHER not in data.columns:
        return
    decode = language.decoder(CONFLICTS, {})
    for row_id, choose, other in zip(data.columns["id"], data.columns[CHOOSE], data.columns[OTHER], strict=True):
        side = decode(CHOOSE, choose)
        clash = known.get(str(row_id))
        if clash is None or isinstance(side, Undecodable) or (side is None) == is_blank(other):
            continue
        yield clash, str(other if side is None else side)


def tab_edits(
    tables: Mapping[str, TableData],
    language: SideLanguage,
    clashes: Sequence[Clash],
    ours: frozenset[str],
    words: JournalWords,
    time_zone: str,
) -> list[RowEdit]:
    """Give the edits that make the sheet list these conflicts; `ours` are the ids of all this memory ever knew.

    What another machine's sync listed on a hub stays.
    """
    data = tables.get(CONFLICTS)
    if data is None:
        return []
    wanted = {clash_id(clash): clash for clash in clashes}
    there = _places(data)
    gone = [
        DeleteRow(CONFLICTS, row_id, {}, row)
        for row_id in there.keys() & ours
        for row in there[row_id][row_id in wanted :]
    ]
    new = [clash for row_id, clash in wanted.items() if row_id not in there]
    words.learn([clash.entry for clash in new])
    return [*gone, *_rows(new, data, language, words, time_zone)]


def _places(data: TableData) -> Mapping[str, Sequence[int]]:
    """Give the rows of each line by its id: a request that Google carried out twice, or a user, may have doubled it.

    The first is the one to keep: where somebody has begun to choose, else the upper one.
    """
    places: dict[str, list[tuple[bool, int]]] = {}
    for at, (row_id, row) in enumerate(zip(data.columns["id"], data.rows, strict=True)):
        blank = all(is_blank(data.columns[key][at]) for key in (CHOOSE, OTHER) if key in data.columns)
        places.setdefault(str(row_id), []).append((blank, row))
    return {row_id: [row for _, row in sorted(rows)] for row_id, rows in places.items()}


def _rows(
    clashes: Sequence[Clash], data: TableData, language: SideLanguage, words: JournalWords, time_zone: str
) -> Iterator[InsertRow]:
    for clash, line in zip(clashes, lines_of([c.entry for c in clashes], words, time_zone), strict=True):
        cell = (clash.entry.table, clash.entry.column)
        told: dict[str, Value | datetime] = {
            "id": clash_id(clash),
            "at": line.at,
            "workbook": words.place(clash.workbook),
            "sheet": line.table,
            "name": line.row,
            "field": line.column,
            "hub_value": words.value(*cell, clash.hub_value),
            "workbook_value": words.value(*cell, clash.workbook_value),
            "stands": clash.stands,
        }
        shown = language.encode(CONFLICTS, {key: value for key, value in told.items() if key in data.columns})
        yield InsertRow(CONFLICTS, {key: value for key, value in shown.items() if value not in (None, "")})
