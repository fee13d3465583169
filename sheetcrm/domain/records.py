"""The few facts that rules and KPIs read, by name and Python type.

Everything else a row holds stays in `cells` (column key → canonical value), for gates that name a column in a template.
`row` is the position of the row in its `TableData`, so that a finding can be traced back to a cell.
Text is NFC and stripped; a blank is None; money is Decimal in the row's own currency; dates are calendar dates in the
company's time zone; choices, stages and lists are *keys* where the template gives keys, otherwise the text itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.values import Value

Cells = Mapping[str, Value]


class Lead(NamedTuple):
    """A company or person that may become a customer."""

    id: str
    row: int
    cells: Cells
    created_on: date | None = None
    company: str | None = None
    contact_role: str | None = None
    source: str | None = None
    origin: str | None = None
    owner: str | None = None
    status: str | None = None
    product_group: str | None = None
    merged_into: str | None = None
    next_step: str | None = None
    next_step_on: date | None = None


class Opportunity(NamedTuple):
    """A possible sale to one account, standing in one stage of the process."""

    id: str
    row: int
    cells: Cells
    lead_id: str | None = None
    account: str | None = None
    name: str | None = None
    owner: str | None = None
    department: str | None = None
    product_group: str | None = None
    source: str | None = None
    channel: str | None = None
    origin: str | None = None
    customer_type: str | None = None
    created_on: date | None = None
    approached_on: date | None = None
    stage: str | None = None
    status: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    expected_close_on: date | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    discount_pct: Decimal | None = None
    signed_on: date | None = None
    lost_reason: str | None = None
    lost_on: date | None = None
    resume_on: date | None = None
    reason: str | None = None
    approved_by: str | None = None
    accepted_stage: str | None = None
    accepted_status: str | None = None
    accepted_on: date | None = None
    stage_requested: str | None = None


class Activity(NamedTuple):
    """One contact with a customer, done or planned."""

    id: str
    row: int
    at: datetime | None = None
    rep: str | None = None
    lead_id: str | None = None
    opportunity_id: str | None = None
    kind: str | None = None
    channel: str | None = None
    direction: str | None = None
    outcome: str | None = None


class Objection(NamedTuple):
    """Something the customer said against buying."""

    id: str
    row: int
    opportunity_id: str | None = None
    raised_on: date | None = None
    category: str | None = None
    resolved_on: date | None = None


class Order(NamedTuple):
    """One order line: what was sold, delivered, invoiced and paid."""

    id: str
    row: int
    opportunity_id: str | None = None
    account: str | None = None
    rep: str | None = None
    department: str | None = None
    source: str | None = None
    signed_on: date | None = None
    status: str | None = None
    product_group: str | None = None
    net_revenue: Decimal | None = None
    cost: Decimal | None = None
    currency: str | None = None
    delivered_on: date | None = None
    invoiced: Decimal | None = None
    paid: Decimal | None = None
    payment_due_on: date | None = None
    cancelled_on: date | None = None
    quantity: Decimal | None = None
    quantity_delivered: Decimal | None = None
    delivery_due_on: date | None = None
    invoice_no: str | None = None


class Account(NamedTuple):
    """A customer."""

    id: str
    row: int
    name: str | None = None
    owner: str | None = None
    next_care_on: date | None = None


class Target(NamedTuple):
    """What should be reached: one KPI, one month, one level (system, department, rep …)."""

    id: str
    row: int
    month: date | None = None
    level: str | None = None
    key: str | None = None
    kpi: str | None = None
    value: Decimal | None = None
    currency: str | None = None


class Cost(NamedTuple):
    """Money spent to sell: marketing, transaction, people, travel."""

    id: str
    row: int
    month: date | None = None
    source: str | None = None
    campaign: str | None = None
    opportunity_id: str | None = None
    kind: str | None = None
    amount: Decimal | None = None
    currency: str | None = None


class StageMove(NamedTuple):
    """One accepted change of stage or status; the history is append-only and only sheetcrm writes it."""

    id: str
    row: int
    opportunity_id: str | None = None
    from_stage: str | None = None
    to_stage: str | None = None
    from_status: str | None = None
    to_status: str | None = None
    at: date | None = None
    recorded_at: datetime | None = None
    by: str | None = None
    reason: str | None = None
    approved_by: str | None = None


class Rep(NamedTuple):
    """A sales person; `manager` is another rep's name, blank for a director."""

    id: str
    row: int
    name: str | None = None
    department: str | None = None
    manager: str | None = None
    start_on: date | None = None
    end_on: date | None = None


class Company(NamedTuple):
    """All records of one workbook: what rules and KPIs are given.

    `rates` tells for each currency how many units of the base currency one unit is worth.
    """

    base_currency: str
    rates: Mapping[str, Decimal]
    leads: tuple[Lead, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    activities: tuple[Activity, ...] = ()
    objections: tuple[Objection, ...] = ()
    orders: tuple[Order, ...] = ()
    accounts: tuple[Account, ...] = ()
    targets: tuple[Target, ...] = ()
    costs: tuple[Cost, ...] = ()
    stage_moves: tuple[StageMove, ...] = ()
    reps: tuple[Rep, ...] = ()
