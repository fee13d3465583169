"""What customers owe, bought and were told, and when they want care again."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal

import pytest

from sheetcrm.domain.contacts import Contacts
from sheetcrm.domain.contacts import contacts_of
from sheetcrm.domain.customers import CustomerFacts
from sheetcrm.domain.customers import Debt
from sheetcrm.domain.customers import account_key
from sheetcrm.domain.customers import care_due_on
from sheetcrm.domain.customers import debt_of
from sheetcrm.domain.customers import facts_by_account
from sheetcrm.domain.customers import in_base_currency
from sheetcrm.domain.limits import Limits
from sheetcrm.domain.records import Account
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order

TODAY = date(2026, 11, 23)
LIMITS = Limits(30, 5, 365, 150, 6, frozenset({"call", "meeting"}), frozenset({"quote_sent"}), ())
NOTHING = Contacts({}, {}, {}, {})
ORDER = Order("d1", 0, account="Sân Việt", status="signed", invoiced=Decimal(100), payment_due_on=TODAY)


def at(days_ago: int, hour: int = 9) -> datetime:
    return datetime.combine(TODAY - timedelta(days_ago), datetime.min.time()) + timedelta(hours=hour)


def activity(days_ago: int, **facts: str | datetime | None) -> Activity:
    plain = Activity("a", 0, at(days_ago), opportunity_id="o1", kind="email", direction="out", outcome="done")
    return plain._replace(**facts)


# Debts


def test_what_is_invoiced_and_not_paid_is_owed() -> None:
    assert debt_of(ORDER, TODAY) == Debt(Decimal(100), 0)
    assert debt_of(ORDER._replace(paid=Decimal(40)), TODAY) == Debt(Decimal(60), 0)


@pytest.mark.parametrize("late", [1, 45])
def test_a_debt_is_late_from_the_day_after_it_was_due(late: int) -> None:
    assert debt_of(ORDER, TODAY + timedelta(late)) == Debt(Decimal(100), late)


@pytest.mark.parametrize("paid", [100, 130])
def test_what_is_paid_in_full_is_never_late(paid: int) -> None:
    assert debt_of(ORDER._replace(paid=Decimal(paid)), TODAY + timedelta(9)) == Debt(Decimal(100 - paid), 0)


def test_a_debt_without_a_due_date_is_not_late() -> None:
    assert debt_of(ORDER._replace(payment_due_on=None), TODAY) == Debt(Decimal(100), 0)


@pytest.mark.parametrize("none", [{"invoiced": None}, {"status": "cancelled"}])
def test_nothing_is_owed_before_the_invoice_or_once_cancelled(none: dict[str, str | None]) -> None:
    assert debt_of(ORDER._replace(**none), TODAY + timedelta(9)) == Debt(None, None)


# Contacts


def test_the_latest_contact_counts_in_any_order() -> None:
    contacts = contacts_of([activity(9), activity(2), activity(5)], LIMITS, TODAY)
    assert contacts.with_deals == {"o1": at(2)}


@pytest.mark.parametrize(
    "none", [{"outcome": "planned"}, {"outcome": "no_answer"}, {"outcome": None}, {"at": None}, {"at": at(-1, 0)}]
)
def test_what_was_not_done_until_today_is_no_contact(none: dict[str, str | datetime | None]) -> None:
    assert contacts_of([activity(0, **none)], LIMITS, TODAY) == NOTHING


def test_late_today_is_still_today() -> None:
    assert contacts_of([activity(0, at=at(0, 23))], LIMITS, TODAY).with_deals == {"o1": at(0, 23)}


def test_a_contact_with_a_lead_needs_no_deal() -> None:
    contacts = contacts_of([activity(3, lead_id="l1", opportunity_id=None)], LIMITS, TODAY)
    assert contacts == Contacts({}, {"l1": at(3)}, {}, {})


@pytest.mark.parametrize(
    ("kind", "direction"), [("email", "in"), ("call", "out"), ("meeting", None), ("quote_sent", "in")]
)
def test_what_comes_in_and_what_goes_both_ways_is_an_answer(kind: str, direction: str | None) -> None:
    contacts = contacts_of([activity(3, kind=kind, direction=direction)], LIMITS, TODAY)
    assert (contacts.quotes, contacts.answers) == ({}, {"o1": at(3)})


def test_a_quote_is_no_answer_and_neither_is_an_email_sent() -> None:
    contacts = contacts_of([activity(3, kind="quote_sent"), activity(2)], LIMITS, TODAY)
    assert (contacts.quotes, contacts.answers) == ({"o1": at(3)}, {})


# Customers


def company(**tables: tuple[object, ...]) -> Company:
    return Company("VND", {"USD": Decimal("25000.5")})._replace(**tables)


def facts(of: Company, contacts: Contacts = NOTHING, name: str = "Sân Việt") -> CustomerFacts:
    return facts_by_account(of, contacts, 0, TODAY)[account_key(name) or ""]


def test_a_customer_is_matched_by_name_whatever_the_case() -> None:
    orders = (signed(account="SÂN VIỆT"),)
    assert facts(company(accounts=(Account("c1", 0, "Sân Việt"),), orders=orders)).first_order_on == TODAY


def test_a_customer_without_anything_is_known_by_nothing() -> None:
    found = facts_by_account(company(accounts=(Account("c1", 0, "Sân Việt"), Account("c2", 1))), NOTHING, 0, TODAY)
    assert found == {"sân việt": CustomerFacts(None, None, None, None, 0, 0, None)}


def signed(on: date | None = TODAY, **facts: object) -> Order:
    return ORDER._replace(signed_on=on, **facts)


def test_first_and_last_order_and_who_sold_it() -> None:
    orders = (
        signed(date(2026, 5, 1), rep="An"),
        signed(date(2026, 8, 1), rep="Bình"),
        signed(date(2026, 2, 1)),
        signed(None, rep="Chi"),
        signed(date(2026, 10, 1), rep="Dung", status="cancelled"),
        signed(TODAY + timedelta(1), rep="Giang"),
        signed(date(2025, 10, 1), account=None),
    )
    found = facts(company(orders=orders))
    assert (found.first_order_on, found.last_order_on, found.last_rep) == (date(2026, 2, 1), date(2026, 8, 1), "Bình")


def test_lifetime_revenue_is_in_the_base_currency_and_says_what_it_leaves_out() -> None:
    orders = (
        signed(net_revenue=Decimal(1000)),
        signed(net_revenue=Decimal(2), currency="VND"),
        signed(net_revenue=Decimal(3), currency="USD"),
        signed(net_revenue=Decimal(7), currency="EUR"),
        signed(net_revenue=None),
        signed(net_revenue=Decimal(9999), status="cancelled"),
        signed(TODAY + timedelta(1), net_revenue=Decimal(9999)),
    )
    found = facts(company(orders=orders))
    assert (found.lifetime_revenue, found.left_out_orders) == (Decimal(1000 + 2 + 75002), 2)
    assert facts(company(orders=orders[3:5])).lifetime_revenue is None


def test_open_opportunities_are_those_accepted_as_open() -> None:
    deals = tuple(
        Opportunity(status, 0, {}, account="Sân Việt", accepted_status=status)
        for status in ("open", "won", "lost", "paused")
    )
    assert facts(company(opportunities=deals)).open_opportunities == 1


def test_the_last_contact_is_with_any_deal_or_lead_of_the_customer() -> None:
    of = company(
        accounts=(Account("c1", 0, "Sân Việt"),),
        leads=(Lead("l1", 0, {}, company="Sân Việt"), Lead("l2", 1, {}, company="Sân Việt cũ"), Lead("l3", 2, {})),
        opportunities=(
            Opportunity("o1", 0, {}, account="Sân Việt"),
            Opportunity("o2", 1, {}, account="Sân Việt", lead_id="l2"),
            Opportunity("o3", 2, {}, lead_id="l1"),
            Opportunity("o4", 3, {}),
        ),
    )
    assert facts(of).last_contact_on is None
    assert facts(of, Contacts({"o1": at(9), "o2": at(30)}, {}, {}, {})).last_contact_on == TODAY - timedelta(9)
    assert facts(of, Contacts({"o3": at(8)}, {}, {}, {})).last_contact_on == TODAY - timedelta(8)
    assert facts(of, Contacts({}, {"l2": at(4), "l3": at(1)}, {}, {})).last_contact_on == TODAY - timedelta(4)
    assert facts(of, Contacts({"o4": at(1), "o1": at(6)}, {"l1": at(7)}, {}, {})).last_contact_on == TODAY - timedelta(
        6
    )


# Care


def known(last_order: int | None, last_contact: int | None = None) -> CustomerFacts:
    ordered, spoken = (TODAY - timedelta(days) if days is not None else None for days in (last_order, last_contact))
    return CustomerFacts(ordered, ordered, spoken, None, 0, 0, None)


def test_a_typed_care_date_goes_before_everything() -> None:
    assert care_due_on(Account("c1", 0, next_care_on=TODAY), known(500), 90) == TODAY
    assert care_due_on(Account("c1", 0, next_care_on=TODAY), None, None) == TODAY


def test_an_old_customer_wants_care_some_days_after_the_last_order_or_contact() -> None:
    assert care_due_on(Account("c1", 0), known(100), 90) == TODAY - timedelta(10)
    assert care_due_on(Account("c1", 0), known(100, 30), 90) == TODAY + timedelta(60)
    assert care_due_on(Account("c1", 0), known(30, 100), 90) == TODAY + timedelta(60)


def test_who_never_bought_or_a_process_without_care_asks_for_none() -> None:
    assert care_due_on(Account("c1", 0), known(None, 500), 90) is None
    assert care_due_on(Account("c1", 0), None, 90) is None
    assert care_due_on(Account("c1", 0), known(500), None) is None


# Currency


def test_an_amount_is_converted_by_its_rate_and_rounded_half_up() -> None:
    assert in_base_currency(company(), Decimal(1), "USD", 0) == Decimal(25001)
    assert str(in_base_currency(company(), Decimal("1.005"), None, 2)) == "1.01"


def test_an_absurd_amount_is_converted_too() -> None:
    assert in_base_currency(company(), Decimal("9e70"), "USD", 2) == Decimal("9e70") * Decimal("25000.5")


@pytest.mark.parametrize("rate", ["0", "-1"])
def test_a_rate_that_is_no_rate_converts_nothing(rate: str) -> None:
    assert in_base_currency(Company("VND", {"USD": Decimal(rate)}), Decimal(1), "USD", 0) is None


def test_without_a_rate_or_an_amount_nothing_is_converted() -> None:
    assert in_base_currency(company(), Decimal(1), "EUR", 0) is None
    assert in_base_currency(company(), None, "USD", 0) is None


def test_a_blank_name_is_nobodys() -> None:
    assert account_key(None) is None
    assert account_key("") is None
