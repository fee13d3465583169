"""What a transaction hit by mistake, told by the images it took, and how that comes back."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.values import Raw
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.google.raw_values import values_of
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import raw_of
from sheetcrm.workbooks.google.tracing import Image
from sheetcrm.workbooks.google.tracing import Place
from sheetcrm.workbooks.google.tracing import Row
from sheetcrm.workbooks.google.tracing import Trace
from sheetcrm.workbooks.google.transacting import Step

ID = "id"


@dataclass(frozen=True, slots=True)
class Hit:
    """Cells of one row that were written over, or a whole row that went, although something else was read there."""

    table: str
    struck: Row
    """What stood in those cells."""
    after: Row
    """The row as the write left it; empty when it is gone."""

    @property
    def where(self) -> str:
        """Say which cells."""
        return f"{self.table}: {', '.join(self.struck)}"


def hits(step: Step, trace: Trace, seen: Seen) -> list[Hit]:
    """Compare what a transaction found with what it was planned over."""
    wanted: dict[Place, set[str]] = {}
    for place, cells in step.updates:
        wanted.setdefault(place, set()).update(cells)
    return [
        hit
        for number, place in step.images.items()
        if number in trace.images
        for hit in _judged(place, wanted.get(place), trace.images[number], trace, seen.tables[place[0]])
    ]


def _judged(place: Place, keys: set[str] | None, image: Image, trace: Trace, tab: Tab) -> Iterator[Hit]:
    table, row = place
    read = {key: raw_of(tab.cell(row, column)) for key, column in tab.keys.columns.items()}
    before = image.before
    if keys is None:
        if any(not _same(before.get(key), raw) for key, raw in read.items()) and any(map(_filled, before.values())):
            yield Hit(table, before, {})
        return
    at = trace.columns.get(table, tab.keys.columns)
    written = {tab.keys.columns[key] for key in keys}
    there = {key for key, column in at.items() if column in written}
    same_row = _is_same_row(read, before, stamps=ID in keys)
    meant = {key for key in keys & there if same_row and _same(before.get(key), read[key])}
    struck = {key: before.get(key) for key in there - meant}
    if struck or meant != keys:
        yield Hit(table, struck, image.after)


def _is_same_row(read: Row, before: Row, *, stamps: bool) -> bool:
    """Tell rows by their ids; a row that gets its id must not have changed at all."""
    if stamps or not _filled(read.get(ID)):
        return all(_same(before.get(key), raw) for key, raw in read.items())
    return before.get(ID) == read[ID]


def _same(one: Raw, other: Raw) -> bool:
    return one == other or not (_filled(one) or _filled(other))


def _filled(raw: Raw) -> bool:
    return raw is not None and raw != ""


def remedy(wrong: Sequence[Hit], seen: Seen) -> Step | None:
    """Give the transaction that puts back what still stands as the write left it; None when nothing does."""
    updates: list[tuple[Place, Row]] = []
    inserts = []
    for hit in wrong:
        tab = seen.tables[hit.table]
        row = _find(hit, tab)
        if not hit.after:
            if row is None:
                inserts.append((hit.table, values_of(hit.struck)))
        elif row is not None:
            now = {key: raw_of(tab.cell(row, column)) for key, column in tab.keys.columns.items()}
            back = {key: raw for key, raw in hit.struck.items() if _same(now.get(key), hit.after.get(key))}
            if back:
                updates.append(((hit.table, row), back))
    if not (updates or inserts):
        return None
    return Step(
        0,
        "",
        [(place, values_of(cells)) for place, cells in updates],
        inserts,
        images={at: place for at, (place, _) in enumerate(updates)},
    )


def _find(hit: Hit, tab: Tab) -> int | None:
    """Give where a row stands now: by its id, else by all it says."""
    row_id = (hit.after or hit.struck).get(ID)
    columns = tab.keys.columns
    rows = range(FIRST_DATA_ROW, len(tab.rows) + 1)
    if ID in columns and _filled(row_id):
        found = [row for row in rows if raw_of(tab.cell(row, columns[ID])) == row_id]
    else:
        said = hit.after or hit.struck
        found = [
            row for row in rows if all(_same(raw_of(tab.cell(row, at)), said.get(key)) for key, at in columns.items())
        ]
    return found[0] if len(found) == 1 else None
