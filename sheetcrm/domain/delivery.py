"""What was ordered and is not wholly delivered yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.pipeline import CANCELLED
from sheetcrm.domain.records import Order

SIGNED = "signed"


class Delivery(NamedTuple):
    """An order line that is still to be delivered, or a part of it."""

    order: Order
    left: Decimal | None
    """How much; None when nobody wrote down how much was ordered."""
    days_late: int
    """0: not late."""


def open_deliveries(orders: Iterable[Order], today: date) -> list[Delivery]:
    """Give the order lines not wholly delivered, the latest first, then by the day they are due."""
    found = [_delivery(order, today) for order in orders if is_open(order)]
    return sorted(found, key=lambda one: (-one.days_late, one.order.delivery_due_on or date.max, one.order.row))


def is_open(order: Order) -> bool:
    """Say whether something is left to deliver.

    A day of delivery ends it, and so does the whole quantity; without quantities, the status says it.
    """
    if order.status == CANCELLED or order.delivered_on is not None:
        return False
    if order.quantity is not None and order.quantity_delivered is not None:
        return order.quantity_delivered < order.quantity
    return order.status in (SIGNED, None)


def _delivery(order: Order, today: date) -> Delivery:
    left = None if order.quantity is None else order.quantity - (order.quantity_delivered or Decimal())
    late = (today - order.delivery_due_on).days if order.delivery_due_on else 0
    return Delivery(order, left, max(late, 0))
