from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Mapping
from datetime import date
from datetime import datetime

import pytest

from sheetcrm.app.demo.company import demo_company
from sheetcrm.sync.identity import is_valid_id
from sheetcrm.templates.load import Template
from sheetcrm.values import Value

Rows = Mapping[str, list[dict[str, Value]]]
Sample = tuple[date, Rows]

SAMPLES = [(1, date(2026, 11, 23)), (7, date(2026, 11, 30)), (42, date(2028, 2, 28)), (3, date(2027, 1, 1))]

REFERENCES = {
    "opportunities": {"lead_id": "leads"},
    "activities": {"lead_id": "leads", "opportunity_id": "opportunities"},
    "objections": {"opportunity_id": "opportunities"},
    "orders": {"opportunity_id": "opportunities"},
    "costs": {"opportunity_id": "opportunities"},
    "stage_moves": {"opportunity_id": "opportunities"},
    "leads": {"merged_into": "leads", "opportunity_id": "opportunities"},
}


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda sample: f"seed {sample[0]} until {sample[1]}")
def sample(request: pytest.FixtureRequest, invent: Callable[[int, date], Rows]) -> Sample:
    seed, until = request.param
    return until, invent(seed, until)


def test_the_same_seed_and_day_give_the_same_rows(rows: Rows) -> None:
    assert demo_company(1, date(2026, 11, 23)) == rows


def test_another_seed_gives_another_company(rows: Rows, invent: Callable[[int, date], Rows]) -> None:
    assert invent(2, date(2026, 11, 23))["leads"] != rows["leads"]


def test_it_has_the_size_of_the_articles_example(sample: Sample) -> None:
    """Five reps, twenty new opportunities a rep a month for a year, six months' worth of them open."""
    _, rows = sample
    deals = rows["opportunities"]
    assert len(deals) == 1200
    assert set(Counter(deal["owner"] for deal in deals).values()) == {240}
    still_open = [deal["owner"] for deal in deals if deal["status"] == "open"]
    assert set(Counter(still_open).values()) == {120}
    assert len(still_open) == 600
    assert 9_000 <= len(rows["activities"]) <= 12_000


def test_every_whole_month_brings_twenty_opportunities_a_rep(sample: Sample) -> None:
    until, rows = sample
    by_month = Counter((deal["owner"], deal["created_on"].replace(day=1)) for deal in rows["opportunities"])
    edges = {until.replace(day=1), until.replace(day=1, year=until.year - 1)}
    whole = {count for (_, month), count in by_month.items() if month not in edges}
    assert whole == {20}
    for owner in {owner for owner, _ in by_month}:
        assert sum(by_month[owner, month] for month in edges) == 20
    assert max(deal["created_on"] for deal in rows["opportunities"]) <= until


def test_ids_are_valid_and_nowhere_twice(sample: Sample) -> None:
    _, rows = sample
    ids = [row["id"] for kept in rows.values() for row in kept]
    assert all(map(is_valid_id, ids))
    assert len(set(ids)) == len(ids)


def test_references_name_rows_that_are_there(sample: Sample) -> None:
    _, rows = sample
    ids = {table: {row["id"] for row in kept} for table, kept in rows.items()}
    for table, columns in REFERENCES.items():
        for column, target in columns.items():
            named = {row.get(column) for row in rows[table]} - {None}
            assert named, f"{table}.{column} is never used"
            assert named <= ids[target]


def test_people_and_customers_are_those_of_their_tables(sample: Sample) -> None:
    _, rows = sample
    people = {rep["name"] for rep in rows["reps"]}
    for table, columns in {
        "leads": ["owner"],
        "opportunities": ["owner", "approved_by"],
        "activities": ["rep"],
    }.items():
        for column in columns:
            assert {row.get(column) for row in rows[table]} - {None} <= people
    assert {rep["manager"] for rep in rows["reps"]} - {None} < people
    assert {order["account"] for order in rows["orders"]} == {account["name"] for account in rows["accounts"]}


def test_every_rep_has_leads_from_every_source(sample: Sample, template: Template) -> None:
    _, rows = sample
    sources = {item.key for entries in template.lists if entries.key == "sources" for item in entries.items}
    found = {(lead["owner"], lead["source"]) for lead in rows["leads"]}
    owners = {owner for owner, _ in found}
    assert len(owners) == 5
    assert found == {(owner, source) for owner in owners for source in sources}


def test_nothing_that_was_done_lies_ahead(sample: Sample) -> None:
    until, rows = sample
    tomorrow = datetime.combine(until, datetime.max.time())
    assert all(row["at"] <= tomorrow for row in rows["activities"] if row["outcome"] != "planned")
    assert any(row["at"] > tomorrow for row in rows["activities"] if row["outcome"] == "planned")
    past = {
        "leads": ["created_on", "bant_budget_verified_on", "gpct_plan_verified_on"],
        "opportunities": ["created_on", "approached_on", "signed_on", "lost_on", "accepted_on"],
        "objections": ["raised_on", "resolved_on"],
        "orders": ["signed_on", "delivered_on", "cancelled_on"],
        "stage_moves": ["at"],
        "reps": ["start_on"],
    }
    for table, columns in past.items():
        for column in columns:
            assert all(row[column] <= until for row in rows[table] if row.get(column)), f"{table}.{column}"


def test_there_is_a_little_of_everything(sample: Sample) -> None:
    until, rows = sample
    deals = rows["opportunities"]
    assert Counter(deal["status"] for deal in deals)["cancelled"] == 1
    assert {deal["status"] for deal in deals} == {"open", "won", "lost", "paused", "cancelled"}
    assert len({deal["stage"] for deal in deals if deal["status"] == "open"}) == 7
    assert {deal["currency"] for deal in deals} == {"VND", "USD", "EUR"}
    assert {lead["status"] for lead in rows["leads"]} == {"new", "working", "qualified", "disqualified", "merged"}
    assert {order["status"] for order in rows["orders"]} >= {"signed", "invoiced", "paid", "cancelled"}
    overdue = [order for order in rows["orders"] if order["status"] == "invoiced" and order["payment_due_on"] < until]
    assert overdue
    assert all(order["paid"] < order["invoiced"] for order in overdue)
    assert any(deal["next_step_on"] < until for deal in deals if deal.get("next_step_on"))
    assert any(deal["resume_on"] < until for deal in deals if deal.get("resume_on"))
    assert {row["kind"] for row in rows["costs"]} == {"marketing", "transaction", "people", "travel"}
    assert {row["level"] for row in rows["targets"]} == {"system", "department", "rep", "product_group", "source"}
    assert all(account["next_care_on"] for account in rows["accounts"])


def test_amounts_are_those_of_such_contracts(sample: Sample) -> None:
    _, rows = sample
    vnd = [deal["amount"] for deal in rows["opportunities"] if deal["currency"] == "VND" and deal.get("amount")]
    assert min(vnd) >= 300_000_000
    assert max(vnd) <= 25_000_000_000
    assert all(amount % 1_000_000 == 0 for amount in vnd)


def test_orders_add_up_to_their_opportunities(sample: Sample) -> None:
    _, rows = sample
    sums: Counter[Value] = Counter()
    costs: Counter[Value] = Counter()
    for order in rows["orders"]:
        sums[order["opportunity_id"]] += order["net_revenue"]
        costs[order["opportunity_id"]] += order["cost"]
        assert order["net_revenue"] > order["cost"] > 0
    for deal in rows["opportunities"]:
        if deal["status"] in ("won", "cancelled"):
            assert (sums[deal["id"]], costs[deal["id"]]) == (deal["amount"], deal["cost"])
        else:
            assert deal["id"] not in sums
