"""CPU seconds to understand raw cells: 20,000 opportunities x 45 columns and 100,000 activities x 10 columns.

Run: python benchmarks/parse_rows.py [repeats]. Prints n/100, n/10 and n, to show that the cost grows linearly.
The cells are what calamine gives for a lived-in workbook, with a share of the dirt people type.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from collections.abc import Mapping
from datetime import datetime
from datetime import timedelta

from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.rows import parse_table
from sheetcrm.templates.spec import Choice
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import KindName
from sheetcrm.templates.spec import Table
from sheetcrm.values import Raw
from sheetcrm.values import fold

SYMBOLS = "23456789ABCDFGHJKLMNPQRSTVWXYZ"
WORDS = (
    *("Công", "ty", "Cổ", "phần", "Đầu", "tư", "Xây", "dựng", "Thể", "thao", "Hà", "Nội", "Sài", "Gòn"),
    *("Đà", "Nẵng", "Cần", "Thơ", "khách", "hẹn", "gặp", "báo", "giá", "sân"),
)
START = datetime(2025, 1, 1)

OPPORTUNITY: tuple[KindName, ...] = (
    *("id", "reference", "text", "phone", "rep", "list", "list", "list", "list", "choice", "choice"),
    *("date", "date", "stage", "choice", "money", "currency", "money", "percent", "date", "text", "date"),
    *("text", "long_text", "long_text", "link", "link", "link", "text", "text", "choice", "text", "text"),
    *("choice", "text", "date", "list", "long_text", "date", "text", "date", "stage", "choice", "integer", "money"),
)
ACTIVITY: tuple[KindName, ...] = (
    *("id", "datetime", "rep", "reference", "reference", "choice", "list", "choice", "integer", "long_text"),
)


def cells_of(kind: KindName, rows: int, choose: random.Random) -> list[Raw]:
    """Make a column of that kind as a reader gives it."""

    def words(count: int) -> str:
        return " ".join(choose.choices(WORDS, k=count))

    makers: Mapping[str, Callable[[], Raw]] = {
        "id": lambda: "".join(choose.choices(SYMBOLS, k=12)) + "42",
        "reference": lambda: "".join(choose.choices(SYMBOLS, k=12)) + "42",
        "text": lambda: words(4),
        "long_text": lambda: choose.choice((None, words(9), f"{words(5)}\n{words(4)}")),
        "phone": lambda: choose.choice(("+84 912 34", "028 3822 ", "098765")) + f"{choose.randrange(10**4):04d}",
        "link": lambda: f"https://drive.google.com/file/{choose.randrange(rows)}",
        "rep": lambda: f"Nguyễn Văn {choose.choice('ABCDEFGH')}",
        "date": lambda: choose.choice((START + timedelta(days=choose.randrange(700)), "31/12/2026", None)),
        "datetime": lambda: START + timedelta(seconds=choose.randrange(60_000_000)),
        "money": lambda: choose.choice((float(choose.randrange(10**9)), "1,2 tỷ", "350tr", None)),
        "percent": lambda: choose.choice((0.0, 5.0, "10%", None)),
        "integer": lambda: float(choose.randrange(120)),
        "currency": lambda: choose.choice((None, None, "VND", "USD")),
    }
    make = makers.get(kind, lambda: choose.choice(("Mới", "Đang làm", "Mất", "gì đó", None)))
    return [make() for _ in range(rows)]


def table_of(key: str, kinds: tuple[KindName, ...]) -> tuple[Table, Mapping[str, Conventions]]:
    """Make a table with a column of each kind."""
    choices = (Choice(key="new", vi="Mới", en="New"), Choice(key="work", vi="Đang làm", en="Working"))
    columns = tuple(
        Column(key=f"c{place}_{kind}", vi=kind, en=kind, kind=kind, choices=choices, min=0)
        for place, kind in enumerate(kinds)
    )
    known = {fold(choice.vi): choice.key for choice in choices} | {"mat": "lost"}
    conventions = Conventions("vi", 0, known, {choice.key: choice.vi for choice in choices}, "VND")
    return Table(key=key, vi=key, en=key, columns=columns), {column.key: conventions for column in columns}


def measure(opportunities: int, activities: int, repeats: int) -> float:
    """Give the median of CPU seconds for both tables."""
    choose = random.Random(7)
    work = []
    for key, kinds, rows in (("opportunities", OPPORTUNITY, opportunities), ("activities", ACTIVITY, activities)):
        table, conventions = table_of(key, kinds)
        work.append((table, {column.key: cells_of(column.kind, rows, choose) for column in table.columns}, conventions))
    times = []
    for _ in range(repeats):
        begun = time.process_time()
        for table, columns, conventions in work:
            parse_table(table, columns, conventions)
        times.append(time.process_time() - begun)
    return statistics.median(times)


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for share in (100, 10, 1):
        seconds = measure(20_000 // share, 100_000 // share, repeats)
        print(f"{20_000 // share:>7,} x 45 + {100_000 // share:>7,} x 10 cells: {seconds:.3f} CPU s")


if __name__ == "__main__":
    main()
