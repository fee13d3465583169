"""Two small tables as another program would give them, dirty too, for trying `sheetcrm import`."""

from __future__ import annotations

import csv
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from sheetcrm.app.demo.deals import Planner
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.dirt import dirt
from sheetcrm.app.demo.dirt import soiled
from sheetcrm.app.demo.journeys import OPEN
from sheetcrm.app.demo.lead_rows import LeadRows
from sheetcrm.app.demo.opportunity_rows import OpportunityRows
from sheetcrm.app.demo.words import words as shipped_words
from sheetcrm.values import Value

Show = Callable[[str, Mapping[str, Value]], Mapping[str, Value]]
"""Table and row → the row with labels for keys."""


def loose_rows(seed: int, until: date, known: Collection[Value]) -> dict[str, list[dict[str, Value]]]:
    """Invent leads of companies not `known` yet, and opportunities of some of them, named by their lead's company."""
    words, dice = shipped_words(), Dice(seed, "loose")
    sellers = [rep for rep in words.people.reps if rep.role == "rep"]
    planner = Planner(dice, words, until)
    deals = [
        deal
        for deal in planner.deals(sellers[:1], ())
        if deal.journey.status == OPEN and deal.currency == "VND" and deal.customer.name not in known
    ][-words.loose.rows :]
    lead_rows = LeadRows(dice, words, planner.directory, until)
    opportunities = OpportunityRows(dice, words, until)
    others = [row for row in lead_rows.others(sellers[:1]) if row["company"] not in known]
    return {
        "leads": [lead_rows.of_deal(deal) for deal in deals] + others[: words.loose.rows // 3],
        "opportunities": [opportunities.row(deal, deal.amount) | {"lead_id": deal.customer.name} for deal in deals],
    }


def loose_files(seed: int, until: date, show: Show, known: Collection[Value]) -> dict[str, str]:
    """Give the text of each file, by table: semicolons between, day/month/year, amounts grouped with dots."""
    loose = shipped_words().loose
    rows = loose_rows(seed, until, known)
    dirty = soiled(rows, dirt(rows, seed, loose.dirt))
    return {
        table: _delimited(headers, [show(table, {key: row.get(key) for key in headers}) for row in dirty[table]])
        for table, headers in loose.headers.items()
    }


def _delimited(headers: Mapping[str, str], rows: Sequence[Mapping[str, Value]]) -> str:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers.values())
    writer.writerows([_typed(row[key]) for key in headers] for row in rows)
    return text.getvalue()


def _typed(value: Value) -> str:
    """Write a value as a Vietnamese program exports it."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return f"{value:,f}".replace(",", ".") if value >= 1_000_000 else str(value)
    return "" if value is None else str(value)
