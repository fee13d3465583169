"""Orders and costs as facts: revenue on the day signed, taken off on the day cancelled; first orders; what is owed."""

from __future__ import annotations

from typing import NamedTuple

from sheetcrm.domain.customers import account_key
from sheetcrm.domain.kpis.debts import CANCELLED
from sheetcrm.domain.kpis.debts import debts_of
from sheetcrm.domain.kpis.facts import FOREVER
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Order

_DIMENSIONS = ("rep", "department", "product_group", "source")
_VALUES = ("order", "live", "counted", "revenue", "covered", "covered_revenue", "profit", "no_rate", "no_amount")

_Place = tuple[int, bool, str, bool, str]
"""Which of a customer's orders is the first: by day; on one day a named rep and source before a blank."""


class _Money(NamedTuple):
    revenue: int
    profit: int
    counted: int
    covered: int
    no_rate: int
    no_amount: int


def order_line_table(company: Company, notebook: Notebook) -> FactTable:
    """Make one row of every order line, and one that takes it off again when it was cancelled later."""
    table = TableBuilder("order_lines", _DIMENSIONS, _VALUES, money=("revenue", "covered_revenue", "profit"))
    numbers: dict[tuple[str, int], int] = {}
    for order in company.orders:
        signed = notebook.needed_day("orders", order, "signed_on", order.signed_on)
        if signed is None:
            continue
        order_key = (order.opportunity_id, signed) if order.opportunity_id else (f"\0{order.id or order.row}", 0)
        number = numbers.setdefault(order_key, len(numbers))
        keys = (order.rep, order.department, order.product_group, order.source)
        money = _money(order, notebook)
        live = int(order.status != CANCELLED)
        table.add(signed, *keys, number, live, *_counted(money, 1))
        if not live:
            table.add(_cancelled(order, signed, notebook), *keys, number, 0, *_counted(money, -1))
    return table.table()


def _cancelled(order: Order, signed: int, notebook: Notebook) -> int:
    """Give the day of cancellation; without a usable one the order counts in no month at all."""
    day = notebook.needed_day("orders", order, "cancelled_on", order.cancelled_on)
    if day is not None and day < signed:
        notebook.note(
            "kpi_negative_duration",
            "orders",
            order,
            "cancelled_on",
            earlier_column="signed_on",
            later_column="cancelled_on",
        )
        return signed
    return signed if day is None else day


def _money(order: Order, notebook: Notebook) -> _Money:
    rate = notebook.rate(order.currency)
    if rate is None:
        notebook.note("kpi_no_rate", "orders", order, "net_revenue", currency=order.currency)
        return _Money(0, 0, 0, 0, 1, 0)
    if order.net_revenue is None:
        return _Money(0, 0, 0, 0, 0, 1)
    revenue = notebook.money(order.net_revenue, rate)
    if order.cost is None:
        return _Money(revenue, 0, 1, 0, 0, 0)
    return _Money(revenue, revenue - notebook.money(order.cost, rate), 1, 1, 0, 0)


def _counted(money: _Money, sign: int) -> tuple[int, ...]:
    revenue = sign * money.revenue
    covered_revenue = revenue if money.covered else 0
    left_out = (money.no_rate, money.no_amount) if sign > 0 else (0, 0)
    return (sign * money.counted, revenue, sign * money.covered, covered_revenue, sign * money.profit, *left_out)


def customer_table(company: Company, today: int) -> FactTable:
    """Make one row of every customer: the day, rep and source of the first order that was not cancelled."""
    first: dict[str, tuple[_Place, Order]] = {}
    for order in company.orders:
        signed = order.signed_on.toordinal() if order.signed_on else None
        customer = account_key(order.account)
        if customer is None or signed is None or signed > today or order.status == CANCELLED:
            continue
        place = (signed, order.rep is None, order.rep or "", order.source is None, order.source or "")
        if customer not in first or place < first[customer][0]:
            first[customer] = (place, order)
    table = TableBuilder("customers", ("rep", "source"), ())
    for place, order in first.values():
        table.add(place[0], order.rep, order.source)
    return table.table()


def receivable_table(company: Company, notebook: Notebook) -> FactTable:
    """Make one row of every order line that is not cancelled: what is owed, and what of it is past its day."""
    values = ("receivable", "overdue", "no_rate")
    table = TableBuilder("receivables", ("rep",), values, lasting=True, money=("receivable", "overdue"))
    for debt in debts_of(company, notebook):
        table.add(0, FOREVER, debt.order.rep, debt.owed or 0, debt.overdue, int(debt.owed is None))
    return table.table()


def cost_table(company: Company, notebook: Notebook) -> FactTable:
    """Make one row of every cost, on the first day of its month."""
    table = TableBuilder("costs", ("source",), ("amount", "counted", "no_rate", "no_amount"), money=("amount",))
    for cost in company.costs:
        month = cost.month.replace(day=1) if cost.month else None
        day = notebook.needed_day("costs", cost, "month", month)
        if day is not None:
            amount = notebook.amount("costs", cost, "amount", cost.amount, cost.currency)
            no_rate = int(notebook.rate(cost.currency) is None)
            counted = int(amount is not None)
            table.add(day, cost.source, amount or 0, counted, no_rate, int(not counted and not no_rate))
    return table.table()
