"""What functions in cells answer, as facts that every surface shares: `golden/cell_functions.json`.

Renewed by `python -m tests.app.golden_cells` and then read with care: each line is what a user sees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.calling import call_function
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from tests.app.books import DEAL
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import lead

GOLDEN = Path(__file__).parents[1] / "golden" / "cell_functions.json"
MAI, HAI = "Trần Thị Mai", "Lê Hải"
WON, GOING = derive_id("won"), derive_id("going")
ASKED: Sequence[tuple[str, Sequence[Any]]] = (
    ("CRM_SCORE", (2, 1, 3, 2)),
    ("CRM_SCORE", (2, 1, 3)),
    ("CRM_SCORE", ("2", None, 3, None)),
    ("CRM_SCORE", (None, None, None, None)),
    ("CRM_SCORE", (4, 1, 3, 2)),
    ("CRM_SCORE", (2, 1, 3, 2, 1)),
    ("CRM_SCORE", ([[2, 1, 3, 2], [3, 3, 3, 3], [None, None, None, None], [0, 2, 3, "cao"]],)),
    ("CRM_SCORE", ([[2], [3]], [[1], [3]], [[3], [3]], [[2], [3]])),
    ("CRM_SCORE", ([[2], [3]], [[1], [3], [2]])),
    ("CRM_BAND", (2, 1, 3, 2)),
    ("CRM_BAND", ([[3, 3, 3, 3], [0, 0, 1, 0]],)),
    ("CRM_WHY", (2, 1, 3, 2)),
    ("CRM_WHY", (0, 3, 3, 3)),
    ("CRM_CHECK", (DEAL,)),
    ("CRM_CHECK", ("sân bóng cỏ nhân tạo", "Tiếp cận")),
    ("CRM_CHECK", (DEAL, "prepare")),
    ("CRM_CHECK", (DEAL, "Present")),
    ("CRM_CHECK", ([[DEAL], ["không có"], [None]], "prepare")),
    ("CRM_CHECK", (DEAL, "bước lạ")),
    ("CRM_CHECK", ("Sân tennis",)),
    ("CRM_CHECK", ("Nhà thi đấu",)),
    ("CRM_NEXT", (DEAL,)),
    ("CRM_NEXT", ([[DEAL], [WON]],)),
    ("CRM_KPI", ("revenue", "11/2026")),
    ("CRM_KPI", ("K5 · Doanh thu", "10/2026")),
    ("CRM_KPI", ("Revenue", 2026)),
    ("CRM_KPI", ("revenue", "11/2026", "rep", MAI)),
    ("CRM_KPI", ("revenue", "11/2026", "Nhân viên", [[MAI], [HAI], ["Ai đó"]])),
    ("CRM_KPI", ("revenue", [["10/2026", "11/2026"]], "rep", [[MAI], [HAI]])),
    ("CRM_KPI", ("margin", "11/2026")),
    ("CRM_KPI", ("win_rate", "10/2026")),
    ("CRM_KPI", ("win_rate", "10/2026", "rep", HAI)),
    ("CRM_KPI", ("doanh so", "11/2026")),
    ("CRM_KPI", ("revenue", "tháng trước")),
    ("CRM_KPI", ("revenue", "11/2026", "stage")),
    ("CRM_KPI", ("revenue", "11/2026", None, MAI)),
    ("CRM_KPI", (None,)),
    ("CRM_KPI", ("revenue", "11/2026", "rep", [[MAI], [None]])),
    ("CRM_KPI_TABLE", ("revenue", "rep", "11/2026")),
    ("CRM_KPI_TABLE", ("margin", "product_group", "11/2026")),
    ("CRM_KPI_TABLE", ("revenue", "màu sắc")),
)
"""Every function with arguments as people type or point at them."""


def order(row: str, rep: str, revenue: int, cost: int, signed_on: date, **cells: Value) -> Mapping[str, Value]:
    return {
        "id": derive_id(row),
        "rep": rep,
        "account": "Trường THPT Chu Văn An",
        "opportunity_id": WON,
        "signed_on": signed_on,
        "status": "signed",
        "product_group": "artificial_turf",
        "net_revenue": revenue,
        "cost": cost,
        "currency": "VND",
        **cells,
    }


def golden_book(folder: Path, lang: str) -> CellBook:
    """A small company: a lead, a deal at the beginning, a won one, and three orders."""
    rows = {
        "leads": [lead()],
        "opportunities": [
            deal(stage=None),
            deal(id=GOING, name="Nhà thi đấu", accepted_stage="prepare", accepted_status="open", competitor="chưa rõ"),
            deal(
                id=WON,
                name="Sân tennis",
                stage="close",
                status="won",
                accepted_stage="close",
                accepted_status="won",
                accepted_on=date(2026, 11, 4),
                signed_on=date(2026, 11, 4),
            ),
        ],
        "orders": [
            order("one", MAI, 300_000_000, 200_000_000, date(2026, 11, 4)),
            order("two", HAI, 100_000_000, 70_000_000, date(2026, 11, 9)),
            order("three", MAI, 50_000_000, 45_000_000, date(2026, 10, 9)),
        ],
    }
    path = book(folder / f"{lang}.xlsx", lang=lang, **rows)
    return CellBook(open_workbook(path), path.name, clock)


def answers(folder: Path) -> Iterator[Mapping[str, object]]:
    """Give each question with what is answered in both languages."""
    books = {lang: golden_book(folder, lang) for lang in ("vi", "en")}
    for name, arguments in ASKED:
        told = {lang: _plain(call_function(name, one, arguments, "vi")) for lang, one in books.items()}
        yield {"function": name, "arguments": list(arguments), **told}


def _plain(rows: Sequence[Sequence[Value]]) -> list[list[object]]:
    return [[_json(value) for value in row] for row in rows]


def _json(value: Value) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return f"{value}" if isinstance(value, date | datetime) else value


if __name__ == "__main__":
    with TemporaryDirectory() as work:
        document = [json.dumps(one, ensure_ascii=False) for one in answers(Path(work))]
        GOLDEN.write_text("[\n" + ",\n".join(document) + "\n]\n", "utf-8")
