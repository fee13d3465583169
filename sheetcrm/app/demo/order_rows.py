"""Rows of `orders` and `accounts`: signed, delivered, invoiced, paid; and how old customers are looked after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta
from decimal import Decimal

from sheetcrm.app.demo.customers import Customer
from sheetcrm.app.demo.deals import Deal
from sheetcrm.app.demo.deals import OldCustomer
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.journeys import CANCELLED
from sheetcrm.app.demo.journeys import WON
from sheetcrm.app.demo.words import ProductGroup
from sheetcrm.app.demo.words import RepWords
from sheetcrm.app.demo.words import Words
from sheetcrm.values import Value

Row = dict[str, Value]

VAT = Decimal("1.1")
ADVANCE = Decimal("0.3")
PAYMENT_DAYS = 30
CENT = Decimal("0.01")
SMALLEST = {"VND": Decimal(1)}
"""Currencies without cents."""


@dataclass(frozen=True, slots=True)
class Sale:
    """What was sold, before it is split into order lines."""

    customer: Customer
    rep: RepWords
    group: ProductGroup
    amount: Decimal
    cost: Decimal
    currency: str
    source: str
    signed_on: date
    opportunity_id: str | None = None
    cancelled_on: date | None = None


def cost_of(dice: Dice, amount: Decimal, margin: tuple[int, int]) -> Decimal:
    """Choose what a work costs us, so that a margin within the group's bounds stays."""
    return (amount * (1000 - dice.whole(margin[0] * 10, margin[1] * 10)) / 1000).quantize(Decimal(1))


def sale_of(deal: Deal, cost: Decimal) -> Sale | None:
    """Give the sale of a deal that was won (or cancelled after that)."""
    signed_on = deal.journey.on(WON)
    if signed_on is None or deal.journey.status not in (WON, CANCELLED):
        return None
    cancelled_on = deal.journey.since if deal.journey.status == CANCELLED else None
    return Sale(deal.customer, deal.rep, deal.group, deal.amount, cost, deal.currency, deal.source, signed_on,
                deal.id, cancelled_on)  # fmt: skip


def old_sale(dice: Dice, old: OldCustomer) -> Sale:
    """Give the sale of a customer from before the year."""
    cost = cost_of(dice, old.amount, old.group.margin)
    return Sale(old.customer, old.rep, old.group, old.amount, cost, "VND", "personal_network", old.signed_on)


class OrderRows:
    """Writes order lines."""

    def __init__(self, dice: Dice, words: Words, until: date) -> None:
        """Write them as they stand on a day."""
        self._dice = dice.part("orders")
        self._until = until
        self._groups = {group.key: group for group in words.products.groups}

    def lines(self, sale: Sale) -> list[Row]:
        """Write the lines of one sale; they add up to its amount and cost."""
        accessory = self._groups[sale.group.accessory]
        parts = self._dice.weighted({1: 5, 2: 4, 3: 1})
        rows, rest = [], sale
        for part in range(parts - 1, 0, -1):
            share = Decimal(self._dice.whole(10, 30)) / 100
            step = 10_000 if sale.currency in SMALLEST else 10
            amount = (sale.amount * share / parts / step).quantize(Decimal(1)) * step
            cost = (sale.cost * share / parts).quantize(Decimal(1))
            rest = replace(rest, amount=rest.amount - amount, cost=rest.cost - cost)
            group = accessory if part == 1 else sale.group
            rows.append(self._line(replace(sale, amount=amount, cost=cost, group=group)))
        return [self._line(rest), *rows]

    def _line(self, sale: Sale) -> Row:
        dice = self._dice
        quantity = dice.steep(4, 40) if sale.amount < 500_000_000 else dice.steep(400, 9000)
        due_on = sale.signed_on + timedelta(days=dice.whole(15, 60))
        return {
            "id": dice.id(),
            "opportunity_id": sale.opportunity_id,
            "account": sale.customer.name,
            "rep": sale.rep.name,
            "department": sale.rep.department,
            "source": sale.source,
            "signed_on": sale.signed_on,
            "product_group": sale.group.key,
            "sku": dice.pick(sale.group.skus),
            "quantity": Decimal(quantity),
            "net_revenue": sale.amount,
            "cost": sale.cost,
            "currency": sale.currency,
            "stock_on_hand": Decimal(quantity * dice.whole(40, 260) // 100),
            "delivery_due_on": due_on,
        } | self._progress(sale, quantity, due_on)

    def _progress(self, sale: Sale, quantity: int, due_on: date) -> Row:
        """Fill how far it is: cancelled, signed with an advance, delivered, invoiced, paid in part or whole."""
        dice = self._dice
        smallest = SMALLEST.get(sale.currency, CENT)
        gross = (sale.amount * VAT).quantize(smallest)
        advance = (gross * ADVANCE).quantize(smallest)
        if sale.cancelled_on:
            return {"status": "cancelled", "quantity_delivered": Decimal(0), "cancelled_on": sale.cancelled_on}
        delivered_on = due_on + timedelta(days=dice.whole(-6, 9))
        if delivered_on > self._until:
            part = quantity * dice.whole(0, 7) // 10 if dice.chance(0.4) else 0
            return {"status": "signed", "quantity_delivered": Decimal(part), "invoiced": advance, "paid": advance}
        row: Row = {"quantity_delivered": Decimal(quantity), "delivered_on": delivered_on}
        invoiced_on = delivered_on + timedelta(days=dice.whole(1, 9))
        if invoiced_on > self._until:
            return row | {"status": "delivered", "invoiced": advance, "paid": advance}
        row["invoice_no"] = f"{dice.whole(1, 9999):07d}"
        row["invoiced"] = gross
        row["payment_due_on"] = invoiced_on + timedelta(days=PAYMENT_DAYS)
        return row | self._payment(gross, advance, invoiced_on)

    def _payment(self, gross: Decimal, advance: Decimal, invoiced_on: date) -> Row:
        """Fill what was paid: some pay early, most about when due, some leave a part open for long."""
        paid_on = invoiced_on + timedelta(days=self._dice.whole(5, 45))
        if self._dice.chance(0.12):
            paid_on = paid_on + timedelta(days=self._dice.whole(60, 400))
        if paid_on <= self._until:
            return {"status": "paid", "paid": gross}
        paid = advance if self._dice.chance(0.6) else 2 * advance
        return {"status": "invoiced", "paid": paid}


def account_rows(dice: Dice, words: Words, sales: Sequence[Sale], until: date) -> list[Row]:
    """Write one account for every customer that ever signed, with its next care."""
    dice, phrases = dice.part("accounts"), words.phrases
    latest: dict[str, Sale] = {}
    for sale in sorted(sales, key=lambda sale: sale.signed_on):
        latest[sale.customer.name] = sale
    names = list(latest)
    rows: list[Row] = []
    for name, sale in latest.items():
        days = dice.whole(-15, 80)
        rows.append(
            {
                "id": dice.id(),
                "name": name,
                "tax_code": sale.customer.tax_code,
                "segment": sale.customer.segment,
                "province": sale.customer.province,
                "owner": sale.rep.name,
                "next_care_on": until + timedelta(days=days),
                "care_plan": dice.pick(phrases.care_plans),
                "cross_sell_idea": dice.pick(phrases.cross_sell_ideas) if dice.chance(0.6) else None,
                "referral_asked": "yes" if dice.chance(0.45) else "no",
                "referred_by": dice.pick(names) if dice.chance(0.12) else None,
            }
        )
    return rows
