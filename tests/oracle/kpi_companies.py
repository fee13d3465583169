"""Companies as people keep them: clean ones, and ones with every kind of dirt the rules speak of."""

from __future__ import annotations

import random
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal

from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Cost
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import StageMove
from sheetcrm.domain.records import Target

STAGES = ("prospect", "prepare", "approach", "present", "objections", "negotiate", "close")
PROBABILITIES = dict(zip(STAGES, map(Decimal, ("5", "10", "20", "33.3", "50", "70", "100")), strict=True))
TODAY = date(2026, 3, 17)
RATES = {"USD": Decimal("25412.5"), "JPY": Decimal("168.33")}

REPS = ("An", "Bình", "Chi")
SOURCES = ("facebook", "referral", "event")
GROUPS = ("turf", "lighting")
CHANNELS = ("phone", "zalo")
ACCOUNTS = tuple(f"Công ty {number}" for number in range(6))
FIRST_DAY = date(2025, 1, 1)


def make_company(seed: int, size: int, dirt: int) -> Company:
    """Make a company of so many leads and opportunities; each cell is wrong with a chance of `dirt` percent."""
    return _Maker(seed, dirt).company(size)


class _Maker:
    def __init__(self, seed: int, dirt: int) -> None:
        self.random = random.Random(seed)
        self.dirt = dirt
        self.moves: list[StageMove] = []
        self.orders: list[Order] = []

    def company(self, size: int) -> Company:
        leads = tuple(self.lead(number, size) for number in range(size))
        opportunities = tuple(self.opportunity(number, size) for number in range(size))
        return Company(
            "VND",
            RATES,
            leads=leads,
            opportunities=opportunities,
            activities=tuple(self.activity(number) for number in range(3 * size)),
            orders=tuple(self.orders),
            targets=tuple(self.target(number) for number in range(size)),
            costs=tuple(self.cost(number) for number in range(size)),
            stage_moves=tuple(self.moves),
        )

    def wrong(self) -> bool:
        return self.random.randrange(100) < self.dirt

    def pick(self, choices: tuple[str, ...]) -> str | None:
        return None if self.wrong() else self.random.choice(choices)

    def day(self, earliest: date = FIRST_DAY) -> date:
        return earliest + timedelta(days=self.random.randrange(max((TODAY - earliest).days, 0) + 1))

    def maybe(self, day: date) -> date | None:
        """The day, or a blank, or a slip into the future, or one into the past."""
        if not self.wrong():
            return day
        return self.random.choice([None, TODAY + timedelta(days=self.random.randrange(1, 60)), self.day()])

    def money(self) -> Decimal | None:
        if self.wrong():
            return None
        return Decimal(self.random.randrange(1, 10**10)).scaleb(-2) * self.random.choice([1, 1, 1, -1])

    def currency(self) -> str | None:
        return self.random.choice(["VND", None, "USD", "JPY", "EUR"]) if self.wrong() else "VND"

    def lead(self, number: int, size: int) -> Lead:
        into = f"L{self.random.randrange(size + 1)}" if self.wrong() else None
        return Lead(
            f"L{number}", number, {}, self.maybe(self.day()), source=self.pick(SOURCES), owner=self.pick(REPS),
            status="merged" if into else "new", product_group=self.pick(GROUPS), merged_into=into,
        )  # fmt: skip

    def activity(self, number: int) -> Activity:
        day = self.maybe(self.day())
        at = datetime.combine(day, time(self.random.randrange(24), 30)) if day else None
        kind = self.random.choice(["call", "demo_call", "meeting", "email", "zalo", "site_visit"])
        outcome = self.random.choice(["done", "done", "no_answer", "planned", "cancelled", None])
        return Activity(
            f"A{number}", number, at, self.pick(REPS), None, None, kind, self.pick(CHANNELS), "out", outcome
        )

    def cost(self, number: int) -> Cost:
        month = self.maybe(self.day().replace(day=1))
        return Cost(f"C{number}", number, month, self.pick(SOURCES), amount=self.money(), currency=self.currency())

    def target(self, number: int) -> Target:
        level = self.random.choice(["system", "rep", "source", "product_group", "department"])
        key = {"rep": REPS, "source": SOURCES, "product_group": GROUPS, "department": ("north", "south")}.get(level)
        kpi = self.random.choice(["revenue", "revenue", "orders", "leads"])
        month = self.random.choice([date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)])
        value = self.random.choice([None, Decimal(0), Decimal(500_000_000), Decimal("12.5")])
        whose = self.random.choice(key) if key else None
        return Target(f"T{number}", number, month, level, whose, kpi, value, self.currency())

    def opportunity(self, number: int, size: int) -> Opportunity:
        created = self.day()
        key = f"O{number}"
        stage, status, day = self.live(key, created)
        signed = day if status == "won" or (status == "cancelled" and self.random.randrange(2)) else None
        lost = day if status == "lost" else None
        closed = status in ("won", "lost", "cancelled")
        approached = self.maybe(self.day(created)) if self.random.randrange(3) else None
        account = self.pick(ACCOUNTS)
        if status in ("won", "cancelled"):
            self.sell(key, day, account)
        return Opportunity(
            key, number, {}, f"L{self.random.randrange(size)}" if self.random.randrange(2) else None, account,
            owner=self.pick(REPS), product_group=self.pick(GROUPS), source=self.pick(SOURCES),
            channel=self.pick(CHANNELS), origin=self.random.choice(["self", "marketing", "referral", None]),
            customer_type=self.pick(("new", "existing")), created_on=self.maybe(created), approached_on=approached,
            stage=self.random.choice(STAGES), status="open", amount=self.money(), currency=self.currency(),
            expected_close_on=self.random.choice([None, date(2026, 3, 31), date(2026, 4, 2)]),
            signed_on=self.maybe(signed) if signed else None,
            lost_reason=self.pick(("price", "competitor")) if lost else None,
            lost_on=self.maybe(lost) if lost else None, accepted_stage=stage,
            accepted_status=status, accepted_on=self.maybe(day) if closed else day,
        )  # fmt: skip

    def live(self, key: str, created: date) -> tuple[str, str, date]:
        """Let an opportunity run its way: steps, skips, back moves, pauses, losses, reopenings, a cancellation."""
        rank, status, day = 0, "open", created
        for _ in range(self.random.randrange(9)):
            following = day + timedelta(days=self.random.randrange(30))
            if following > TODAY:
                break
            before = (rank, status)
            if status == "open":
                step = self.random.choice(["on", "on", "on", "skip", "back", "paused", "won", "lost", "cancelled"])
            elif status in ("paused", "lost"):
                step = "open"
            elif status == "won":
                step = self.random.choice(["cancelled", "stay"])
            else:
                break
            if step in ("paused", "won", "lost", "cancelled", "open"):
                status = step
            rank += {"on": 1, "skip": 2, "back": -1}.get(step, 0)
            rank = min(max(rank, 0), len(STAGES) - 1)
            if (rank, status) != before:
                self.move(key, before, (rank, status), following)
                day = following
        if self.wrong():
            status = self.random.choice(["open", "won", "lost"])
        return STAGES[rank], status, day

    def move(self, key: str, before: tuple[int, str], after: tuple[int, str], day: date) -> None:
        if self.wrong() and self.random.randrange(3) == 0:
            return
        from_stage = None if self.wrong() and self.random.randrange(4) == 0 else STAGES[before[0]]
        number = len(self.moves)
        at = self.maybe(day) if self.random.randrange(4) == 0 else day
        # recorded one after the other, a minute apart, so that moves of one day have an order
        recorded = datetime.combine(day, time(8)) + timedelta(minutes=number)
        self.moves.append(
            StageMove(f"M{number}", number, key, from_stage, STAGES[after[0]], before[1], after[1], at, recorded)
        )

    def sell(self, key: str, day: date, account: str | None) -> None:
        for _ in range(self.random.randrange(4)):
            number = len(self.orders)
            signed = self.maybe(day)
            cancelled = self.random.randrange(5) == 0
            self.orders.append(
                Order(
                    f"R{number}", number, None if self.wrong() else key, account, self.pick(REPS),
                    self.pick(("north", "south")), self.pick(SOURCES), signed,
                    "cancelled" if cancelled else self.random.choice(["signed", "delivered", "paid", None]),
                    self.pick(GROUPS), self.money(), self.money(), self.currency(), None,
                    self.random.choice([None, Decimal(900), Decimal("100.5")]),
                    self.random.choice([None, Decimal(300)]),
                    self.random.choice([None, self.day(), TODAY + timedelta(days=9)]),
                    self.maybe(self.day(signed or day)) if cancelled else None,
                )
            )  # fmt: skip
