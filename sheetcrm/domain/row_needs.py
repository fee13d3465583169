"""Words of a process file that look at other rows: activities, objections, order lines."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sheetcrm.domain.context import Facts
from sheetcrm.domain.needs import Unmet
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Order
from sheetcrm.domain.remedies import AddRow
from sheetcrm.domain.remedies import FillRow
from sheetcrm.domain.remedies import Way
from sheetcrm.messages import Label


@dataclass(frozen=True)
class ActivityLike:
    """At least one dated activity of these kinds and outcomes; one that `or_direction` came from may be of any kind.

    A done activity counts once its day has come. `vi` and `en` say to people what is asked for.
    """

    kinds: tuple[str, ...]
    outcomes: tuple[str, ...]
    vi: str
    en: str
    or_direction: str | None = None

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Say what is asked for when no activity is like that."""
        if not any(self._is_like(activity, facts.context.today) for activity in facts.context.activities):
            said = Label(self.vi, self.en)
            needed = (("kind", self.kinds), ("at", ()), ("outcome", self.outcomes))
            yield Unmet("need_unmet", {"need": said}, ways=((AddRow("activities", needed, said),),))

    def _is_like(self, activity: Activity, today: date) -> bool:
        if activity.at is None or activity.outcome not in self.outcomes:
            return False
        if activity.outcome == "done" and activity.at.date() > today:
            return False
        fits = not self.kinds or activity.kind in self.kinds
        return fits or (self.or_direction is not None and activity.direction == self.or_direction)

    def places(self) -> Iterator[str]:
        """Name nothing: activities are rows of another table."""
        yield from ()


@dataclass(frozen=True)
class Objections:
    """Either no objection is left without an answer (`none_open`), or none was ever raised (`none`)."""

    objections: Literal["none_open", "none"]

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Tell how many objections stand in the way."""
        raised, today = facts.context.objections, facts.context.today
        if self.objections == "none":
            if raised:
                yield Unmet("need_no_objection", {"count": len(raised)})
            return
        unanswered = [each for each in raised if each.resolved_on is None or each.resolved_on > today]
        if unanswered:
            way = tuple(FillRow("objections", each.id, ("resolved_on",), ("response",)) for each in unanswered)
            yield Unmet("need_no_open_objection", {"count": len(unanswered)}, ways=(way,))

    def places(self) -> Iterator[str]:
        """Name nothing: objections are rows of another table."""
        yield from ()


OrderState = Literal["delivered", "invoiced", "paid_or_due"]
_REACHED_BY: Mapping[OrderState, str] = {
    "delivered": "delivered_on",
    "invoiced": "invoiced",
    "paid_or_due": "payment_due_on",
}
"""The cell that tells that an order line has reached a state."""
_ORDER_CODES: Mapping[OrderState, str] = {
    "delivered": "need_orders_delivered",
    "invoiced": "need_orders_invoiced",
    "paid_or_due": "need_orders_paid_or_due",
}


@dataclass(frozen=True)
class OrderLines:
    """At least one order line that is not cancelled, and every such line in all these states."""

    order_lines: tuple[OrderState, ...]

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Say that there is no order line, or which states are not reached and by how many lines."""
        lines = [order for order in facts.context.orders if order.status != "cancelled" and not order.cancelled_on]
        if not lines:
            yield Unmet("need_order_line", {}, ways=((AddRow("orders"),),))
        for state in self.order_lines:
            behind = [order for order in lines if not _has_reached(order, state)]
            if behind:
                way: Way = tuple(FillRow("orders", order.id, (_REACHED_BY[state],)) for order in behind)
                yield Unmet(_ORDER_CODES[state], {"count": len(behind)}, ways=(way,))

    def places(self) -> Iterator[str]:
        """Name nothing: orders are rows of another table."""
        yield from ()


def _has_reached(order: Order, state: OrderState) -> bool:
    if state == "delivered":
        return order.delivered_on is not None
    if state == "invoiced":
        return bool(order.invoiced)
    return order.payment_due_on is not None or (order.paid or 0) >= (order.net_revenue or 0)
