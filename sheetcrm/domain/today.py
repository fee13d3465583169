"""What each rep should do today, the most urgent first, so that no customer is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.customers import account_key
from sheetcrm.domain.customers import care_due_on
from sheetcrm.domain.customers import in_base_currency
from sheetcrm.domain.due import Day
from sheetcrm.domain.due import Findings
from sheetcrm.domain.due import customer_of
from sheetcrm.domain.due import due_of_deal
from sheetcrm.domain.due import due_of_lead
from sheetcrm.domain.limits import Limits
from sheetcrm.domain.pipeline import OPEN
from sheetcrm.domain.process import Process
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Opportunity

KINDS = (
    "receivable_overdue",
    "next_step_overdue",
    "next_step_today",
    "quote_unanswered",
    "resume_due",
    "no_next_step",
    "stale",
    "lead_overdue",
    "lead_today",
    "lead_no_next_step",
    "care_due",
    "paused_care",
    "lost_care",
)
"""Every kind of item; a template orders them by urgency and may leave some out."""

CLOSED_LEAD = frozenset({"disqualified", "merged"})


class TodayItem(NamedTuple):
    """One thing to do. `amount` is in the base currency; `days_late` is None where nothing had a date."""

    kind: str
    rep: str | None
    table: str
    row_id: str
    customer: str | None
    subject: str | None = None
    stage: str | None = None
    due_on: date | None = None
    days_late: int | None = None
    amount: Decimal | None = None
    next_step: str | None = None
    score: int | None = None


def today_list(
    company: Company, process: Process, limits: Limits, findings: Findings, digits: int, today: date
) -> tuple[TodayItem, ...]:
    """List what is due, sorted by rep (as on the reps sheet), urgency, and money."""
    day = Day(
        company=company,
        limits=limits,
        findings=findings,
        care_days=process.care.stale_days if process.care else None,
        stale_days={stage.key: stage.stale_days for stage in process.stages},
        placeholders=process.placeholders,
        lead_names={lead.id: lead.company for lead in company.leads},
        digits=digits,
        today=today,
    )
    ranks = {kind: rank for rank, kind in enumerate(limits.urgency)}
    reps = {rep.name: rank for rank, rep in enumerate(company.reps)}
    found = (item for part in (_deals, _quotes, _debts, _customers, _leads) for item in part(day))
    return tuple(sorted((item for item in found if item.kind in ranks), key=lambda item: _order(item, ranks, reps)))


def _order(item: TodayItem, ranks: Mapping[str, int], reps: Mapping[str | None, int]) -> tuple[object, ...]:
    return (
        item.rep is None,
        reps.get(item.rep, len(reps)),
        item.rep or "",
        ranks[item.kind],
        -(item.amount or Decimal()),
        -(item.score or 0),
        -(item.days_late or 0),
        item.row_id,
    )


def _deals(day: Day) -> Iterator[TodayItem]:
    for opportunity in day.company.opportunities:
        due = due_of_deal(day, opportunity)
        if due is not None:
            yield _deal_item(day, opportunity, *due)


def _quotes(day: Day) -> Iterator[TodayItem]:
    contacts = day.findings.contacts
    for opportunity in day.company.opportunities:
        sent = contacts.quotes.get(opportunity.id)
        if sent is None or opportunity.accepted_status != OPEN:
            continue
        answered = contacts.answers.get(opportunity.id)
        due_on = sent.date() + timedelta(days=day.limits.quote_answer_days)
        if due_on <= day.today and (answered is None or answered <= sent):
            yield _deal_item(day, opportunity, "quote_unanswered", due_on)


def _debts(day: Day) -> Iterator[TodayItem]:
    names = {opportunity.id: opportunity.name for opportunity in day.company.opportunities}
    for order in day.company.orders:
        debt = day.findings.debts[order.id]
        if debt.overdue_days:
            yield TodayItem(
                kind="receivable_overdue",
                rep=order.rep,
                table="orders",
                row_id=order.id,
                customer=order.account,
                subject=names.get(order.opportunity_id or ""),
                due_on=order.payment_due_on,
                days_late=debt.overdue_days,
                amount=in_base_currency(day.company, debt.receivable, order.currency, day.digits),
            )


def _customers(day: Day) -> Iterator[TodayItem]:
    for account in day.company.accounts:
        facts = day.findings.customers.get(account_key(account.name) or "")
        due_on = care_due_on(account, facts, day.care_days)
        if due_on is not None and due_on <= day.today:
            yield TodayItem(
                kind="care_due",
                rep=account.owner or (facts.last_rep if facts else None),
                table="accounts",
                row_id=account.id,
                customer=account.name,
                due_on=due_on,
                days_late=(day.today - due_on).days,
                amount=facts.lifetime_revenue if facts else None,
            )


def _leads(day: Day) -> Iterator[TodayItem]:
    """Leads that are being worked on; once there is an opportunity, that one is looked after instead."""
    taken_up = {opportunity.lead_id for opportunity in day.company.opportunities}
    for lead in day.company.leads:
        if lead.status in CLOSED_LEAD or lead.merged_into or lead.id in taken_up:
            continue
        kind = due_of_lead(day, lead)
        if kind is not None:
            yield TodayItem(
                kind=kind,
                rep=lead.owner,
                table="leads",
                row_id=lead.id,
                customer=lead.company,
                due_on=lead.next_step_on,
                days_late=(day.today - lead.next_step_on).days if lead.next_step_on else None,
                next_step=lead.next_step,
                score=day.findings.scores.get(lead.id),
            )


def _deal_item(day: Day, opportunity: Opportunity, kind: str, due_on: date | None) -> TodayItem:
    return TodayItem(
        kind=kind,
        rep=opportunity.owner,
        table="opportunities",
        row_id=opportunity.id,
        customer=customer_of(day, opportunity),
        subject=opportunity.name,
        stage=opportunity.accepted_stage,
        due_on=due_on,
        days_late=(day.today - due_on).days if due_on else None,
        amount=in_base_currency(day.company, opportunity.amount, opportunity.currency, day.digits),
        next_step=opportunity.next_step,
    )
