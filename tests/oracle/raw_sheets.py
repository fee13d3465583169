"""Raw sheets as LibreOffice saved them, understood by a small decoder of its own, in an SQLite database.

Nothing of sheetcrm is used: columns are found by the hidden key row, cells are read as a person would read them, and
what a person could not read is NULL. Entries of lists stay the labels that the workbook shows.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl

Cell = object
Sheet = list[tuple[Cell, ...]]
KEY = re.compile(r"([a-z_]+)\.([a-z_]+)")
DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: \d{1,2}:\d{2})?")
AMOUNT = re.compile(r"([\d.,]+) ?(tỷ|triệu|tr)?(?: ?₫)?")
SHEET_ROW = "sheet row"
"""Beside the cells of a row: its number on the sheet."""
UNITS = {"tỷ": 10**9, "triệu": 10**6, "tr": 10**6, None: 1}


def read_sheets(path: Path) -> dict[str, Sheet]:
    """Read the values of every sheet of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    finally:
        book.close()


def text(cell: Cell) -> str | None:
    """Read text: letters and their marks together, no blanks around; a shown error is no text."""
    if cell is None:
        return None
    shown = unicodedata.normalize("NFC", str(cell)).replace("\u00a0", " ").strip()
    return None if not shown or shown.startswith("#") else shown


def day(cell: Cell) -> str | None:
    """Read a day: a date, or text with the day first and a whole year; no such day, no date."""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    match = DAY.fullmatch(text(cell) or "")
    if match is None:
        return None
    number, month, year = map(int, match.groups())
    try:
        return f"{date(year, month, number):%Y-%m-%d}"
    except ValueError:
        return None


def moment(cell: Cell) -> str | None:
    """Read a moment; SQL compares the text."""
    return f"{cell:%Y-%m-%d %H:%M:%S}" if isinstance(cell, datetime) else day(cell)


def amount(cell: Cell) -> str | None:
    """Read an amount as decimal text: a number, or text with Vietnamese marks and units of large sums."""
    if isinstance(cell, int | float):
        return f"{Decimal(repr(cell)):f}"
    match = AMOUNT.fullmatch(text(cell) or "")
    if match is None:
        return None
    number = Decimal(match[1].replace(".", "").replace(",", "."))
    return f"{number * UNITS[match[2]]:f}"


SCHEMA: Mapping[str, Mapping[str, Callable[[Cell], object]]] = {
    "leads": {"id": text, "created_on": day, "owner": text, "source": text, "product_group": text,
              "merged_into": text, "company": text, "status": text, "next_step": text, "next_step_on": day},
    "activities": {"id": text, "at": day, "rep": text, "kind": text, "channel": text, "outcome": text},
    "opportunities": {"id": text, "lead_id": text, "owner": text, "product_group": text, "source": text,
                      "channel": text, "origin": text, "customer_type": text, "created_on": day,
                      "approached_on": day, "amount": amount, "currency": text, "expected_close_on": day,
                      "signed_on": day, "lost_reason": text, "lost_on": day, "accepted_stage": text,
                      "accepted_status": text, "accepted_on": day, "account": text, "name": text,
                      "next_step": text, "next_step_on": day, "resume_on": day, "issues": text},
    "accounts": {"id": text, "name": text, "owner": text, "next_care_on": day},
    "orders": {"id": text, "opportunity_id": text, "account": text, "rep": text, "department": text, "source": text,
               "signed_on": day, "status": text, "product_group": text, "net_revenue": amount, "cost": amount,
               "currency": text, "invoiced": amount, "paid": amount, "payment_due_on": day, "cancelled_on": day,
               "invoice_no": text, "quantity": amount, "quantity_delivered": amount, "delivery_due_on": day,
               "delivered_on": day},
    "targets": {"month": day, "level": text, "key": text, "kpi": text, "value": amount, "currency": text},
    "costs": {"month": day, "source": text, "amount": amount, "currency": text},
    "stage_moves": {"id": text, "opportunity_id": text, "from_stage": text, "to_stage": text, "from_status": text,
                    "to_status": text, "at": day, "recorded_at": moment},
    "reps": {"name": text, "start_on": day, "end_on": day},
}  # fmt: skip
LISTED = {"source": "sources", "channel": "channels", "product_group": "product_groups",
          "department": "departments", "lost_reason": "lost_reasons"}  # fmt: skip
"""Columns whose entries stand on the lists sheet; what does not stand there is not understood."""


def database(
    sheets: Mapping[str, Sheet],
    words: Mapping[str, str],
    stages: Mapping[str, int],
    today: date,
    base_currency: str = "VND",
) -> sqlite3.Connection:
    """Load the raw sheets, the stages in order with their assumed chance, what a currency is worth, the day it is."""
    tables = {key[1]: table_of(sheet) for sheet in sheets.values() if (key := key_of(sheet))}
    lists = tables["lists"]
    known = {column: {text(row[key]) for row in lists} - {None} for column, key in LISTED.items()}
    known["kind"] = {word for meaning, word in words.items() if meaning.startswith("kind_")}
    db = sqlite3.connect(":memory:")
    for name, columns in SCHEMA.items():
        db.execute(f"CREATE TABLE {name} ({', '.join(columns)}, sheet_row{', UNIQUE (id)' if 'id' in columns else ''})")
        rows = [
            [*(_understood(row[key], read, known.get(key)) for key, read in columns.items()), row[SHEET_ROW]]
            for row in tables[name]
        ]
        db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * (len(columns) + 1))})", rows)
    db.execute("CREATE TABLE rates (currency PRIMARY KEY, rate)")
    rates = [(text(row["currency"]), amount(row["rate"])) for row in lists if row["currency"] and row["rate"]]
    db.executemany("INSERT INTO rates VALUES (?, ?)", rates)
    db.execute("CREATE TABLE stages (stage PRIMARY KEY, rank, assumed)")
    ranked = [(stage, rank, chance) for rank, (stage, chance) in enumerate(stages.items())]
    db.executemany("INSERT INTO stages VALUES (?, ?, ?)", ranked)
    db.execute("CREATE TABLE words (meaning PRIMARY KEY, word)")
    db.executemany("INSERT INTO words VALUES (?, ?)", [*words.items(), ("base_currency", base_currency)])
    db.execute("CREATE TABLE today (day, tomorrow)")
    db.execute("INSERT INTO today VALUES (?, ?)", (f"{today}", f"{today + timedelta(days=1)}"))
    return db


def table_of(sheet: Sheet) -> list[dict[str, Cell]]:
    """Give the rows below the visible headers, each by column."""
    key = key_of(sheet)
    assert key is not None
    return list(_rows([key[2], *sheet[0][1:]], sheet))


def key_of(sheet: Sheet) -> re.Match[str] | None:
    """Find the first key in the hidden row; a sheet without one, or made by the program alone, is no table."""
    first = KEY.fullmatch(str(sheet[0][0])) if sheet and sheet[0] else None
    return None if first is None or first[1] in ("report", "choices", "settings") else first


def _rows(keys: Sequence[Cell], sheet: Sheet) -> Iterator[dict[str, Cell]]:
    for number, row in enumerate(sheet[2:], 3):
        if any(cell is not None for cell in row):
            yield {str(key): cell for key, cell in zip(keys, row, strict=False) if key} | {SHEET_ROW: number}


def _understood(cell: Cell, read: Callable[[Cell], object], known: set[str | None] | None) -> object:
    value = read(cell)
    return None if known is not None and value not in known else value
