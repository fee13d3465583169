"""Companies that may buy: names with full diacritics, tax codes that check, phones, mailboxes on reserved domains."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.words import Segment
from sheetcrm.app.demo.words import Words

TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
TAX_MODULUS = 11
NAMES_RUN_OUT = 20
"""After so many names that are taken, a number tells companies apart."""
MOBILE_PREFIXES = ("090", "091", "093", "094", "096", "097", "098", "086", "088", "032", "033", "035", "036",
                   "037", "038", "039", "070", "076", "077", "078", "079", "081", "082", "083", "085")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a customer."""

    name: str
    title: str
    role: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A company, its place and the person we talk to."""

    name: str
    segment: str
    province: str
    tax_code: str
    employees: int
    annual_revenue: int
    contact: Person


class Directory:
    """Invents customers, none of them twice."""

    def __init__(self, dice: Dice, words: Words) -> None:
        """Draw from these words."""
        self._dice = dice
        self._words = words
        self._segments = {segment: segment.share for segment in words.customers.segments}
        self._names: set[str] = set()

    def customer(self, department: str, authority: int = 2) -> Customer:
        """Invent a customer in a department's area; `authority` 2 and more knows the decision maker."""
        dice = self._dice
        segment = dice.weighted(self._segments)
        name, province = self._company(segment, department)
        return Customer(
            name=name,
            segment=segment.key,
            province=province,
            tax_code=tax_code(dice),
            employees=dice.steep(*segment.employees),
            annual_revenue=dice.steep(*segment.revenue) * 1_000_000_000,
            contact=self._contact(name, segment, authority),
        )

    def _company(self, segment: Segment, department: str) -> tuple[str, str]:
        dice, customers = self._dice, self._words.customers
        name, province, attempts = "", "", 0
        while not name or name in self._names:
            attempts += 1
            province, place = dice.pick(customers.places[department])
            name = dice.pick(segment.names).format(
                place=place,
                patron=dice.pick(customers.patrons),
                brand=dice.pick(customers.brands),
                club=dice.pick(customers.clubs),
            )
            if attempts > NAMES_RUN_OUT:
                name += f" {dice.whole(2, 99)}"
        self._names.add(name)
        return name, province

    def _contact(self, company: str, segment: Segment, authority: int) -> Person:
        dice = self._dice
        name = self._person()
        decides = authority >= 3 or (authority == 2 and dice.chance(0.5))
        role = "decision_maker" if decides else dice.weighted({"influencer": 6, "champion": 2, "user": 1})
        if authority == 0:
            role = "gatekeeper"
        title = dice.pick(segment.decision_makers if decides else segment.influencers)
        mailbox = ".".join(plain(word) for word in name.split()[-2:])
        return Person(name, title, role, phone(dice), f"{mailbox}@{_domain(company)}")

    def _person(self) -> str:
        dice, people = self._dice, self._words.people
        given = people.women if dice.chance(0.42) else people.men
        return f"{dice.pick(people.families)} {dice.pick(given.middle)} {dice.pick(given.given)}"


def plain(text: str) -> str:
    """Write without diacritics, in small Latin letters only."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in bare if "a" <= letter <= "z" or "0" <= letter <= "9")


def _domain(company: str) -> str:
    """Give a domain under `.example`, which is reserved and reaches nobody."""
    return "".join(plain(word) for word in company.split()[-3:]) + ".vn.example"


def phone(dice: Dice) -> str:
    """Invent a Vietnamese mobile number in its canonical form."""
    return f"{dice.pick(MOBILE_PREFIXES)}{dice.whole(2_000_000, 9_999_999)}"


def tax_code(dice: Dice) -> str:
    """Invent a ten-digit tax code whose last digit checks (weights modulo 11)."""
    while True:
        digits = f"{dice.whole(10_000_000, 39_999_999):09d}"
        total = sum(int(digit) * weight for digit, weight in zip(digits, TAX_WEIGHTS, strict=True))
        check = 10 - total % TAX_MODULUS
        if check < 10:
            return f"{digits}{check}"
