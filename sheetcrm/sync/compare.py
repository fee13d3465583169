"""Which cells of a side differ from the base: raw cells first, by column; only what differs is understood."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import Agreed
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import Reading
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.canon import unchanged
from sheetcrm.sync.sheet import Sheet
from sheetcrm.values import Raw
from sheetcrm.values import is_blank

BaseRows = Mapping[str, BaseRow]
Differences = Mapping[str, Mapping[int, Reading]]
"""Row id → number of the column → what stands there now."""


def differences(
    base: BaseRows, places: Mapping[str, int], sheet: Sheet, columns: Sequence[SyncColumn], reader: Reader
) -> Differences:
    """Find the cells that say something else than the base, in the rows that both have. `places`: row id → index."""
    shared = [row_id for row_id in base if row_id in places]
    order = [places[row_id] for row_id in shared]
    found: dict[str, dict[int, Reading]] = {}
    for number, agreed in enumerate(zip(*[base[row_id] for row_id in shared], strict=True)):
        column = columns[number]
        cells = sheet.columns.get(column.key)
        if cells is None:
            continue
        here = [cells[index] for index in order]
        known: dict[tuple[type, Agreed, type, Raw], bool] = {}  # a stage's key and its label, say, in thousands of rows
        for at, (value, raw) in enumerate(zip(agreed, here, strict=True)):
            if value == raw and raw.__class__ is not bool:
                continue
            cell = (value.__class__, value, raw.__class__, raw)
            if cell not in known:
                known[cell] = _is_unchanged(value, column, raw, reader)
            if not known[cell]:
                found.setdefault(shared[at], {})[number] = reader.read(column, raw)
    return found


def _is_unchanged(value: Agreed, column: SyncColumn, raw: Raw, reader: Reader) -> bool:
    return (value is NO_BASE and is_blank(raw)) or unchanged(value, column, raw, reader.read(column, raw))


def read_row(sheet: Sheet, index: int, columns: Sequence[SyncColumn], reader: Reader) -> list[Reading]:
    """Understand all cells of one row; a column that the sheet lacks reads as blank."""
    return [
        reader.read(column, sheet.columns[column.key][index]) if column.key in sheet.columns else None
        for column in columns
    ]
