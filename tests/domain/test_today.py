"""What each rep should do today."""

from __future__ import annotations

import tomllib
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sheetcrm.domain.process import Care
from sheetcrm.domain.process import Process
from sheetcrm.domain.process import Stage
from sheetcrm.domain.records import Account
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import StageMove
from sheetcrm.domain.review import review_company
from sheetcrm.domain.today import KINDS
from sheetcrm.domain.today import TodayItem
from sheetcrm.templates.limits_spec import read_limits

SHIPPED = Path(__file__).parents[2] / "workbook_templates" / "daily_work.toml"
LIMITS = read_limits(tomllib.loads(SHIPPED.read_text("utf-8")))
TODAY = date(2026, 11, 23)
PROCESS = Process(
    "p",
    "p",
    "p",
    "present",
    (Stage("present", "Trình bày", "Present", 35, stale_days=30),),
    care=Care("Chăm sóc", "Care", 90),
    placeholders=frozenset({"tbd"}),
)
DEAL = Opportunity(
    "o1",
    0,
    {},
    account="Sân Việt",
    name="Sân bóng 7 người",
    owner="An",
    created_on=TODAY - timedelta(10),
    amount=Decimal(500),
    accepted_stage="present",
    accepted_status="open",
    next_step="Gọi lại",
    next_step_on=TODAY + timedelta(3),
)
LEAD = Lead(
    "l1", 0, {}, company="Tre Xanh", owner="An", status="new", next_step="Gọi", next_step_on=TODAY + timedelta(1)
)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def at(days_ago: int) -> datetime:
    return datetime.combine(ago(days_ago), datetime.min.time()) + timedelta(hours=9)


def due(
    process: Process = PROCESS, scores: dict[str, int | None] | None = None, **tables: object
) -> tuple[TodayItem, ...]:
    company = Company("VND", {"USD": Decimal(25000)})._replace(**tables)
    return review_company(company, process, LIMITS, 0, TODAY, scores or {}).today


def kinds(**tables: object) -> list[str]:
    return [item.kind for item in due(**tables)]


def deal(**facts: object) -> Opportunity:
    return DEAL._replace(**facts)


def sent(days_ago: int, kind: str = "quote_sent", direction: str = "out") -> Activity:
    return Activity("a", 0, at(days_ago), opportunity_id="o1", kind=kind, direction=direction, outcome="done")


def test_a_deal_that_is_looked_after_is_not_listed() -> None:
    assert due(opportunities=(DEAL,)) == ()


# Deals


def test_an_overdue_next_step_is_listed_with_everything_to_act_on() -> None:
    (item,) = due(opportunities=(deal(next_step_on=ago(4)),))
    assert item == TodayItem(
        kind="next_step_overdue",
        rep="An",
        table="opportunities",
        row_id="o1",
        customer="Sân Việt",
        subject="Sân bóng 7 người",
        stage="present",
        due_on=ago(4),
        days_late=4,
        amount=Decimal(500),
        next_step="Gọi lại",
    )


def test_a_step_due_today_is_listed_and_not_late() -> None:
    (item,) = due(opportunities=(deal(next_step_on=TODAY),))
    assert (item.kind, item.days_late) == ("next_step_today", 0)


@pytest.mark.parametrize("missing", [{"next_step": None}, {"next_step_on": None}, {"next_step": "tbd"}])
def test_a_deal_without_a_next_step_is_listed_without_a_date(missing: dict[str, object]) -> None:
    (item,) = due(opportunities=(deal(**missing),))
    assert (item.kind, item.due_on, item.days_late) == ("no_next_step", None, None)


def test_a_deal_is_stale_since_the_day_its_stage_allowed() -> None:
    (item,) = due(opportunities=(deal(created_on=ago(37)),))
    assert (item.kind, item.due_on, item.days_late) == ("stale", ago(7), 7)


def test_days_in_a_stage_come_from_the_history() -> None:
    entered = StageMove("m", 0, "o1", "first", "present", "open", "open", ago(5))
    assert kinds(opportunities=(deal(created_on=ago(300)),), stage_moves=(entered,)) == []


@pytest.mark.parametrize("status", ["won", "cancelled"])
def test_a_won_or_cancelled_deal_asks_for_nothing(status: str) -> None:
    assert kinds(opportunities=(deal(accepted_status=status, next_step=None),)) == []


def test_the_customer_of_a_deal_without_an_account_is_its_leads_company() -> None:
    (item,) = due(opportunities=(deal(account=None, lead_id="l1", next_step_on=TODAY),), leads=(LEAD,))
    assert item.customer == "Tre Xanh"


# Paused and lost


@pytest.mark.parametrize(("resume_on", "late"), [(ago(3), 3), (TODAY, 0), (None, None)])
def test_a_paused_deal_comes_back_on_its_resume_date(resume_on: date | None, late: int | None) -> None:
    (item,) = due(opportunities=(deal(accepted_status="paused", resume_on=resume_on, accepted_on=ago(200)),))
    assert (item.kind, item.days_late) == ("resume_due", late)


def test_a_paused_deal_that_nobody_spoke_to_for_long_wants_care() -> None:
    paused = deal(accepted_status="paused", resume_on=TODAY + timedelta(100), accepted_on=ago(95))
    (item,) = due(opportunities=(paused,))
    assert (item.kind, item.due_on) == ("paused_care", ago(5))
    assert kinds(opportunities=(paused,), activities=(sent(20, "email"),)) == []
    assert kinds(opportunities=(paused._replace(accepted_on=None),)) == []


def test_a_lost_deal_comes_back_for_care_until_it_is_long_ago() -> None:
    lost = deal(accepted_status="lost", lost_on=ago(100))
    (item,) = due(opportunities=(lost,))
    assert (item.kind, item.due_on) == ("lost_care", ago(10))
    assert kinds(opportunities=(lost._replace(lost_on=ago(80)),)) == []
    assert kinds(opportunities=(lost._replace(lost_on=ago(365)),)) == ["lost_care"]
    assert kinds(opportunities=(lost._replace(lost_on=ago(366)),)) == []
    assert kinds(opportunities=(lost._replace(lost_on=None, accepted_on=ago(100)),)) == ["lost_care"]
    assert kinds(opportunities=(lost._replace(lost_on=None),)) == []


def test_a_contact_puts_the_care_of_a_lost_deal_off() -> None:
    lost = deal(accepted_status="lost", lost_on=ago(200))
    assert kinds(opportunities=(lost,), activities=(sent(50, "call"),)) == []
    assert kinds(opportunities=(lost,), activities=(sent(120, "call"),)) == ["lost_care"]


def test_a_lost_deal_needs_no_care_while_its_customer_has_an_open_one() -> None:
    lost = deal(id="o2", accepted_status="lost", lost_on=ago(200))
    assert kinds(opportunities=(lost, DEAL)) == []
    assert kinds(opportunities=(lost, deal(account="Khác"))) == ["lost_care"]
    assert kinds(opportunities=(lost._replace(account=None), DEAL)) == ["lost_care"]


def test_a_process_without_care_brings_nothing_back() -> None:
    careless = Process("p", "p", "p", "present", PROCESS.stages)
    lost = deal(accepted_status="lost", lost_on=ago(200))
    paused = deal(id="o2", accepted_status="paused", resume_on=TODAY + timedelta(9), accepted_on=ago(300))
    assert due(careless, opportunities=(lost, paused)) == ()


# Quotes


def test_a_quote_without_an_answer_is_due_after_five_days() -> None:
    assert kinds(opportunities=(DEAL,), activities=(sent(4),)) == []
    (item,) = due(opportunities=(DEAL,), activities=(sent(7),))
    assert (item.kind, item.due_on, item.days_late) == ("quote_unanswered", ago(2), 2)


def test_only_an_answer_after_the_quote_answers_it() -> None:
    assert kinds(opportunities=(DEAL,), activities=(sent(7), sent(8, "call"))) == ["quote_unanswered"]
    assert kinds(opportunities=(DEAL,), activities=(sent(7), sent(6, "call"))) == []
    assert kinds(opportunities=(DEAL,), activities=(sent(7), sent(6, "email", "in"))) == []
    assert kinds(opportunities=(DEAL,), activities=(sent(7), sent(6, "email"))) == ["quote_unanswered"]


def test_a_new_quote_waits_anew() -> None:
    assert kinds(opportunities=(DEAL,), activities=(sent(20), sent(2))) == []


def test_the_quote_of_a_closed_deal_waits_for_nobody() -> None:
    assert kinds(opportunities=(deal(accepted_status="won"),), activities=(sent(20),)) == []


# Debts and customers


def test_an_overdue_receivable_is_listed_in_the_base_currency() -> None:
    order = Order(
        "d1",
        0,
        "o1",
        "Sân Việt",
        rep="Bình",
        currency="USD",
        invoiced=Decimal(3),
        paid=Decimal(1),
        payment_due_on=ago(2),
    )
    (item,) = due(opportunities=(DEAL,), orders=(order,))
    assert (item.kind, item.rep, item.customer, item.subject) == (
        "receivable_overdue",
        "Bình",
        "Sân Việt",
        "Sân bóng 7 người",
    )
    assert (item.amount, item.due_on, item.days_late, item.table, item.row_id) == (50000, ago(2), 2, "orders", "d1")
    assert kinds(orders=(order._replace(payment_due_on=TODAY),)) == []


def test_care_is_due_to_old_customers_and_falls_to_who_sold_last() -> None:
    order = Order("d1", 0, account="Sân Việt", rep="Bình", signed_on=ago(100), net_revenue=Decimal(700))
    account = Account("c1", 0, "Sân Việt")
    (item,) = due(accounts=(account,), orders=(order,))
    assert (item.kind, item.rep, item.due_on, item.amount) == ("care_due", "Bình", ago(10), Decimal(700))
    (item,) = due(accounts=(account._replace(owner="An", next_care_on=TODAY),), orders=(order,))
    assert (item.rep, item.days_late) == ("An", 0)
    assert due(accounts=(account._replace(next_care_on=TODAY + timedelta(1)),), orders=(order,)) == ()


def test_a_promised_care_date_counts_for_a_customer_without_a_name_or_an_order() -> None:
    (item,) = due(accounts=(Account("c1", 0, next_care_on=ago(1)),))
    assert (item.kind, item.rep, item.amount) == ("care_due", None, None)


# Leads


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"next_step_on": ago(1)}, ["lead_overdue"]),
        ({"next_step_on": TODAY}, ["lead_today"]),
        ({"next_step_on": None}, ["lead_no_next_step"]),
        ({"next_step": "tbd"}, ["lead_no_next_step"]),
        ({"next_step": None, "status": "disqualified"}, []),
        ({"next_step": None, "status": "merged"}, []),
        ({"next_step": None, "merged_into": "l9"}, []),
        ({"next_step": None, "status": None}, ["lead_no_next_step"]),
    ],
)
def test_leads_being_worked_on_have_a_next_step_in_time(facts: dict[str, object], expected: list[str]) -> None:
    assert kinds(leads=(LEAD._replace(**facts),)) == expected


def test_a_lead_with_an_opportunity_is_looked_after_there() -> None:
    assert kinds(leads=(LEAD._replace(next_step=None),), opportunities=(deal(lead_id="l1"),)) == []


def test_equally_urgent_leads_stand_in_the_order_of_their_scores() -> None:
    leads = tuple(LEAD._replace(id=key, next_step=None) for key in ("low", "unknown", "high"))
    found = due(leads=leads, scores={"low": 20, "high": 80, "unknown": None})
    assert [(item.row_id, item.score) for item in found] == [("high", 80), ("low", 20), ("unknown", None)]


# Order


def test_the_list_is_sorted_by_rep_then_urgency_then_money() -> None:
    late, none = {"next_step_on": ago(1)}, {"next_step": None}
    deals = (
        deal(id="1", owner=None, **late),
        deal(id="2", owner="Zung", **late),
        deal(id="3", owner="Ái", **late),
        deal(id="4", owner="Bình", **none),
        deal(id="5", owner="Bình", **late),
        deal(id="6", owner="Bình", amount=Decimal(1), currency="USD", **late),
        deal(id="7", owner="Bình", amount=None, **late),
    )
    reps = (Rep("r1", 0, "Bình"), Rep("r2", 1, "An"))
    assert [item.row_id for item in due(opportunities=deals, reps=reps)] == ["6", "5", "7", "4", "2", "3", "1"]


def test_a_kind_that_the_template_leaves_out_is_not_listed() -> None:
    company = Company("VND", {}, opportunities=(deal(next_step=None),))
    limits = LIMITS._replace(urgency=("stale",))
    assert review_company(company, PROCESS, limits, 0, TODAY).today == ()


def test_the_shipped_limits_show_every_kind() -> None:
    assert sorted(LIMITS.urgency) == sorted(KINDS)
