"""The trace that a transaction leaves: a hidden sheet that keeps how rows stood just before and just after it.

Its id is the transaction's number, so that no other transaction with this number, and no second delivery of the same
one, can ever be carried out while it stands. Each of its rows is the copy of a row, made inside the transaction: `A`
names the image, `B` the table, and from `C` on are the cells; `A` blank means that the row is the key row of the table.
Its first row stays blank, lest it be taken for a table itself. Below the rows before stand, in the same order, the
rows after.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sheetcrm.values import Raw
from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import cell_data
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.cells import update_cells
from sheetcrm.workbooks.google.reading import Cell
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import raw_of
from sheetcrm.workbooks.key_rows import read_key_row

Row = Mapping[str, Raw]
Place = tuple[str, int]
"""A table and a row of its sheet."""

_TITLE = "_sync {number} {token} {note} {hour}"
_TITLES = re.compile(r"_sync (\d+) (\S+) (\S+) (\d+)")
_OLD_HOURS = 24
"""A request dies after three minutes; clocks of machines may be wrong by hours, or stand in another zone."""
_FENCE = "fence"
_TOP = 2
_MARGIN = 2
_NO_ROW: Row = {}
_NO_MARKS: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Image:
    """A row just before and just after a transaction."""

    before: Row
    after: Row
    mark: str = ""
    """What whoever asked for the image wanted to remember of it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a transaction that was carried out found and did."""

    images: Mapping[int, Image]
    columns: Mapping[str, Mapping[str, int]]
    """Where the columns of each table stood just then."""
    note: str
    """What whoever sent it wanted to remember, without blanks."""


class TracePlan:
    """What one transaction is to keep: the rows at some places, each by a number."""

    def __init__(
        self,
        name: tuple[int, str, str],
        places: Mapping[int, Place],
        tables: Mapping[str, Tab],
        marks: Mapping[int, str] = _NO_MARKS,
    ) -> None:
        """Keep the places, sorted so that neighbours are copied together. `name`: number, token, note."""
        self._number, token, note = name
        self.title = _title(self._number, token, note)
        self._marks = marks
        used = sorted({table for table, _ in places.values()})
        self._rows: list[tuple[int | None, str, int]] = [(None, table, KEY_ROW) for table in used]
        images = sorted(places.items(), key=lambda item: item[1])
        self._rows += [(image, table, row) for image, (table, row) in images]
        self._tables = tables

    def begin(self) -> Iterator[Request]:
        """Ask for the sheet, which fails when the number was used; then for the rows before."""
        widths = [self._tables[table].width for _, table, _ in self._rows]
        size = (_TOP - 1 + 2 * len(self._rows), _MARGIN + max(widths, default=0))
        yield _hidden_sheet(self._number, self.title, size)
        if self._rows:
            margin = [[cell_data(image), cell_data(self._label(image, table))] for image, table, _ in self._rows]
            yield update_cells(self._number, _TOP, 1, [*margin, *margin], "userEnteredValue")
        yield from self._copies(_TOP)

    def end(self) -> Iterator[Request]:
        """Ask for the rows after, before any row goes."""
        yield from self._copies(_TOP + len(self._rows))

    def _label(self, image: int | None, table: str) -> str:
        mark = self._marks.get(image, "") if image is not None else ""
        return f"{table} {mark}" if mark else table

    def _copies(self, top: int) -> Iterator[Request]:
        at = 0
        while at < len(self._rows):
            _, table, first = self._rows[at]
            count = 1
            while at + count < len(self._rows) and self._rows[at + count][1:] == (table, first + count):
                count += 1
            tab = self._tables[table]
            source = grid(tab.id, (first, first + count - 1), (1, tab.width))
            last = (top + at + count - 1, _MARGIN + tab.width)
            target = grid(self._number, (top + at, last[0]), (_MARGIN + 1, last[1]))
            for kind in ("PASTE_VALUES", "PASTE_FORMAT"):
                yield {"copyPaste": {"source": source, "destination": target, "pasteType": kind}}
            at += count


def fence_request(number: int, token: str) -> Request:
    """Ask for a sheet that keeps a transaction of this number from ever being carried out."""
    return _hidden_sheet(number, _title(number, token, _FENCE), (1, 1))


def _title(number: int, token: str, note: str) -> str:
    return _TITLE.format(number=number, token=token, note=note, hour=_this_hour())


def _this_hour() -> int:
    return int(time.time() // 3600)


def _hidden_sheet(number: int, title: str, size: tuple[int, int]) -> Request:
    extent = {"rowCount": size[0], "columnCount": size[1]}
    properties = {"sheetId": number, "title": title, "hidden": True, "gridProperties": extent}
    return {"addSheet": {"properties": properties}}


def trace_number(tab: Tab) -> int | None:
    """Give the number of the transaction whose trace a tab is; None for any other tab."""
    match = _TITLES.fullmatch(tab.title)
    return tab.id if match and int(match[1]) == tab.id else None


def is_old_trace(tab: Tab) -> bool:
    """Say whether a tab is the trace of a transaction that no late delivery can repeat any more."""
    match = _TITLES.fullmatch(tab.title)
    return match is not None and int(match[1]) == tab.id and _this_hour() - int(match[4]) > _OLD_HOURS


def read_trace(sheet: Mapping[str, Any], token: str, name: str) -> Trace | None:
    """Give what a trace keeps; None when it is another's trace, or a fence."""
    properties = sheet["properties"]
    match = _TITLES.fullmatch(properties.get("title", ""))
    if match is None or match[2] != token or match[3] == _FENCE:
        return None
    rows = [row.get("values", ()) for data in sheet.get("data", ())[:1] for row in data.get("rowData", ())]
    middle = _TOP - 1 + (properties["gridProperties"]["rowCount"] - _TOP + 1) // 2
    columns: dict[str, Mapping[str, int]] = {}
    before = list(_images(rows[_TOP - 1 : middle], columns, name))
    after = {image: row for image, _, row in _images(rows[middle:], {}, name)}
    images = {image: Image(row, after.get(image, _NO_ROW), mark) for image, mark, row in before}
    return Trace(images, columns, match[3])


def _images(
    rows: Sequence[Sequence[Cell]], columns: dict[str, Mapping[str, int]], name: str
) -> Iterator[tuple[int, str, Row]]:
    for cells in rows:
        image = raw_of(cells[0]) if cells else None
        table, _, mark = str(raw_of(cells[1])).partition(" ")
        held = cells[_MARGIN:]
        if not isinstance(image, float):
            texts = {at: text for at, cell in enumerate(held, 1) if isinstance(text := raw_of(cell), str)}
            columns[table] = read_key_row(texts, table, name).columns
            continue
        keys = columns[table]
        yield int(image), mark, {key: raw_of(held[at - 1]) if at <= len(held) else None for key, at in keys.items()}
