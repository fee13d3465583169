"""All KPIs with all breakdowns for one month, from records in memory: n and 10n opportunities (and 5x activities).

Run: python benchmarks/kpis.py
"""

from __future__ import annotations

import gc
import random
import time
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal
from statistics import median

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.records import Account
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Cost
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import StageMove

STAGES = ("prospect", "prepare", "approach", "present", "objections", "negotiate", "close")
TODAY = date(2026, 11, 23)
PROBABILITIES = dict(zip(STAGES, map(Decimal, (5, 10, 20, 35, 50, 70, 100)), strict=True))


def make_company(count: int) -> Company:
    """Make a company of so many opportunities over a year, with 5x activities and about 3x stage moves."""
    rng = random.Random(count)
    reps = [f"Nhân viên {number}" for number in range(50)]
    sources = ["facebook", "website", "referral", "cold_call", "event", None]
    groups = ["turf", "running_track", "lighting", "stands", None]
    channels = ["phone", "zalo", "email", "visit", None]
    begin = date(2025, 11, 24)
    opportunities: list[Opportunity] = []
    orders: list[Order] = []
    moves: list[StageMove] = []
    for number in range(count):
        created = begin + timedelta(days=rng.randrange(365))
        day, stage_rank = created, 0
        for _ in range(rng.randrange(7)):
            following = day + timedelta(days=rng.randrange(1, 30))
            if following > TODAY:
                break
            day, stage_rank = following, stage_rank + 1
            moves.append(
                StageMove(
                    f"MOV-{number}-{stage_rank}", len(moves), f"OPP-{number}", STAGES[stage_rank - 1],
                    STAGES[stage_rank], "open", "open", day,
                )
            )  # fmt: skip
        status = rng.choice(["open", "open", "open", "won", "lost"])
        if status != "open":
            stage = STAGES[stage_rank]
            moves.append(StageMove(f"MOV-{number}-x", len(moves), f"OPP-{number}", stage, stage, "open", status, day))
        amount = Decimal(rng.randrange(50_000_000, 5_000_000_000))
        opportunities.append(
            Opportunity(
                f"OPP-{number}", number, {}, f"LEA-{number}", f"Công ty {number % 4000}", None, rng.choice(reps), "DA",
                rng.choice(groups), rng.choice(sources), rng.choice(channels), rng.choice(["self", "marketing"]),
                rng.choice(["new", "existing"]), created, created, STAGES[stage_rank], status, amount, "VND",
                created + timedelta(days=120), signed_on=day if status == "won" else None,
                lost_on=day if status == "lost" else None, lost_reason="price" if status == "lost" else None,
                accepted_stage=STAGES[stage_rank], accepted_status=status, accepted_on=day,
            )
        )  # fmt: skip
        if status == "won":
            orders.append(
                Order(
                    f"ORD-{number}", len(orders), f"OPP-{number}", f"Công ty {number % 4000}", rng.choice(reps), "DA",
                    rng.choice(sources), day, "signed", rng.choice(groups), amount, amount * 7 / 10, "VND",
                )
            )  # fmt: skip
    leads = tuple(
        Lead(f"LEA-{number}", number, {}, begin + timedelta(days=rng.randrange(365)), source=rng.choice(sources),
             owner=rng.choice(reps))
        for number in range(count)
    )  # fmt: skip
    activities = tuple(
        Activity(
            f"ACT-{number}", number, datetime(2025, 11, 24, 9) + timedelta(minutes=rng.randrange(365 * 1440)),
            rng.choice(reps), None, f"OPP-{number % count}", rng.choice(["call", "meeting", "email", "zalo"]),
            rng.choice(channels), "out", rng.choice(["done", "done", "done", "no_answer", "planned"]),
        )
        for number in range(count * 5)
    )  # fmt: skip
    costs = tuple(
        Cost(f"COS-{number}", number, date(2026, number % 11 + 1, 1), rng.choice(sources), None, None, "marketing",
             Decimal(rng.randrange(10**7)), "VND")
        for number in range(200)
    )  # fmt: skip
    accounts = tuple(Account(f"ACC-{number}", number, f"Công ty {number}") for number in range(4000))
    return Company(
        "VND", {}, leads, tuple(opportunities), activities, (), tuple(orders), accounts, (), costs, tuple(moves)
    )


def compute_everything(company: Company) -> tuple[float, float]:
    """Give the CPU seconds of gathering facts, and of all KPIs with all breakdowns for one month."""
    start = time.process_time()
    facts = facts_of(company, stages=STAGES, probabilities=PROBABILITIES, today=TODAY)
    gathered = time.process_time()
    period = month_of(date(2026, 10, 1))
    for kpi in CATALOGUE.values():
        for by in ((), *kpi.by):
            compute(facts, kpi.key, by, period)
    return gathered - start, time.process_time() - gathered


def main() -> None:
    """Print a table; the collector rests, as it does in every command of the command line."""
    gc.disable()
    print("opportunities  activities  facts s  KPIs s  all s (CPU, median of 5)")
    for count in (2_000, 20_000):
        company = make_company(count)
        runs = [compute_everything(company) for _ in range(5)]
        facts, kpis = (median(run[part] for run in runs) for part in (0, 1))
        print(f"{count:13,}  {count * 5:10,}  {facts:7.3f}  {kpis:6.3f}  {facts + kpis:6.3f}")


if __name__ == "__main__":
    main()
