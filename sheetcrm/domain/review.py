"""Looks over the whole company once a recompute: chances, conditions, debts, customers, and what to do today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from sheetcrm.domain.contacts import contacts_of
from sheetcrm.domain.customers import CustomerFacts
from sheetcrm.domain.customers import Debt
from sheetcrm.domain.customers import debt_of
from sheetcrm.domain.customers import facts_by_account
from sheetcrm.domain.due import Findings
from sheetcrm.domain.health import Condition
from sheetcrm.domain.health import conditions
from sheetcrm.domain.limits import Limits
from sheetcrm.domain.pipeline import Probability
from sheetcrm.domain.pipeline import group_moves
from sheetcrm.domain.pipeline import stage_probabilities
from sheetcrm.domain.process import Process
from sheetcrm.domain.records import Company
from sheetcrm.domain.today import TodayItem
from sheetcrm.domain.today import today_list


class Review(NamedTuple):
    """What was found; mappings go by stage, opportunity id, order id and `customers.account_key`."""

    probabilities: Mapping[str, Probability]
    conditions: Mapping[str, Condition]
    debts: Mapping[str, Debt]
    customers: Mapping[str, CustomerFacts]
    today: tuple[TodayItem, ...]


def review_company(
    company: Company,
    process: Process,
    limits: Limits,
    digits: int,
    today: date,
    scores: Mapping[str, int | None] = MappingProxyType({}),
) -> Review:
    """Look over records whose stages have been judged.

    `digits` are the decimals of the base currency; `scores` the fresh points of leads by id, by which leads that are
    equally urgent are sorted.
    """
    moves = group_moves(company.stage_moves)
    contacts = contacts_of(company.activities, limits, today)
    customers = facts_by_account(company, contacts, digits, today)
    debts = {order.id: debt_of(order, today) for order in company.orders}
    condition = conditions(process, company.opportunities, moves, today)
    findings = Findings(condition, contacts, customers, debts, scores)
    return Review(
        probabilities=stage_probabilities(process, company.opportunities, moves, limits.own_rates_from),
        conditions=condition,
        debts=debts,
        customers=customers,
        today=today_list(company, process, limits, findings, digits, today),
    )
