from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sheetcrm.domain.delivery import is_open
from sheetcrm.domain.delivery import open_deliveries
from sheetcrm.domain.records import Order

TODAY = date(2026, 11, 23)


def order(**facts: object) -> Order:
    return Order(id="O", row=0)._replace(**{"status": "signed", **facts})


@pytest.mark.parametrize(
    ("facts", "still_open"),
    [
        ({}, True),
        ({"status": None}, True),
        ({"status": "cancelled"}, False),
        ({"delivered_on": TODAY}, False),
        ({"status": "delivered"}, False),
        ({"status": "invoiced"}, False),
        ({"quantity": Decimal(5), "quantity_delivered": Decimal(5)}, False),
        ({"quantity": Decimal(5), "quantity_delivered": Decimal(6)}, False),
        ({"quantity": Decimal(5), "quantity_delivered": Decimal(2)}, True),
        ({"quantity": Decimal(5), "quantity_delivered": Decimal(2), "status": "paid"}, True),
        ({"quantity": Decimal(5), "quantity_delivered": Decimal(2), "delivered_on": TODAY}, False),
        ({"quantity": Decimal(5)}, True),
        ({"quantity": Decimal(5), "status": "delivered"}, False),
    ],
)
def test_a_day_ends_a_delivery_then_the_quantity_then_the_status(facts: dict[str, object], still_open: bool) -> None:
    assert is_open(order(**facts)) is still_open


def test_what_is_left_and_late_is_told_the_latest_first() -> None:
    lines = [
        order(row=0, delivery_due_on=date(2026, 11, 30)),
        order(row=1, quantity=Decimal(5), quantity_delivered=Decimal("1.5"), delivery_due_on=date(2026, 11, 20)),
        order(row=2, quantity=Decimal(8), delivery_due_on=date(2026, 11, 1)),
        order(row=3),
        order(row=4, delivery_due_on=TODAY),
    ]
    found = [(one.order.row, one.left, one.days_late) for one in open_deliveries(lines, TODAY)]
    assert found == [(2, 8, 22), (1, Decimal("3.5"), 3), (4, None, 0), (0, None, 0), (3, None, 0)]
