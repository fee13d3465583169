"""The whole demonstration company from a seed and an as-of date: canonical rows of every table."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from operator import itemgetter

from sheetcrm.app.demo.deals import Planner
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.lead_rows import LeadRows
from sheetcrm.app.demo.opportunity_rows import OpportunityRows
from sheetcrm.app.demo.order_rows import OrderRows
from sheetcrm.app.demo.order_rows import account_rows
from sheetcrm.app.demo.order_rows import cost_of
from sheetcrm.app.demo.order_rows import old_sale
from sheetcrm.app.demo.order_rows import sale_of
from sheetcrm.app.demo.plan_rows import PlanRows
from sheetcrm.app.demo.talk_rows import TalkRows
from sheetcrm.app.demo.words import Words
from sheetcrm.app.demo.words import words as shipped_words
from sheetcrm.values import Value

Row = dict[str, Value]
Rows = Mapping[str, list[Row]]

IN_ORDER = {
    "leads": "created_on",
    "opportunities": "created_on",
    "activities": "at",
    "objections": "raised_on",
    "orders": "signed_on",
    "stage_moves": "recorded_at",
}
"""Tables that people keep by day: oldest first."""


def demo_company(seed: int, until: date) -> Rows:
    """Invent the article's company: five reps, 1,200 opportunities in twelve months, 600 of them open.

    Pure: the same seed and as-of day give the same rows. Engine columns that the next recompute fills (scores, health,
    receivables …) are left out; ids, the accepted stage and the stage history are there, as after an import.
    """
    words, dice = shipped_words(), Dice(seed, "company")
    sellers = [rep for rep in words.people.reps if rep.role == "rep"]
    planner = Planner(dice, words, until)
    old = planner.old_customers(sellers)
    deals = planner.deals(sellers, old)
    margins = dice.part("margins")
    costs = [cost_of(margins, deal.amount, deal.group.margin) for deal in deals]
    sales = [old_sale(margins, customer) for customer in old]
    sales += [sale for deal, cost in zip(deals, costs, strict=True) if (sale := sale_of(deal, cost))]
    opportunities = OpportunityRows(dice, words, until)
    orders = OrderRows(dice, words, until)
    lead_rows = LeadRows(dice, words, planner.directory, until)
    talk, plan = TalkRows(dice, words, until), PlanRows(dice, words, sellers, until)
    others = lead_rows.others(sellers)
    leads = [*map(lead_rows.of_deal, deals), *others]
    activities = [row for deal in deals for row in talk.of_deal(deal)]
    rows = {
        "leads": [*leads, *lead_rows.merged(leads)],
        "opportunities": [opportunities.row(deal, cost) for deal, cost in zip(deals, costs, strict=True)],
        "activities": [*activities, *(row for lead in others for row in talk.of_lead(lead))],
        "objections": [row for deal in deals for row in talk.objections(deal)],
        "orders": [row for sale in sales for row in orders.lines(sale)],
        "accounts": account_rows(dice, words, sales, until),
        "targets": plan.targets(),
        "costs": plan.costs(deals),
        "stage_moves": [row for deal in deals for row in opportunities.moves(deal)],
        "reps": _reps(dice.part("reps"), words, until),
    }
    return {table: _in_order(found, IN_ORDER.get(table)) for table, found in rows.items()}


def _in_order(rows: Sequence[Row], column: str | None) -> list[Row]:
    return sorted(rows, key=itemgetter(column)) if column else list(rows)


def _reps(dice: Dice, words: Words, until: date) -> list[Row]:
    """Write the selling company's own people."""
    return [
        {
            "id": dice.id(),
            "name": rep.name,
            "department": rep.department,
            "manager": rep.manager,
            "email": f"{rep.email}@example.com",
            "start_on": until.replace(day=1) - timedelta(days=365 * rep.years),
            "capacity": rep.capacity,
        }
        for rep in words.people.reps
    ]
