"""Companies as people keep them, as rows of a workbook: clean ones, and ones with all the dirt the rules speak of.

Labels are those the template ships; sources are chosen so that their labels sort as their keys do.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal

from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Value
from tests.oracle.spans import Days

Row = dict[str, Value]
Rows = Mapping[str, Sequence[Row]]

STAGES = ("prospect", "prepare", "approach", "present", "objections", "negotiate", "close")
TODAY = date(2026, 3, 17)
RATES = {
    "VND": {"USD": Decimal("25412.5"), "JPY": Decimal("168.33")},
    "USD": {"VND": Decimal("0.0000393507"), "JPY": Decimal("0.00662391")},
}
"""Base currency → two others with a rate that is not whole; THB is used, too, and has none."""
CENTS = frozenset({"USD", "THB"})
"""Currencies with decimals."""

REPS = ("An", "Bình", "Chi")
SOURCES = ("facebook", "google_ads", "website")
GROUPS = ("artificial_turf", "lighting")
CHANNELS = ("phone", "zalo")
DEPARTMENTS = ("mien_bac", "mien_nam")
ACCOUNTS = ("Công ty Đại Phát", "CÔNG TY ĐẠI PHÁT", "Công ty An", "Công ty Bình", "Công ty Chi", "công ty chi")
"""Customers, some of them typed in two ways."""
FIRST_DAY = date(2025, 1, 1)
MONTHS = (date(2026, 3, 1), date(2026, 2, 1), date(2025, 11, 1))
"""Months to look at: the running one, the one before, an earlier one."""
PERIODS = {
    "the running month": Days(date(2026, 3, 1), date(2026, 4, 1)),
    "a month": Days(date(2025, 11, 1), date(2025, 12, 1)),
    "a quarter": Days(date(2025, 7, 1), date(2025, 10, 1)),
    "the running quarter": Days(date(2026, 1, 1), date(2026, 4, 1)),
    "a year": Days(date(2025, 1, 1), date(2026, 1, 1)),
    "some days": Days(date(2025, 10, 9), date(2025, 12, 24)),
    "running days": Days(date(2026, 2, 27), date(2026, 3, 31)),
}
DIRT = (0, 5, 15, 50)
"""How many cells in a hundred are wrong."""


def make_rows(seed: int, size: int, dirt: int, currency: str = "VND") -> Rows:
    """Make a company of so many leads and opportunities; each cell is wrong with a chance of `dirt` percent."""
    return _Maker(seed, dirt, currency).company(size)


def named(table: str, row: object) -> str:
    """Give the id of a row."""
    return derive_id("generated", table, str(row))


class _Maker:
    def __init__(self, seed: int, dirt: int, currency: str) -> None:
        self.random = random.Random(seed)
        self.currency = currency
        self.dirt = dirt
        self.moves: list[Row] = []
        self.orders: list[Row] = []

    def company(self, size: int) -> Rows:
        leads = [self.lead(number, size) for number in range(size)]
        opportunities = [self.opportunity(number, size) for number in range(size)]
        return {
            "reps": [self.rep(name) for name in REPS[:2]],
            "leads": leads,
            "opportunities": opportunities,
            "activities": [self.activity(number) for number in range(3 * size)],
            "orders": self.orders,
            "accounts": [self.account(name) for name in ACCOUNTS[::2]],
            "targets": [self.target(number) for number in range(size)],
            "costs": [self.cost(number) for number in range(size)],
            "stage_moves": self.moves,
        }

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

    def money(self) -> Row:
        """An amount in a currency: the base one as a rule, sometimes another, one without a rate, or no amount."""
        code = self.random.choice(["VND", None, "USD", "JPY", "THB"]) if self.wrong() else self.currency
        return {"currency": code, "amount": self.amount(code)}

    def amount(self, code: Value) -> Decimal | None:
        if self.wrong():
            return None
        if (code or self.currency) in CENTS:
            return Decimal(self.random.randrange(1, 10**8)).scaleb(-2)
        return Decimal(self.random.randrange(1, 10**10))

    def rep(self, name: str) -> Row:
        """Somebody who was always there, or started or left, as a rule within a month that has targets."""
        first, last = (date(2026, 1, 1) + timedelta(days=self.random.randrange(-20, 75)) for _ in range(2))
        start = first if self.random.randrange(3) == 0 else None
        end = max(first, last) if self.random.randrange(3) == 0 else None
        if start and end and self.wrong():
            start, end = end, start
        return {"id": named("P", name), "name": name, "start_on": start, "end_on": end}

    def coming(self) -> date | None:
        """A day around today."""
        return self.random.choice([None, TODAY, TODAY + timedelta(days=self.random.randrange(-40, 40))])

    def next_step(self) -> Row:
        """What comes next, and when; sometimes a word that says nothing."""
        said = self.random.choice(["Gọi lại", "Gửi báo giá", None, "chưa rõ", "N/A", "-"])
        return {"next_step": said, "next_step_on": self.coming()}

    def account(self, name: str) -> Row:
        return {
            "id": named("K", name), "name": name, "owner": self.pick(REPS), "next_care_on": self.coming(),
        }  # fmt: skip

    def delivery(self) -> Row:
        """How much was ordered and delivered, and when it was due; half of all lines say nothing of it."""
        if self.random.randrange(2):
            return {}
        ordered = self.random.choice([Decimal(0), Decimal(3), Decimal("12.5"), Decimal(700)])
        return {
            "quantity": None if self.wrong() else ordered,
            "quantity_delivered": self.random.choice([None, Decimal(0), Decimal(1), ordered, ordered + 1]),
            "delivery_due_on": self.random.choice([None, self.day(), TODAY, TODAY + timedelta(days=9)]),
            "delivered_on": self.maybe(self.day()) if self.random.randrange(4) == 0 else None,
        }

    def lead(self, number: int, size: int) -> Row:
        other = self.random.choice([self.random.randrange(size), number ^ 1])
        into = named("L", other) if self.wrong() else None
        return {
            "id": named("L", number), "company": f"Khách {number}", "created_on": self.maybe(self.day()),
            "source": self.pick(SOURCES), "owner": self.pick(REPS),
            "status": "merged" if into else self.random.choice(["new", "working", "disqualified", None]),
            "product_group": self.pick(GROUPS), "merged_into": into, **self.next_step(),
        }  # fmt: skip

    def activity(self, number: int) -> Row:
        day = self.maybe(self.day())
        return {
            "id": named("A", number),
            "at": datetime.combine(day, time(self.random.randrange(24), 30)) if day else None,
            "rep": self.pick(REPS),
            "kind": self.random.choice(["call", "demo_call", "meeting", "email", "zalo", "site_visit"]),
            "channel": self.pick(CHANNELS),
            "outcome": self.random.choice(["done", "done", "no_answer", "planned", "cancelled", None]),
        }

    def cost(self, number: int) -> Row:
        month = self.maybe(self.day().replace(day=1))
        return {"id": named("C", number), "month": month, "source": self.pick(SOURCES), **self.money()}

    def target(self, number: int) -> Row:
        level = self.random.choice(["system", "rep", "source", "product_group", "department"])
        whose = {"rep": REPS, "source": SOURCES, "product_group": GROUPS, "department": DEPARTMENTS}.get(level)
        return {
            "id": named("T", number),
            "month": self.random.choice([date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]),
            "level": None if level == "system" and self.wrong() else level,
            "key": self.random.choice(whose) if whose else None,
            "kpi": self.random.choice(["revenue", "revenue", "orders", "leads", "opportunities"]),
            "value": self.random.choice([None, Decimal(0), Decimal(500_000_000), Decimal("12.5")]),
            "currency": self.money()["currency"],
        }

    def opportunity(self, number: int, size: int) -> Row:
        created = self.day()
        key = named("O", number)
        stage, status, day = self.live(key, created)
        signed = day if status == "won" or (status == "cancelled" and self.random.randrange(2)) else None
        lost = day if status == "lost" else None
        closed = status in ("won", "lost", "cancelled")
        account = self.pick(ACCOUNTS)
        if status in ("won", "cancelled"):
            self.sell(key, day, account)
        is_typed_over = status == "open" and self.random.randrange(4) == 0
        return {
            "id": key, "lead_id": named("L", self.random.randrange(size)) if self.random.randrange(2) else None,
            "account": account, "name": f"Việc {number}", "owner": self.pick(REPS),
            "product_group": self.pick(GROUPS), "source": self.pick(SOURCES), "channel": self.pick(CHANNELS),
            "origin": self.random.choice(["self", "marketing", "referral", None]),
            "customer_type": self.pick(("new", "existing")), "created_on": self.maybe(created),
            "approached_on": self.maybe(self.day(created)) if self.random.randrange(3) else None,
            "stage": self.random.choice(STAGES) if is_typed_over else stage, "reason": "khách đổi ý",
            "status": status, **self.money(),
            "expected_close_on": self.random.choice([None, date(2026, 3, 31), date(2026, 4, 2)]),
            "signed_on": self.maybe(signed) if signed else None,
            "lost_reason": self.pick(("price", "competitor")) if lost else None,
            "lost_on": self.maybe(lost) if lost else None, "accepted_stage": stage, "accepted_status": status,
            "accepted_on": self.maybe(day) if closed else day,
            "resume_on": self.coming() if status == "paused" else None, **self.next_step(),
        }  # fmt: skip

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
        number = len(self.moves)
        # recorded one after the other, a minute apart, so that moves of one day have an order
        recorded = datetime.combine(day, time(8)) + timedelta(minutes=number)
        self.moves.append({
            "id": named("M", number), "opportunity_id": key,
            "from_stage": None if self.wrong() and self.random.randrange(4) == 0 else STAGES[before[0]],
            "to_stage": STAGES[after[0]], "from_status": before[1], "to_status": after[1],
            "at": self.maybe(day) if self.random.randrange(4) == 0 else day, "recorded_at": recorded,
        })  # fmt: skip

    def sell(self, key: str, day: date, account: str | None) -> None:
        """Sell some lines, of one order or, when their day is another, of several."""
        for _ in range(self.random.randrange(4)):
            number = len(self.orders)
            signed = self.maybe(day)
            cancelled = self.random.randrange(5) == 0
            money = self.money()
            is_discount = self.random.randrange(8) == 0  # a line that lowers what the other lines come to
            worth = money["amount"] and money["amount"] * (-1 if is_discount else 1)
            self.orders.append({
                "id": named("R", number),
                "opportunity_id": self.random.choice([None, named("O", "gone")]) if self.wrong() else key,
                "account": account, "rep": self.pick(REPS), "department": self.pick(DEPARTMENTS),
                "source": self.pick(SOURCES), "signed_on": signed,
                "status": "cancelled" if cancelled else self.random.choice(["signed", "delivered", "paid", None]),
                "product_group": self.pick(GROUPS), "net_revenue": worth,
                "cost": self.amount(money["currency"]), "currency": money["currency"],
                "invoiced": self.random.choice([None, Decimal(900), Decimal(100)]),
                "paid": self.random.choice([None, Decimal(300)]),
                "payment_due_on": self.random.choice([None, self.day(), TODAY, TODAY + timedelta(days=9)]),
                "cancelled_on": self.maybe(self.day(signed or day)) if cancelled else None,
                "invoice_no": None if self.wrong() else f"{number:07}", **self.delivery(),
            })  # fmt: skip
