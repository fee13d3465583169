"""What a deal or a lead waits for on a day, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from datetime import timedelta
from typing import NamedTuple

from sheetcrm.domain import health
from sheetcrm.domain.contacts import Contacts
from sheetcrm.domain.customers import CustomerFacts
from sheetcrm.domain.customers import Debt
from sheetcrm.domain.customers import account_key
from sheetcrm.domain.health import Condition
from sheetcrm.domain.limits import Limits
from sheetcrm.domain.pipeline import LOST
from sheetcrm.domain.pipeline import PAUSED
from sheetcrm.domain.placeholders import is_filled
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Opportunity


class Findings(NamedTuple):
    """What was found out about the company before."""

    conditions: Mapping[str, Condition]
    contacts: Contacts
    customers: Mapping[str, CustomerFacts]
    debts: Mapping[str, Debt]
    scores: Mapping[str, int | None]


class Day(NamedTuple):
    """What there is to be looked at on a day."""

    company: Company
    limits: Limits
    findings: Findings
    care_days: int | None
    """None: the process does not care for old customers."""
    stale_days: Mapping[str, int | None]
    placeholders: frozenset[str]
    lead_names: Mapping[str, str | None]
    digits: int
    today: date


def due_of_deal(day: Day, opportunity: Opportunity) -> tuple[str, date | None] | None:
    """Give the one most urgent thing about a deal, and since when it is due."""
    condition = day.findings.conditions[opportunity.id]
    if opportunity.accepted_status == PAUSED:
        return _due_of_paused(day, opportunity)
    if opportunity.accepted_status == LOST:
        return _due_of_lost(day, opportunity)
    if condition.health == health.NO_NEXT_STEP:
        return "no_next_step", None
    if condition.health == health.OVERDUE:
        return "next_step_overdue", opportunity.next_step_on
    if condition.health is not None and opportunity.next_step_on == day.today:
        return "next_step_today", opportunity.next_step_on
    if condition.health == health.STALE:
        limit = day.stale_days[opportunity.accepted_stage or ""] or 0
        return "stale", day.today - timedelta(days=condition.days_in_stage - limit)
    return None


def _due_of_paused(day: Day, opportunity: Opportunity) -> tuple[str, date | None] | None:
    if opportunity.resume_on is None or opportunity.resume_on <= day.today:
        return "resume_due", opportunity.resume_on
    due_on = _care_after(day, opportunity, opportunity.accepted_on)
    return ("paused_care", due_on) if due_on is not None and due_on <= day.today else None


def _due_of_lost(day: Day, opportunity: Opportunity) -> tuple[str, date | None] | None:
    """A lost deal comes back for care, unless it is long ago or its customer has another deal that is open."""
    lost_on = opportunity.lost_on or opportunity.accepted_on
    due_on = _care_after(day, opportunity, lost_on)
    if lost_on is None or due_on is None or due_on > day.today:
        return None
    facts = day.findings.customers.get(account_key(customer_of(day, opportunity)) or "")
    is_long_ago = (day.today - lost_on).days > day.limits.lost_care_until_days
    return None if is_long_ago or (facts is not None and facts.open_opportunities) else ("lost_care", due_on)


def _care_after(day: Day, opportunity: Opportunity, since: date | None) -> date | None:
    """Add the days of care to the last contact, or to `since` when that is later; None when neither is known."""
    if day.care_days is None:
        return None
    spoken = day.findings.contacts.with_deals.get(opportunity.id)
    known = [each for each in (since, spoken.date() if spoken else None) if each is not None]
    return max(known) + timedelta(days=day.care_days) if known else None


def due_of_lead(day: Day, lead: Lead) -> str | None:
    """Give what a lead that is being worked on waits for."""
    if lead.next_step_on is None or not is_filled(lead.next_step, day.placeholders):
        return "lead_no_next_step"
    if lead.next_step_on < day.today:
        return "lead_overdue"
    return "lead_today" if lead.next_step_on == day.today else None


def customer_of(day: Day, opportunity: Opportunity) -> str | None:
    """Name the customer of a deal: its account, or the company of its lead."""
    return opportunity.account or day.lead_names.get(opportunity.lead_id or "")
