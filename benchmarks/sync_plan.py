"""Planning a merge of 25 columns with 500 changes, CPU seconds in one process: n, 10n and 100n rows.

- *plan*: both sheets and the base in memory → a plan;
- *ids*: the ids of one sheet's rows, looked at against the base (done for the hub and for the workbook);
- *base*: the base from SQLite, every cell; *remember*: 500 changed rows back, durable;
- *everywhere*: what the rows of 100 workbooks that all hold the same 20,000 rows were last agreed to be.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TypeVar

from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import Reading
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import changes_of
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.plan import plan_table
from sheetcrm.sync.recognise import recognise
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Raw
from sheetcrm.values import decode_date
from sheetcrm.values import decode_number
from sheetcrm.values import decode_text

SIZES = (2_000, 20_000, 200_000)
CHANGES = 500
WORKBOOKS = 100
KINDS = ("text", "number", "day", "stage", "text")
TABLE = SyncTable("t", tuple(SyncColumn(f"{KINDS[n % 5]}{n}", text=KINDS[n % 5] == "text") for n in range(25)))
LABELS = {"hub": ("Approach", "Negotiate"), "book": ("Tiếp cận", "Đàm phán")}
STAGES = {
    label: key for labels in LABELS.values() for label, key in zip(labels, ("approach", "negotiate"), strict=True)
}
Found = TypeVar("Found")


def decode(column: str, raw: Raw) -> Reading:
    if column.startswith("number"):
        return decode_number(raw, "en")
    if column.startswith("day"):
        return decode_date(raw)
    text = decode_text(raw)
    return STAGES.get(text, text) if isinstance(text, str) and column.startswith("stage") else text


def main() -> None:
    for rows in SIZES:
        _measure(rows)
    _measure_everywhere(SIZES[1])


def _measure(rows: int) -> None:
    hub, book = _sheet(rows, "hub"), _sheet(rows, "book")
    base = {
        str(row_id): [_agreed(column.key, hub.columns[column.key][index]) for column in TABLE.columns]
        for index, row_id in enumerate(hub.columns["id"])
    }
    dice = random.Random(1)
    for sheet, _ in ((side, n) for side in (hub, book) for n in range(CHANGES // 2)):
        column = TABLE.columns[dice.randrange(0, 25, 5)].key
        sheet.columns[column][dice.randrange(rows)] = f"changed {dice.random()}"
    runs = 5 if rows <= 20_000 else 1

    def plan() -> object:
        sides = [Side(name, sheet, Reader(decode)) for name, sheet in (("hub", hub), ("book", book))]
        return plan_table(TABLE, base, sides[0], sides[1])

    planned = plan_table(TABLE, base, Side("hub", hub, Reader(decode)), Side("book", book, Reader(decode)))
    assert CHANGES * 0.8 < len(planned.hub_edits) + len(planned.workbook_edits) <= CHANGES
    known = Acquaintance(base, {})
    figures = {
        "plan": _seconds(plan, runs),
        "ids": _seconds(lambda: recognise(book, known, TABLE.columns, Reader(decode), lambda: "never"), runs),
    }
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "sync.sqlite")
        store = BaseStore(database)
        store.advance(store.load("book", None, [TABLE]), {"t": base}, [TABLE], datetime(2026, 1, 1), "first")
        figures["base"] = _seconds(lambda: store.load("book", "first", [TABLE]), runs)
        loaded = store.load("book", "first", [TABLE])
        changes = changes_of(TABLE, loaded.rows["t"], {}, [*planned.hub_edits, *planned.workbook_edits])
        figures["remember"] = _seconds(
            lambda: store.advance(loaded, {"t": changes}, [TABLE], datetime(2026, 1, 1), None), 1
        )
        size = (Path(folder) / "sync.sqlite").stat().st_size / 1e6
        database.close()
    shown = "  ".join(f"{name} {seconds:6.3f} s" for name, seconds in figures.items())
    print(f"{rows:7} rows  {shown}  database {size:.0f} MB", flush=True)


def _measure_everywhere(rows: int) -> None:
    sheet = _sheet(rows, "hub")
    columns = [[_agreed(column.key, raw) for raw in sheet.columns[column.key]] for column in TABLE.columns]
    cells = zip(*columns, strict=True)
    base = dict(zip(map(str, sheet.columns["id"]), map(list, cells), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "sync.sqlite")
        store = BaseStore(database)
        for number in range(WORKBOOKS):
            start = store.load(f"book{number}", None, [TABLE])
            store.advance(start, {"t": base}, [TABLE], datetime(2026, 1, 1), f"stamp{number}")
        seconds = _seconds(lambda: store.everywhere(TABLE), 3)
        assert len(store.everywhere(TABLE)) == rows
        database.close()
    print(f"{rows:7} rows in {WORKBOOKS} workbooks  everywhere {seconds:6.3f} s", flush=True)


def _sheet(rows: int, side: str) -> Sheet:
    columns: dict[str, list[Raw]] = {"id": [derive_id(str(n)) for n in range(rows)]}
    for number, column in enumerate(TABLE.columns):
        kind = KINDS[number % 5]
        columns[column.key] = [_cell(kind, number * n, side) for n in range(rows)]
    return Sheet("t", columns, range(3, 3 + rows))


def _cell(kind: str, n: int, side: str) -> Raw:
    if kind == "number":
        return n / 4
    if kind == "day":
        return date.fromordinal(730_000 + n % 5_000)
    return LABELS[side][n % 2] if kind == "stage" else f"chữ {n % 5_000}"


def _agreed(column: str, raw: Raw) -> Decimal | date | str | None:
    value = decode(column, raw)
    assert value is None or isinstance(value, Decimal | date | str)
    return value


def _seconds(work: Callable[[], Found], runs: int) -> float:
    spent = []
    for _ in range(runs):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return median(spent)


if __name__ == "__main__":
    main()
