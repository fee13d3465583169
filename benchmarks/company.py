"""Companies of any size: the demo company, several times over, with ids of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sheetcrm.app.build import new_workbook
from sheetcrm.app.demo.company import demo_company
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Value

AS_OF = date(2026, 11, 30)
COPIED = ("leads", "opportunities", "activities", "objections", "orders", "accounts", "stage_moves", "costs")
REFERENCES = ("id", "lead_id", "opportunity_id", "merged_into")

Rows = dict[str, list[Mapping[str, Value]]]


def company(copies: int, most_activities: int | None = None) -> Rows:
    """Give the demo company (1,200 opportunities, some 10,000 activities) so many times over.

    With `most_activities`, an even selection of all activities is kept.
    """
    once = demo_company(7, AS_OF)
    rows: Rows = {table: list(found) for table, found in once.items()}
    for copy in range(1, copies):
        for table in COPIED:
            rows[table] += [renewed(row, table, copy) for row in once[table]]
    if most_activities is not None:
        rows["activities"] = evenly(rows["activities"], most_activities)
    return rows


def evenly(rows: list[Mapping[str, Value]], most: int) -> list[Mapping[str, Value]]:
    """Give at most so many of the rows, spread over all of them."""
    kept = min(most, len(rows))
    return [rows[number * len(rows) // kept] for number in range(kept)]


def renewed(row: Mapping[str, Value], table: str, copy: int) -> Mapping[str, Value]:
    """Give a copy of a row that refers to copies; accounts get names of their own."""
    cells = dict(row)
    for column in REFERENCES:
        if cells.get(column):
            cells[column] = derive_id(str(cells[column]), str(copy))
    if table == "accounts":
        cells["name"] = f"{cells['name']} {copy}"
    return cells


def company_file(path: Path, copies: int, most_activities: int | None = None) -> Path:
    """Write such a company into a new workbook."""
    options = {"lang": "vi", "process": "standard", "scheme": "bant", "currency": "VND", "templates": None}
    new_workbook(path, **options, rows=company(copies, most_activities))
    return path
