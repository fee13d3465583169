"""What is owed on every order line, in whole minor units of the base currency, and how long it has been due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Order

CANCELLED = "cancelled"


class Debt(NamedTuple):
    """One invoiced order line. An amount without an exchange rate is unknown, not 0."""

    order: Order
    own: Decimal
    """Invoiced − paid, in the order's own currency."""
    owed: int | None
    days_due: int | None
    """Days since the day it was due: 0 and less is not overdue; None when no day was agreed."""

    @property
    def overdue(self) -> int:
        """What of it is past its day."""
        return self.owed if self.owed and self.owed > 0 and (self.days_due or 0) > 0 else 0


def debts_of(company: Company, notebook: Notebook) -> Iterator[Debt]:
    """Give what is owed on every order line that was invoiced and not cancelled."""
    for order in company.orders:
        if order.status == CANCELLED or order.invoiced is None:
            continue
        own, rate = order.invoiced - (order.paid or Decimal()), notebook.rate(order.currency)
        owed = None if rate is None else notebook.money(own, rate)
        yield Debt(order, own, owed, _days_since(order.payment_due_on, notebook.today))


def _days_since(due: date | None, today: int) -> int | None:
    return None if due is None else today - due.toordinal()
