"""Workbooks to recompute: a part of the example company clean and as people type it, and small ones by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from sheetcrm.app.build import new_workbook
from sheetcrm.app.demo.company import demo_company
from sheetcrm.app.demo.dirt import dirt
from sheetcrm.app.demo.dirt import soiled
from sheetcrm.app.demo.write import build_company
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Value

Row = dict[str, Value]
Rows = Mapping[str, Sequence[Row]]

SEED = 3
ONE_IN = 8
"""The part of the example company's deals that is kept, so that a second program is not waited for too long."""
GOLDEN = Path(__file__).parents[1] / "golden" / "recomputed_deals.json"
MANAGER, REP = "Lê Thị Thu Hằng", "Trần Thị Mai"


def example(until: date, one_in: int = ONE_IN) -> Rows:
    """Give a part of the example company: every n-th deal, each rare one, all that belongs to them, and some more."""
    company = demo_company(SEED, until)
    deals = [row for at, row in enumerate(company["opportunities"]) if at % one_in == 0 or _is_rare(row)]
    kept = {row["id"] for row in deals} | {row["lead_id"] for row in deals}
    taken = {row["lead_id"] for row in company["opportunities"]}
    kept |= {row["id"] for row in [lead for lead in company["leads"] if lead["id"] not in taken][::one_in]}
    kept |= {lead[key] for lead in company["leads"] if lead.get("merged_into") for key in ("id", "merged_into")}
    accounts = {row["name"] for row in company["accounts"][::one_in]} | {row["account"] for row in deals}

    def belongs(table: str, row: Row) -> bool:
        if table in ("leads", "opportunities"):
            return row["id"] in kept
        if row.get("opportunity_id") or row.get("lead_id"):
            return (row.get("opportunity_id") or row.get("lead_id")) in kept
        account = row.get("account") if table == "orders" else row.get("name") if table == "accounts" else None
        return account is None or account in accounts

    return {table: [row for row in rows if belongs(table, row)] for table, rows in company.items()}


def _is_rare(deal: Row) -> bool:
    return deal["currency"] != "VND" or deal["status"] == "cancelled"


def make_dirty(path: Path, until: date) -> None:
    """Make the example company as people type it, in Vietnamese."""
    clean = example(until)
    build_company(path, "vi", soiled(clean, dirt(clean, SEED)), SEED)


def make_clean(path: Path, until: date) -> None:
    """Make the example company as it should be typed, in English."""
    build_company(path, "en", example(until), SEED)


def make_project(path: Path) -> None:
    """Make a company of a few rows with the process of ten steps, in English: nearly every KPI has nothing to say."""
    deal: Row = {"owner": REP, "origin": "self", "created_on": date(2026, 11, 2), "status": "open", "currency": "VND",
                 "next_step": "Call", "next_step_on": date(2026, 11, 30), "customer_type": "new"}  # fmt: skip
    order: Row = {"rep": REP, "status": "signed", "signed_on": date(2026, 11, 5), "product_group": "artificial_turf",
                  "account": "Arena Ltd", "currency": "VND", "source": "website"}  # fmt: skip
    hall, pitch = derive_id("hall"), derive_id("pitch")
    rows: Rows = {
        "reps": _people(),
        "leads": [
            {"id": derive_id("left"), "created_on": date(2026, 11, 4), "company": "Arena Ltd", "owner": REP},
            {"id": derive_id("again"), "created_on": date(2026, 10, 4), "company": "Arena", "status": "merged",
             "merged_into": derive_id("left")},
        ],
        "opportunities": [
            deal | {"id": hall, "name": "Hall", "stage": "discover", "amount": Decimal(900_000_000)},
            deal | {"id": pitch, "name": "Pitch", "stage": "discover", "amount": Decimal(7), "currency": "XAU"},
            deal | {"id": derive_id("track"), "name": "Track", "stage": "design", "owner": None},
        ],
        "orders": [
            order | {"id": derive_id("1"), "net_revenue": Decimal(500_000_000), "cost": Decimal(400_000_000)},
            order | {"id": derive_id("2"), "net_revenue": Decimal(20_000), "cost": Decimal(15_000), "currency": "USD"},
            order | {"id": derive_id("3"), "net_revenue": Decimal(3), "currency": "XAU"},
            order | {"id": derive_id("4")},
            order | {"id": derive_id("5"), "net_revenue": Decimal(80_000_000), "account": "ARENA LTD", "rep": None},
            order | {"id": derive_id("6"), "net_revenue": Decimal(90_000_000), "cost": Decimal(50_000_000),
                     "signed_on": date(2026, 10, 5), "status": "cancelled", "cancelled_on": date(2026, 11, 6)},
        ],
        "costs": [{"id": derive_id("c"), "month": date(2026, 11, 1), "kind": "travel", "amount": Decimal(5_000_000)}],
        "targets": [{"id": derive_id("t"), "month": date(2026, 11, 1), "level": "system", "kpi": "orders",
                     "value": Decimal(4)}],
    }  # fmt: skip
    new_workbook(path, lang="en", process="project_10", scheme="bant", currency="VND", templates=None, rows=rows)


def make_golden(path: Path) -> None:
    """Make one lead and one deal of each case that `golden/recomputed_deals.json` tells of, in Vietnamese."""
    tables: dict[str, list[Row]] = {"reps": _people()}
    for case in golden_cases():
        for table in ("leads", "opportunities", "stage_moves", "activities", "objections", "orders"):
            tables.setdefault(table, []).extend(_rows_of(case, table))
    new_workbook(path, lang="vi", process="standard", scheme="bant", currency="VND", templates=None, rows=tables)


def golden_cases() -> Sequence[Mapping[str, object]]:
    """Give the hand-written cases."""
    cases: Sequence[Mapping[str, object]] = _golden()["cases"]
    return cases


@cache
def _golden() -> Mapping[str, Any]:
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def recompute(path: Path, today: date) -> str:
    """Recompute a workbook by the ordinary command."""
    result = CliRunner().invoke(cli, ["recompute", str(path), "--as-of", f"{today}"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def _people() -> list[Row]:
    return [
        {"id": derive_id("director"), "name": "Phạm Quốc Bảo"},
        {"id": derive_id("manager"), "name": MANAGER, "manager": "Phạm Quốc Bảo"},
        {"id": derive_id("rep"), "name": REP, "manager": MANAGER},
    ]


def _rows_of(case: Mapping[str, object], table: str) -> Iterator[Row]:
    """Give the rows of one case: what every case shares, and what it says itself."""
    named = str(case["case"])
    lead_id, deal_id = derive_id("lead", named), derive_id("deal", named)
    links: dict[str, Row] = {
        "leads": {"id": lead_id, "company": named},
        "opportunities": {"id": deal_id, "lead_id": lead_id, "name": named, "account": named},
    }
    rows = case.get(table, [{}] if table in links else [])
    assert isinstance(rows, list)
    for number, row in enumerate(rows):
        base = links.get(table, {"id": derive_id(table, named, str(number)), "opportunity_id": deal_id})
        yield base | {key: _value(cell) for key, cell in (_golden()["every"].get(table, {}) | row).items()}


def _value(cell: object) -> Value:
    if isinstance(cell, str) and len(cell) == 10 and cell[4] == cell[7] == "-":
        return date.fromisoformat(cell)
    if isinstance(cell, str) and len(cell) == 16 and cell[10] == "T":
        return datetime.fromisoformat(cell)
    assert cell is None or isinstance(cell, str | int)
    return Decimal(cell) if isinstance(cell, int) and cell > 100 else cell
