"""What is wrong with a company's data, place by place: cells nobody can read, blanks, impossible days, missing rates.

`Cells` are the raw rows with the number they have on their sheet, as `wrong_cells` reads them with the decoder of its
own; `RULES` finds in SQL what the KPI rules leave out and put on the data-quality list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from tests.oracle.raw_sheets import LISTED
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import amount
from tests.oracle.raw_sheets import day
from tests.oracle.raw_sheets import text


class Wrong(NamedTuple):
    """One place: the row's number on its sheet, the column, what kind of trouble, and whether the cell is held."""

    table: str
    row: int
    column: str
    kind: str
    held: bool = True


Cells = Mapping[str, Sequence[tuple[int, Mapping[str, Cell]]]]
"""Table → rows: number on the sheet, and cells by column."""

DAYS = {
    "leads": ("created_on", "next_step_on", "bant_budget_verified_on", "bant_authority_verified_on"),
    "opportunities": ("expected_close_on", "next_step_on", "created_on", "approached_on", "signed_on", "lost_on",
                      "resume_on"),
    "activities": ("at",),
    "objections": ("raised_on", "resolved_on"),
    "orders": ("signed_on", "delivery_due_on", "delivered_on", "payment_due_on", "cancelled_on"),
    "accounts": ("next_care_on",),
    "targets": ("month",),
    "costs": ("month",),
    "reps": ("start_on", "end_on"),
}  # fmt: skip
NUMBERS = {
    "leads": ("annual_revenue", "budget_amount", "employees"),
    "opportunities": ("amount", "cost"),
    "activities": ("minutes",),
    "orders": ("quantity", "quantity_delivered", "net_revenue", "cost", "invoiced", "paid"),
    "targets": ("value",),
    "costs": ("amount",),
    "reps": ("capacity",),
}
REPS = {"leads": "owner", "opportunities": "owner", "activities": "rep", "orders": "rep", "accounts": "owner",
        "reps": "manager"}  # fmt: skip
REFERENCES = {
    "leads": {"merged_into": "leads"},
    "opportunities": {"lead_id": "leads"},
    "activities": {"lead_id": "leads", "opportunity_id": "opportunities"},
    "objections": {"opportunity_id": "opportunities"},
    "orders": {"opportunity_id": "opportunities"},
    "costs": {"opportunity_id": "opportunities"},
}
"""Table → columns that name a row of another one."""
REQUIRED = {
    "leads": ("created_on", "company"),
    "opportunities": ("name", "owner", "stage", "status", "created_on"),
    "activities": ("at", "rep", "kind", "outcome"),
    "objections": ("opportunity_id", "raised_on", "category"),
    "orders": ("account", "signed_on", "status", "net_revenue"),
    "accounts": ("name",),
    "targets": ("month", "level", "kpi", "value"),
    "costs": ("month", "kind", "amount"),
    "reps": ("name",),
}
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
"""Of the digits of a tax code, for its tenth one, which checks them."""

_AHEAD = "SELECT sheet_row FROM opportunities, today WHERE {} > today.day"
DATES = [
    *((column, _AHEAD.format(column)) for column in ("created_on", "approached_on", "signed_on", "lost_on")),
    ("signed_on", "SELECT sheet_row FROM opportunities WHERE signed_on < created_on"),
    ("signed_on", "SELECT sheet_row FROM opportunities WHERE signed_on < approached_on"),
    ("lost_on", "SELECT sheet_row FROM opportunities WHERE lost_on < created_on"),
]
"""Days of an opportunity that cannot be true: its column, and the rows."""

RULES = [
    ("leads", "created_on", "order", "SELECT sheet_row FROM leads, today WHERE created_on > today.day"),
    ("activities", "at", "order", """SELECT sheet_row FROM activities, today WHERE at > today.day
        AND outcome IN (word('outcome_done'), word('outcome_no_answer'))"""),
    ("stage_moves", "at", "blank", "SELECT sheet_row FROM stage_moves WHERE at IS NULL"),
    ("stage_moves", "at", "order", "SELECT sheet_row FROM stage_moves, today WHERE at > today.day"),
    ("opportunities", "amount", "rate", "SELECT sheet_row FROM deals WHERE no_rate"),
    ("opportunities", "signed_on", "order", """SELECT sheet_row FROM deals, today
        WHERE final = word('status_won') AND approached_on > won_on
        AND approached_on <= today.day"""),
    ("opportunities", "accepted_on", "order", """SELECT sheet_row FROM deals
        WHERE id IN (SELECT id FROM way WHERE day < day_before)"""),
    ("orders", "signed_on", "order", "SELECT sheet_row FROM lines, today WHERE signed_on > today.day"),
    ("orders", "net_revenue", "rate", "SELECT sheet_row FROM lines, today WHERE signed_on <= today.day AND no_rate"),
    ("orders", "cancelled_on", "blank", """SELECT sheet_row FROM lines, today
        WHERE signed_on <= today.day AND cancelled AND cancelled_on IS NULL"""),
    ("orders", "cancelled_on", "order", """SELECT sheet_row FROM lines, today WHERE signed_on <= today.day
        AND cancelled AND NOT cancelled_on BETWEEN signed_on AND today.day"""),
    ("costs", "month", "order", """SELECT sheet_row FROM costs, today
        WHERE strftime('%Y-%m-01', month) > today.day"""),
    ("costs", "amount", "rate", """SELECT sheet_row FROM today, costs
        LEFT JOIN rates ON rates.currency = COALESCE(costs.currency, word('base_currency'))
        WHERE strftime('%Y-%m-01', month) <= today.day AND rate IS NULL"""),
]  # fmt: skip
"""What KPIs leave out: table, column, kind, and the rows. A place that was told already is not told again."""


def wrong_cells(cells: Cells, lists: Mapping[str, set[str | None]]) -> Iterator[Wrong]:
    """Find cells that say something nobody understands, and required ones that say nothing."""
    people = {str(text(row["name"])).casefold() for _, row in cells["reps"] if text(row["name"])}
    known = {table: {text(row["id"]) for _, row in cells[table]} for table in ("leads", "opportunities")}
    for table, rows in cells.items():
        tests = dict(_tests(table, people, known, lists))
        for number, row in rows:
            for column, (kind, held, is_right) in tests.items():
                if not blank(row.get(column)) and not is_right(row[column]):
                    error = str(row[column]).startswith("#")
                    yield Wrong(table, number, column, "unreadable" if error else kind, held or error)
            for column in REQUIRED.get(table, ()):
                if blank(row[column]):
                    yield Wrong(table, number, column, "blank")


def blank(cell: Cell) -> bool:
    """Say whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.replace("\u00a0", " ").strip())


_Test = tuple[str, bool, Callable[[Cell], bool]]


def _tests(
    table: str, people: set[str], known: Mapping[str, set[str | None]], lists: Mapping[str, set[str | None]]
) -> Iterator[tuple[str, _Test]]:
    """Give, column by column, what kind of trouble its cells may be in, whether that holds them, and who is right."""
    for column in DAYS.get(table, ()):
        yield column, ("date", True, lambda cell: day(cell) is not None)
    for column in NUMBERS.get(table, ()):
        yield column, ("unreadable", True, lambda cell: amount(cell) is not None)
    for column, entries in lists.items():
        if column in LISTED or (table, column) == ("activities", "kind"):
            yield column, ("unlisted", True, lambda cell, entries=entries: text(cell) in entries)
    if table in REPS:
        yield REPS[table], ("unlisted", False, lambda cell: str(text(cell)).casefold() in people)
    for column, other in REFERENCES.get(table, {}).items():
        yield column, ("reference", True, lambda cell, ids=known[other]: text(cell) in ids)
    yield "email", ("contact", True, lambda cell: EMAIL.fullmatch(str(text(cell)).strip()) is not None)
    yield "phone", ("contact", True, lambda cell: len(re.sub(r"\D", "", str(cell))) <= 12)
    yield "tax_code", ("contact", False, lambda cell: _is_tax_code(str(text(cell))))


def _is_tax_code(code: str) -> bool:
    """Say whether the tenth digit checks the nine before it."""
    digits = [int(sign) for sign in code if sign.isdigit()]
    return len(digits) in (10, 13) and 10 - sum(a * b for a, b in zip(WEIGHTS, digits, strict=False)) % 11 == digits[9]
