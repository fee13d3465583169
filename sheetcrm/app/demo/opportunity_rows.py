"""Rows of `opportunities` and `stage_moves`: what is filled in by the stage reached, and the accepted history."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal

from sheetcrm.app.demo.deals import Deal
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.journeys import CANCELLED
from sheetcrm.app.demo.journeys import LOST
from sheetcrm.app.demo.journeys import OPEN
from sheetcrm.app.demo.journeys import PAUSED
from sheetcrm.app.demo.journeys import WON
from sheetcrm.app.demo.journeys import Hop
from sheetcrm.app.demo.words import Words
from sheetcrm.values import Value

Row = dict[str, Value]

PREPARE, APPROACH, PRESENT, OBJECTIONS, NEGOTIATE, CLOSE = range(1, 7)
"""How far a deal has come, counted from 0, in the order of the data file."""
RECORDED = time(17, 30)
DISCOUNTS = {0: 30, 2: 14, 3: 16, 5: 22, 7: 10, 10: 5, 12: 3}
MANAGER_FROM = 5
DIRECTOR_FROM = 10


class OpportunityRows:
    """Writes opportunities and their history."""

    def __init__(self, dice: Dice, words: Words, until: date) -> None:
        """Write them as they stand on a day."""
        self._dice = dice.part("opportunities")
        self._words = words
        self._until = until
        self._director = next(rep.name for rep in words.people.reps if rep.role == "director")

    def row(self, deal: Deal, cost: Decimal) -> Row:
        """Write one opportunity; `cost` is what the work costs us."""
        journey = deal.journey
        row: Row = {
            "id": deal.id,
            "lead_id": deal.lead_id,
            "account": deal.customer.name,
            "name": deal.name,
            "owner": deal.rep.name,
            "department": deal.rep.department,
            "product_group": deal.group.key,
            "source": deal.source,
            "channel": self._channel(deal),
            "origin": deal.origin,
            "customer_type": "existing" if deal.existing else "new",
            "created_on": journey.created_on,
            "stage": journey.stage,
            "status": journey.status,
            "currency": deal.currency,
            "reason": next((hop.reason for hop in reversed(journey.hops) if _asks_reason(hop)), None),
            "accepted_stage": journey.stage,
            "accepted_status": journey.status,
            "accepted_on": journey.since,
        }
        row |= self._prepared(deal) | self._presented(deal, cost) | self._agreed(deal)
        return row | self._ending(deal) | self._next_step(deal)

    def moves(self, deal: Deal) -> list[Row]:
        """Write the history of one opportunity."""
        return [
            {
                "id": self._dice.id(),
                "opportunity_id": deal.id,
                "from_stage": hop.from_stage,
                "to_stage": hop.to_stage,
                "from_status": hop.from_status,
                "to_status": hop.to_status,
                "at": hop.on,
                "recorded_at": datetime.combine(hop.on, RECORDED),
                "by": deal.rep.name,
                "reason": hop.reason,
                "approved_by": deal.rep.manager if hop.approved else None,
            }
            for hop in deal.journey.hops
        ]

    def _channel(self, deal: Deal) -> str:
        kind = "email" if deal.origin in ("marketing", "inbound") else self._dice.pick(("call", "meeting", "zalo"))
        return self._words.journeys.channels[kind]

    def _prepared(self, deal: Deal) -> Row:
        """Fill what is found out before the first talk, and the talk itself."""
        dice, phrases = self._dice, self._words.phrases
        row: Row = {"approached_on": deal.approached_on}
        if deal.reached >= APPROACH or (deal.reached == PREPARE and dice.chance(0.5)):
            row["competitor"] = deal.competitor
            row["pains"] = dice.pick(deal.group.pains)
            row["value_proposition"] = dice.pick(deal.group.values)
            row["profile_link"] = dice.pick(phrases.profile_links)
            row["catalogue_link"] = dice.pick(phrases.catalogue_links)
        if deal.reached >= PRESENT:
            row["decision_maker"] = f"{deal.customer.contact.title} {deal.contact}"
        return row

    def _presented(self, deal: Deal, cost: Decimal) -> Row:
        """Fill what the proposal says; before it, the amount is a guess that is often missing."""
        dice = self._dice
        if deal.reached < PRESENT and not dice.chance(0.3 * (deal.reached + 1)):
            return {}
        row: Row = {"amount": deal.amount, "expected_close_on": self._expected_close(deal)}
        if deal.reached >= PRESENT:
            row["cost"] = cost
        if deal.reached >= OBJECTIONS or (deal.reached == PRESENT and dice.chance(0.4)):
            version = dice.weighted({1: 5, 2: 3, 3: 1})
            row["fit_level"] = dice.weighted({"high": 5, "medium": 4})
            row["package"] = dice.pick(deal.group.packages)
            row["proposal_link"] = f"https://example.com/bao-gia/{deal.id}-v{version}"
            row["proposal_version"] = f"v{version}"
        return row

    def _expected_close(self, deal: Deal) -> date:
        if deal.journey.status in (WON, CANCELLED):
            return deal.journey.on(WON) or self._until
        if deal.journey.status == OPEN and self._dice.chance(0.94):
            return self._until + timedelta(days=self._dice.whole(5, 30 + 25 * (CLOSE - deal.reached)))
        return deal.journey.since + timedelta(days=self._dice.whole(1, 60))

    def _agreed(self, deal: Deal) -> Row:
        """Fill what was negotiated; a large discount and a skip carry who approved them."""
        row: Row = {}
        discount = 0
        if deal.reached >= CLOSE or (deal.reached == NEGOTIATE and self._dice.chance(0.4)):
            discount = self._dice.weighted(DISCOUNTS)
            row["discount_pct"] = Decimal(discount)
            row["payment_terms"] = self._dice.pick(self._words.phrases.payment_terms)
            row["stock_checked"] = self._dice.weighted({"yes": 7, "lead_time": 3})
        if discount > DIRECTOR_FROM:
            row["approved_by"] = self._director
        elif discount > MANAGER_FROM or any(hop.approved for hop in deal.journey.hops):
            row["approved_by"] = deal.rep.manager
        return row

    def _ending(self, deal: Deal) -> Row:
        dice, phrases, journey = self._dice, self._words.phrases, deal.journey
        if journey.status in (WON, CANCELLED):
            signed_on = journey.on(WON)
            number = f"{dice.whole(10, 999):03d}/{signed_on:%Y}/HĐKT"
            return {"contract_no": number, "signed_on": signed_on}
        if journey.status == LOST and deal.lost_reason:
            note = dice.pick(phrases.lost_notes[deal.lost_reason]).format(competitor=deal.competitor)
            ending: Row = {"lost_reason": deal.lost_reason, "lost_note": note, "lost_on": journey.since}
            return ending | ({"competitor": deal.competitor} if deal.lost_reason == "competitor" else {})
        if journey.status == PAUSED:
            return {"paused_reason": journey.hops[-1].reason, "resume_on": self._resume_on(journey.since)}
        return {}

    def _resume_on(self, since: date) -> date:
        """Choose when to take it up again: mostly still ahead, sometimes already past."""
        if self._dice.chance(self._words.journeys.fates.past_resume_share):
            return min(since + timedelta(days=20), self._until)
        return min(self._until + timedelta(days=self._dice.whole(7, 120)), since + timedelta(days=360))

    def _next_step(self, deal: Deal) -> Row:
        """Fill what comes next: for most open deals ahead, for some already overdue."""
        if deal.journey.status != OPEN:
            return {}
        step = self._dice.pick(self._words.phrases.next_steps[deal.journey.stage])
        days = self._dice.whole(0, 18) if self._dice.chance(0.85) else self._dice.whole(-20, -1)
        return {"next_step": step.format(version="v2"), "next_step_on": self._until + timedelta(days=days)}


def _asks_reason(hop: Hop) -> bool:
    """Say whether the reason of a hop stands in the opportunity's `reason` (a pause has a cell of its own)."""
    return hop.reason is not None and PAUSED not in (hop.from_status, hop.to_status)
