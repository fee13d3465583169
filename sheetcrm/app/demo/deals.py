"""The year's 1,200 deals: who, what, how much, how it ran. Rows are written from these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from decimal import Decimal

from sheetcrm.app.demo.customers import Customer
from sheetcrm.app.demo.customers import Directory
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.evidence import MILLION
from sheetcrm.app.demo.fates import Slot
from sheetcrm.app.demo.fates import slots_of
from sheetcrm.app.demo.journeys import LOST
from sheetcrm.app.demo.journeys import WON
from sheetcrm.app.demo.journeys import Brief
from sheetcrm.app.demo.journeys import Journey
from sheetcrm.app.demo.journeys import Route
from sheetcrm.app.demo.letters import Letters
from sheetcrm.app.demo.letters import letters_for
from sheetcrm.app.demo.words import ProductGroup
from sheetcrm.app.demo.words import RepWords
from sheetcrm.app.demo.words import Words

OLD_CUSTOMERS = 18
"""Customers a rep had before sheetcrm, with orders of that time."""


@dataclass(frozen=True, slots=True)
class OldCustomer:
    """A customer from before the year, with what was bought then."""

    customer: Customer
    rep: RepWords
    group: ProductGroup
    amount: Decimal
    signed_on: date


@dataclass(frozen=True, slots=True)
class Deal:
    """One opportunity with all that its rows are written from."""

    id: str
    lead_id: str
    rep: RepWords
    customer: Customer
    name: str
    work: str
    group: ProductGroup
    origin: str
    source: str
    existing: bool
    amount: Decimal
    currency: str
    vnd: Decimal
    letters: Letters
    journey: Journey
    reached: int
    """Index of the furthest stage ever."""
    approached_on: date | None
    competitor: str
    lost_reason: str | None

    @property
    def contact(self) -> str:
        """Say whom we talk to."""
        return self.customer.contact.name


class Planner:
    """Plans all deals of the company, rep by rep, in the order in which they came up."""

    def __init__(self, dice: Dice, words: Words, until: date) -> None:
        """Plan the year up to `until`."""
        self._dice = dice.part("deals")
        self._words = words
        self._until = until
        self._route = Route(dice.part("journeys"), words, until)
        self._directory = Directory(dice.part("customers"), words)
        self._groups = {group: group.share for group in words.products.groups}
        self._keys = [stage.key for stage in words.journeys.stages]
        self._names: dict[str, int] = {}

    @property
    def directory(self) -> Directory:
        """Invent more customers, none of them twice."""
        return self._directory

    def old_customers(self, reps: Sequence[RepWords]) -> list[OldCustomer]:
        """Invent the customers from before the year."""
        found = []
        for rep in reps:
            for _ in range(OLD_CUSTOMERS):
                group = self._dice.weighted(self._groups)
                days = self._dice.whole(285, 470) if self._dice.chance(0.6) else self._dice.whole(470, 1000)
                signed_on = self._until - timedelta(days=days)
                found.append(
                    OldCustomer(self._directory.customer(rep.department, 3), rep, group, self._vnd(group), signed_on)
                )
        return found

    def deals(self, reps: Sequence[RepWords], old: Sequence[OldCustomer]) -> list[Deal]:
        """Plan every rep's deals."""
        found = []
        for rep in reps:
            known = [(customer.signed_on, customer.customer) for customer in old if customer.rep is rep]
            for slot in slots_of(self._dice.part(f"fates {rep.name}"), self._words, rep, self._until):
                deal = self._deal(rep, slot, known)
                found.append(deal)
                won_on = deal.journey.on(WON)
                if won_on:
                    known.append((won_on, deal.customer))
        return found

    def _deal(self, rep: RepWords, slot: Slot, known: Sequence[tuple[date, Customer]]) -> Deal:
        dice = self._dice
        ready = [customer for since, customer in known if since < slot.created_on]
        existing = bool(ready) and dice.chance(self._words.journeys.chances.existing)
        origin, source = self._origin(existing=existing)
        journey = self._route.journey(Brief(slot.created_on, slot.fate, origin, existing))
        reached = max(self._keys.index(visit.stage) for visit in journey.visits())
        letters = letters_for(dice, reached)
        known_authority = letters["bant_authority"]
        customer = dice.pick(ready) if existing else self._directory.customer(rep.department, known_authority or 1)
        group = dice.weighted(self._groups)
        vnd = self._vnd(group)
        amount, currency = self._price(vnd)
        work = dice.pick(group.works)
        lost_reason = dice.weighted(self._words.journeys.fates.lost_reasons) if journey.status == LOST else None
        return Deal(
            id=dice.id(),
            lead_id=dice.id(),
            rep=rep,
            customer=customer,
            name=self._name(f"{work} – {customer.name}"),
            work=work,
            group=group,
            origin=origin,
            source=source,
            existing=existing,
            amount=amount,
            currency=currency,
            vnd=vnd,
            letters=letters,
            journey=journey,
            reached=reached,
            approached_on=self._approached(journey, existing=existing),
            competitor=self._competitor(lost_reason),
            lost_reason=lost_reason,
        )

    def _origin(self, *, existing: bool) -> tuple[str, str]:
        origins = self._words.journeys.origins
        origin = self._dice.weighted({key: origin.share for key, origin in origins.items()})
        source = self._dice.weighted(origins[origin].sources)
        if existing and self._dice.chance(0.7):
            return "self", "existing_customer"
        return origin, source

    def _name(self, name: str) -> str:
        """Tell apart two deals on the same work for the same customer."""
        self._names[name] = self._names.get(name, 0) + 1
        return name if self._names[name] == 1 else f"{name} (đợt {self._names[name]})"

    def _vnd(self, group: ProductGroup) -> Decimal:
        millions = self._dice.steep(*group.millions)
        step = 5 if millions < 1000 else 10
        return Decimal(max(millions // step * step, group.millions[0]) * MILLION)

    def _price(self, vnd: Decimal) -> tuple[Decimal, str]:
        """Give the price, in a few deals in another currency."""
        if not self._dice.chance(self._words.journeys.chances.foreign_currency):
            return vnd, "VND"
        currency, rate = self._dice.pick(tuple(self._words.journeys.rates.items()))
        return Decimal(int(vnd) // rate // 100 * 100), currency

    def _approached(self, journey: Journey, *, existing: bool) -> date | None:
        """Give the day of the first real talk: soon after the deal comes to the third stage, or skips it."""
        visit = next((visit for visit in journey.visits() if self._keys.index(visit.stage) >= 2), None)
        if visit is None:
            return None
        if existing and self._keys.index(visit.stage) > 2:
            return journey.created_on
        end = visit.left or max(journey.since, visit.entered)
        return min(visit.entered + timedelta(days=self._dice.whole(0, 3)), end)

    def _competitor(self, lost_reason: str | None) -> str:
        names = self._words.phrases.competitors
        return self._dice.pick(names[:-1] if lost_reason == "competitor" else names)
