"""A small company with a history of months to close, and storms of late entries that blow through it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import timedelta
from itertools import count
from pathlib import Path

from sheetcrm.app.close_month import ClosingReport
from sheetcrm.app.close_month import close_month
from sheetcrm.app.close_month import reopen_month
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.load import load_template
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.memory import MemoryWorkbook
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import clock

FIRST, LAST = date(2026, 7, 1), TODAY
NAMES = ("Trần Thị Mai", "Lê Hải", None)
SOURCES = ("website", "referral", "event", None)
GROUPS = ("tennis", "lighting", None)
STAGES = ("prospect", "prepare", "approach", "present", "close")


_NUMBERS = count(1)


def fresh_ids() -> str:
    """Give an id that no row has yet."""
    return derive_id("fresh", str(next(_NUMBERS)))


class Maker:
    """Makes rows at random, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.name = f"row{seed}"

    def pick(self, choices: Sequence[str | None]) -> str | None:
        return self.random.choice(choices)

    def day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange((LAST - FIRST).days + 1))

    def rows(self, size: int) -> dict[str, list[Mapping[str, Value]]]:
        kinds = {"leads": self.lead, "opportunities": self.deal, "activities": self.activity, "orders": self.order}
        return {table: [make(number) for number in range(size)] for table, make in kinds.items()} | {
            "costs": [self.cost(number) for number in range(size // 2)],
            "targets": [self.target(number, month) for number, month in enumerate(range(7, 12))],
        }

    def id(self, table: str, number: int) -> str:
        return derive_id(self.name, table, str(number))

    def lead(self, number: int) -> Mapping[str, Value]:
        cells: dict[str, Value] = {"id": self.id("leads", number), "created_on": self.day(), "company": f"KH {number}"}
        return cells | {"source": self.pick(SOURCES), "owner": self.pick(NAMES), "status": "working"}

    def deal(self, number: int) -> Mapping[str, Value]:
        created = self.day()
        lost = self.random.random() < 0.4
        cells: dict[str, Value] = {"id": self.id("opportunities", number), "name": f"CH {number}"}
        return cells | {
            "created_on": created,
            "owner": self.pick(NAMES),
            "source": self.pick(SOURCES),
            "product_group": self.pick(GROUPS),
            "origin": self.pick(["self", "marketing"]),
            "stage": "prospect",
            "status": "lost" if lost else "open",
            "lost_on": created if lost else None,
            "lost_reason": "price" if lost else None,
            "amount": self.random.randrange(10**6, 10**9),
            "currency": "VND",
        }

    def activity(self, number: int) -> Mapping[str, Value]:
        at = datetime.combine(self.day(), datetime.min.time()) + timedelta(hours=9)
        cells: dict[str, Value] = {"id": self.id("activities", number), "at": at, "rep": self.pick(NAMES)}
        return cells | {"kind": self.pick(["call", "meeting"]), "outcome": self.pick(["done", "no_answer"])}

    def order(self, number: int) -> Mapping[str, Value]:
        cells: dict[str, Value] = {"id": self.id("orders", number), "account": f"KH {number % 5}"}
        return cells | {
            "rep": self.pick(NAMES),
            "source": self.pick(SOURCES),
            "product_group": self.pick(GROUPS),
            "signed_on": self.day(),
            "status": "signed",
            "net_revenue": self.random.randrange(1, 10**6),
            "cost": self.pick([None, "1000"]) and self.random.randrange(1, 10**6),
            "currency": self.pick(["VND", "USD"]),
        }

    def cost(self, number: int) -> Mapping[str, Value]:
        cells: dict[str, Value] = {"id": self.id("costs", number), "month": self.day().replace(day=1)}
        return cells | {"source": self.pick(SOURCES), "kind": "marketing", "amount": self.random.randrange(10**7)}

    def target(self, number: int, month: int) -> Mapping[str, Value]:
        cells: dict[str, Value] = {"id": self.id("targets", number), "month": date(2026, month, 1), "level": "system"}
        return cells | {"kpi": "revenue", "value": self.random.randrange(10**9, 10**11), "currency": "VND"}


def company_book(path: Path, seed: int = 1, size: int = 24, lang: str = "vi") -> Path:
    """Make a workbook of the company."""
    return book(path, lang=lang, **Maker(seed).rows(size))


def in_memory(path: Path, period: str | None = None) -> MemoryWorkbook:
    """Take a workbook into memory, with a month typed on the KPI tab."""
    tables = {key: dict(data.columns) for key, data in open_workbook(path).read().items()}
    tables["kpi_period"] = {"month": [period]}
    return MemoryWorkbook(tables, [report.key for report in load_template().reports])


def storm(workbook: Workbook, seed: int) -> None:
    """Change, delete, back-date and add rows; change currency rates, targets and the names of reps."""
    make = Maker(seed)
    tables = workbook.read()
    edits: list[Edit] = [
        UpdateRow("lists", None, {"rate": 20_000 + seed}, row=tables["lists"].rows[row])
        for row, code in enumerate(tables["lists"].columns["currency"])
        if code == "USD"
    ]
    edits += [
        UpdateRow("targets", str(row_id), {"value": make.random.randrange(10**9, 10**11)})
        for row_id in tables["targets"].columns["id"]
    ]
    for table, rows in make.rows(10).items():
        if table == "targets":
            continue
        ids = [str(row_id) for row_id in tables[table].columns["id"]]
        gone = make.random.sample(ids, len(ids) // 6)
        edits += [DeleteRow(table, row_id) for row_id in gone]
        changed = make.random.sample([row_id for row_id in ids if row_id not in gone], min(6, len(ids) // 3))
        for row_id, row in zip(changed, rows, strict=False):
            edits.append(UpdateRow(table, row_id, {key: cell for key, cell in row.items() if key != "id"}))
        edits += [InsertRow(table, {**row, "id": fresh_ids()}) for row in rows[6:]]
    edits += [UpdateRow("reps", str(tables["reps"].columns["id"][1]), {"name": f"Lê Văn Hải {seed}"})]
    workbook.write(edits)


def close(workbook: Workbook, month: str, *, today: date = TODAY, by: str | None = None) -> ClosingReport:
    return close_month(workbook, "a.xlsx", month, by=by, templates=None, clock=clock, today=today, new_id=fresh_ids)


def reopen(workbook: Workbook, month: str, *, today: date = TODAY) -> ClosingReport:
    return reopen_month(workbook, "a.xlsx", month, templates=None, clock=clock, today=today, new_id=fresh_ids)


def rows_in(workbook: Workbook, table: str) -> list[dict[str, Raw]]:
    data = workbook.read([table])[table]
    return [{key: cells[place] for key, cells in data.columns.items()} for place in range(len(data.rows))]
