"""Small real workbooks for tests: made by the program's own builder, read back by its own reader."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from pathlib import Path

from sheetcrm.app.recompute import RecomputeReport
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from tests.made_once import made

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 30)
LEAD, DEAL = derive_id("lead"), derive_id("deal")

Row = Mapping[str, Value]


def clock(time_zone: str) -> datetime:
    assert time_zone == "Asia/Ho_Chi_Minh"
    return NOW


def ids() -> Callable[[], str]:
    counter = iter(range(10_000))
    return lambda: derive_id("made", str(next(counter)))


def lead(**cells: Value) -> Row:
    """A lead that may go on: known, in need, with money and time."""
    good: Row = {
        "id": LEAD,
        "created_on": date(2026, 11, 2),
        "company": "Trường THPT Chu Văn An",
        "contact": "Nguyễn Văn Bình",
        "contact_role": "decision_maker",
        "phone": "0912345678",
        "source": "website",
        "origin": "self",
        "owner": "Trần Thị Mai",
        "segment": "school",
        "status": "working",
        "bant_budget": 2,
        "bant_authority": 2,
        "bant_need": 3,
        "bant_time": 2,
    }
    return {**good, **cells}


def deal(**cells: Value) -> Row:
    """An opportunity standing where every deal begins, typed to go one step on."""
    good: Row = {
        "id": DEAL,
        "lead_id": LEAD,
        "account": "Trường THPT Chu Văn An",
        "name": "Sân bóng cỏ nhân tạo",
        "owner": "Trần Thị Mai",
        "source": "website",
        "origin": "self",
        "created_on": date(2026, 11, 3),
        "stage": "prepare",
        "status": "open",
        "amount": 1_200_000_000,
        "currency": "VND",
        "next_step": "Gọi hẹn khảo sát",
        "next_step_on": date(2026, 11, 25),
    }
    return {**good, **cells}


REPS: Sequence[Row] = (
    {"id": derive_id("mai"), "name": "Trần Thị Mai", "manager": "Lê Hải"},
    {"id": derive_id("hai"), "name": "Lê Hải"},
)


def book(
    path: Path, *, lang: str = "vi", process: str = "standard", scheme: str = "bant", **rows: Sequence[Row]
) -> Path:
    """Make a workbook with these rows; two reps are there already."""
    rows = {"reps": REPS, **rows}
    return made(path, "BOOK", lang=lang, process=process, scheme=scheme, currency="VND", rows=rows)


def recompute(path: Path, *, today: date = TODAY, templates: Path | None = None) -> RecomputeReport:
    return recompute_workbook(
        open_workbook(path), str(path), templates=templates, clock=clock, today=today, new_id=ids()
    )


def rows_of(path: Path, table: str) -> list[dict[str, Raw]]:
    data = open_workbook(path).read([table])[table]
    return [{key: cells[place] for key, cells in data.columns.items()} for place in range(len(data.rows))]
