"""Rows of `leads`: one for every deal, and those that are none (yet): new, being worked on, refused, merged."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from decimal import Decimal

from sheetcrm.app.demo.customers import Customer
from sheetcrm.app.demo.customers import Directory
from sheetcrm.app.demo.deals import Deal
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.evidence import MILLION
from sheetcrm.app.demo.evidence import Subject
from sheetcrm.app.demo.evidence import qualify
from sheetcrm.app.demo.letters import early_letters
from sheetcrm.app.demo.words import ProductGroup
from sheetcrm.app.demo.words import RepWords
from sheetcrm.app.demo.words import Words
from sheetcrm.app.demo.year import year_until
from sheetcrm.values import Value

Row = dict[str, Value]

OTHERS_A_REP = 104
"""Leads a rep that are no opportunity (yet)."""
MERGED = 9
FRESH_DAYS = 35
"""A lead this young may still be new."""


class LeadRows:
    """Writes leads."""

    def __init__(self, dice: Dice, words: Words, directory: Directory, until: date) -> None:
        """Write leads up to a day; `directory` invents the companies that no deal has."""
        self._dice = dice.part("leads")
        self._words = words
        self._directory = directory
        self._until = until
        self._first = year_until(until, 1)[0].first
        self._groups = {group: group.share for group in words.products.groups}

    def of_deal(self, deal: Deal) -> Row:
        """Write the lead that became an opportunity."""
        dice = self._dice
        created_on = max(self._first, deal.journey.created_on - timedelta(days=dice.steep(1, 18) - 1))
        row = self._about(deal.customer, deal.rep, deal.group, created_on)
        row |= {
            "id": deal.lead_id,
            "source": deal.source,
            "origin": deal.origin,
            "campaign": self._campaign(deal.source),
            "status": "qualified" if deal.reached else "working",
            "opportunity_id": deal.id,
        }
        verified_to = min(self._until, deal.journey.since + timedelta(days=10))
        subject = Subject(deal.contact, deal.work, deal.vnd, created_on, verified_to)
        return row | qualify(dice, self._words, deal.letters, subject)

    def others(self, reps: Sequence[RepWords]) -> list[Row]:
        """Write the leads that are no opportunity: every rep has some from every source."""
        sources = [(key, source) for key, origin in self._words.journeys.origins.items() for source in origin.sources]
        rows = []
        for rep in reps:
            for place in range(OTHERS_A_REP):
                origin, source = sources[place] if place < len(sources) else self._dice.pick(sources)
                rows.append(self._other(rep, origin, source))
        return rows

    def merged(self, rows: Sequence[Mapping[str, Value]]) -> list[Row]:
        """Write leads that turned out to be companies already there."""
        twins = []
        known = [row for row in rows if row["status"] != "new"]
        for row in self._dice.shuffled(known)[:MERGED]:
            created_on = row["created_on"]
            assert isinstance(created_on, date)
            later = min(self._until, created_on + timedelta(days=self._dice.whole(2, 40)))
            kept = ("company", "contact", "phone", "tax_code", "province", "segment", "owner", "product_group")
            twin: Row = {key: row[key] for key in kept}
            twins.append(
                twin
                | {
                    "id": self._dice.id(),
                    "created_on": later,
                    "source": "website",
                    "origin": "inbound",
                    "status": "merged",
                    "merged_into": row["id"],
                }
            )
        return twins

    def _other(self, rep: RepWords, origin: str, source: str) -> Row:
        dice, phrases = self._dice, self._words.phrases
        created_on = dice.day(self._first, self._until)
        status = dice.weighted({"working": 5, "disqualified": 4})
        if created_on > self._until - timedelta(days=FRESH_DAYS):
            status = dice.weighted({"new": 4, "working": 3, "disqualified": 1})
        group = dice.weighted(self._groups)
        letters = early_letters(dice, 0.25 if status == "new" else 0.5)
        customer = self._directory.customer(rep.department, letters["bant_authority"] or 0)
        row = self._about(customer, rep, group, created_on)
        row |= {"id": dice.id(), "source": source, "origin": origin, "status": status}
        row["campaign"] = self._campaign(source)
        if status == "disqualified":
            row["disqualified_reason"] = dice.pick(phrases.disqualified_reasons)
        else:
            row["next_step"] = dice.pick(phrases.next_steps["prospect"])
            row["next_step_on"] = self._until + timedelta(days=dice.whole(-6, 14))
        budget = Decimal(dice.steep(*group.millions) // 5 * 5 * MILLION)
        verified_to = min(self._until, created_on + timedelta(days=15))
        subject = Subject(customer.contact.name, dice.pick(group.works), budget, created_on, verified_to)
        return row | qualify(dice, self._words, letters, subject)

    def _campaign(self, source: str) -> str | None:
        campaigns = self._words.phrases.campaigns.get(source)
        return self._dice.pick(campaigns) if campaigns and self._dice.chance(0.7) else None

    def _about(self, customer: Customer, rep: RepWords, group: ProductGroup, created_on: date) -> Row:
        """Write who it is, where, and who looks after it."""
        contact = customer.contact
        note = self._dice.pick(self._words.phrases.lead_notes) if self._dice.chance(0.3) else None
        return {
            "created_on": created_on,
            "company": customer.name,
            "contact": contact.name,
            "title": contact.title,
            "contact_role": contact.role,
            "phone": contact.phone,
            "email": contact.email if self._dice.chance(0.8) else None,
            "tax_code": customer.tax_code if self._dice.chance(0.85) else None,
            "province": customer.province,
            "segment": customer.segment,
            "employees": customer.employees,
            "annual_revenue": Decimal(customer.annual_revenue),
            "owner": rep.name,
            "product_group": group.key,
            "note": note,
        }
