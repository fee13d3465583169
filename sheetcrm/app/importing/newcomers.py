"""Names that the workbook does not know yet: reps and list entries of imported rows join their sheets.

So dropdowns offer what the rows hold. Each is named in the report; a slip of the pen is then corrected where people
see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.app.importing.identify import external_id
from sheetcrm.app.importing.opening import Row
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.rows import Parsed
from sheetcrm.templates.spec import Table
from sheetcrm.values import Names
from sheetcrm.values import Value
from sheetcrm.values import fold
from sheetcrm.values import is_blank
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow


def new_reps(table: Table, rows: Sequence[Row], reps: Parsed) -> list[str]:
    """Give the people in rep columns who do not stand on the reps sheet, in order of appearance."""
    listed = list(reps.values["name"])
    if table.key == "reps":
        listed += [row.get("name") for row in rows]
    known = [str(name) for name in listed if name is not None]
    named = dict.fromkeys(
        str(row[column.key])
        for column in table.columns
        if column.kind == "rep"
        for row in rows
        if row.get(column.key) is not None
    )
    there, found = Names(known), list[str]()
    for name in named:
        if there.find(name) is None and Names(found).find(name) is None:
            found.append(name)
    return found


def call_reps_as_listed(table: Table, rows: Sequence[Row], reps: Parsed, source: str) -> None:
    """Write people as the reps sheet does, also those whom the source spells differently or names by their id."""
    by_id = dict(zip(reps.values["id"], reps.values["name"], strict=True))
    by_name = Names(str(name) for name in reps.values["name"] if name is not None)
    for column in (column.key for column in table.columns if column.kind == "rep"):
        listed: dict[Value, Value] = {None: None}
        for named in {row.get(column) for row in rows} - {None}:
            there = by_id.get(external_id("reps", source, str(named))) or by_name.find(str(named))
            listed[named] = there or named
        for row in rows:
            if column in row:
                row[column] = listed[row[column]]


def new_entries(
    table: Table, rows: Sequence[Row], conventions: Mapping[str, Conventions]
) -> Mapping[str, Sequence[str]]:
    """Give, for each list of the lists sheet, the entries it lacks."""
    found: dict[str, list[str]] = {}
    for column in table.columns:
        if column.kind == "list" and column.list is not None:
            choices = conventions[column.key].choices
            known = {*choices, *map(fold, choices.values()), *map(fold, found.get(column.list, ()))}
            found.setdefault(column.list, []).extend(_unknown([column.key], rows, known))
    return {key: entries for key, entries in found.items() if entries}


def rep_rows(names: Iterable[str]) -> list[Edit]:
    """Put new people on the reps sheet."""
    return [InsertRow("reps", {"id": derive_id("reps", name), "name": name}) for name in names]


def entry_rows(lists: TableData, entries: Mapping[str, Sequence[str]]) -> list[Edit]:
    """Put new entries below the last ones of their lists: into rows that are there, then into new rows."""
    placed: dict[int, dict[str, Value]] = {}
    for key, added in entries.items():
        if key in lists.columns:
            cells = lists.columns[key]
            start = max((place + 1 for place, cell in enumerate(cells) if not is_blank(cell)), default=0)
            for place, entry in enumerate(added, start=start):
                placed.setdefault(place, {})[key] = entry
    edits: list[Edit] = []
    for place, row in sorted(placed.items()):
        if place < len(lists.rows):
            expected = {key: lists.columns[key][place] for key in row}
            edits.append(UpdateRow("lists", None, row, expected, lists.rows[place]))
        else:
            edits.append(InsertRow("lists", row))
    return edits


def _unknown(columns: Sequence[str], rows: Sequence[Row], known: set[str]) -> list[str]:
    seen = set(known)
    found: list[str] = []
    for column in columns:
        for name in dict.fromkeys(row.get(column) for row in rows):
            if name is not None and (folded := fold(str(name))) not in seen:
                seen.add(folded)
                found.append(str(name))
    return found
