"""What customers owe, what they bought, when they were last spoken to, and when they want care again."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.contacts import Contacts
from sheetcrm.domain.contacts import keep_latest
from sheetcrm.domain.pipeline import CANCELLED
from sheetcrm.domain.pipeline import EXACT
from sheetcrm.domain.pipeline import OPEN
from sheetcrm.domain.pipeline import round_money
from sheetcrm.domain.records import Account
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Order


class Debt(NamedTuple):
    """What is still to be paid on an order line, and for how many days it has been late (0: not late)."""

    receivable: Decimal | None
    overdue_days: int | None


class CustomerFacts(NamedTuple):
    """What sheetcrm knows of one account."""

    first_order_on: date | None
    last_order_on: date | None
    last_contact_on: date | None
    lifetime_revenue: Decimal | None
    """In the base currency; orders without an exchange rate are left out, None when nothing could be counted."""
    open_opportunities: int
    left_out_orders: int
    """Orders that `lifetime_revenue` leaves out: no amount, or no exchange rate."""
    last_rep: str | None
    """Who sold the last order."""


def debt_of(order: Order, today: date) -> Debt:
    """Tell what is owed on an order line: invoiced less paid. Nothing is owed before the invoice or once cancelled."""
    if order.invoiced is None or order.status == CANCELLED:
        return Debt(None, None)
    receivable = order.invoiced - (order.paid or Decimal())
    late = (today - order.payment_due_on).days if order.payment_due_on and receivable > 0 else 0
    return Debt(receivable, max(late, 0))


def account_key(name: str | None) -> str | None:
    """Give the form by which the account names on deals and orders are matched with the accounts: case is ignored."""
    return name.casefold() if name else None


def facts_by_account(company: Company, contacts: Contacts, digits: int, today: date) -> Mapping[str, CustomerFacts]:
    """Gather what is known of each customer by its `account_key`, whether or not it stands in the accounts table."""
    orders = _group_orders(company.orders, today)
    open_deals, last_contacts = _deals_by_account(company, contacts)
    return {
        key: _facts(company, orders.get(key, []), last_contacts.get(key), open_deals.get(key, 0), digits)
        for key in _all_keys(company.accounts, orders, last_contacts, open_deals)
    }


def care_due_on(account: Account, facts: CustomerFacts | None, care_days: int | None) -> date | None:
    """Tell when a customer wants care: on the day typed, else `care_days` after the last order or contact."""
    if account.next_care_on is not None:
        return account.next_care_on
    if care_days is None or facts is None or facts.last_order_on is None:
        return None
    return max(facts.last_order_on, facts.last_contact_on or date.min) + timedelta(days=care_days)


def in_base_currency(company: Company, amount: Decimal | None, currency: str | None, digits: int) -> Decimal | None:
    """Convert an amount, rounded half up to the base currency's minor unit; None without a rate. Blank means base."""
    if amount is None:
        return None
    if currency is None or currency == company.base_currency:
        return round_money(amount, digits)
    rate = company.rates.get(currency)
    return round_money(EXACT.multiply(amount, rate), digits) if rate is not None and rate > 0 else None


def _group_orders(orders: Iterable[Order], today: date) -> dict[str, list[Order]]:
    """Group by customer the orders that were signed until today and not cancelled, in the order of signing."""
    grouped: dict[str, list[tuple[date, Order]]] = {}
    for order in orders:
        key = account_key(order.account)
        signed_on = order.signed_on
        if key is not None and signed_on is not None and signed_on <= today and order.status != CANCELLED:
            grouped.setdefault(key, []).append((signed_on, order))
    return {key: [order for _, order in sorted(some, key=lambda one: one[0])] for key, some in grouped.items()}


def _deals_by_account(company: Company, contacts: Contacts) -> tuple[dict[str, int], dict[str, datetime]]:
    open_deals: dict[str, int] = {}
    last_contacts: dict[str, datetime] = {}
    account_of_lead = {lead.id: key for lead in company.leads if (key := account_key(lead.company))}
    for opportunity in company.opportunities:
        key = account_key(opportunity.account) or account_of_lead.get(opportunity.lead_id or "")
        if key is None:
            continue
        if opportunity.lead_id:
            account_of_lead[opportunity.lead_id] = key
        if opportunity.accepted_status == OPEN:
            open_deals[key] = open_deals.get(key, 0) + 1
        if opportunity.id in contacts.with_deals:
            keep_latest(last_contacts, key, contacts.with_deals[opportunity.id])
    for lead_id, at in contacts.with_leads.items():
        if lead_id in account_of_lead:
            keep_latest(last_contacts, account_of_lead[lead_id], at)
    return open_deals, last_contacts


def _all_keys(accounts: Iterable[Account], *seen: Iterable[str]) -> dict[str, None]:
    """List every account once, in a fixed order."""
    keys = {key: None for account in accounts if (key := account_key(account.name))}
    for more in seen:
        keys.update(dict.fromkeys(more))
    return keys


def _facts(
    company: Company, orders: list[Order], last_contact: datetime | None, open_opportunities: int, digits: int
) -> CustomerFacts:
    amounts = [in_base_currency(company, order.net_revenue, order.currency, digits) for order in orders]
    counted = [amount for amount in amounts if amount is not None]
    return CustomerFacts(
        first_order_on=orders[0].signed_on if orders else None,
        last_order_on=orders[-1].signed_on if orders else None,
        last_contact_on=last_contact.date() if last_contact else None,
        lifetime_revenue=sum(counted, Decimal()) if counted else None,
        open_opportunities=open_opportunities,
        left_out_orders=len(amounts) - len(counted),
        last_rep=orders[-1].rep if orders else None,
    )
