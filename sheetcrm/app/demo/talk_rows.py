"""Rows of `activities` and `objections`: what was done in each stage, what the customer said against it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from datetime import timedelta

from sheetcrm.app.demo.deals import Deal
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.evidence import in_words
from sheetcrm.app.demo.journeys import OPEN
from sheetcrm.app.demo.journeys import PAUSED
from sheetcrm.app.demo.journeys import WON
from sheetcrm.app.demo.journeys import Visit
from sheetcrm.app.demo.words import StageWords
from sheetcrm.app.demo.words import Words
from sheetcrm.values import Value

Row = dict[str, Value]

DAYS_BETWEEN = 26
"""About how many days pass between two contacts while nothing special is going on."""
NO_ANSWER = 0.22
CALLED_OFF = 0.03
INBOUND = 0.25
WITHOUT_OBJECTION = 0.15


class TalkRows:
    """Writes activities and objections."""

    def __init__(self, dice: Dice, words: Words, until: date) -> None:
        """Write what happened up to a day, and what is planned after it."""
        self._dice = dice.part("talk")
        self._words = words
        self._until = until
        self._stages = {stage.key: stage for stage in words.journeys.stages}

    def of_deal(self, deal: Deal) -> list[Row]:
        """Write all activities of one deal."""
        rows = []
        for visit in deal.journey.visits():
            end = visit.left or self._last_day(deal)
            for day, kind in self._contacts(deal, visit, end):
                rows += self._done(deal, day, kind)
        if deal.approached_on:
            rows.append(self._activity(deal, deal.approached_on, "call", "done"))
        return rows + self._afterwards(deal)

    def of_lead(self, lead: Mapping[str, Value]) -> list[Row]:
        """Write the first calls with a lead that is no opportunity."""
        created_on, status = lead["created_on"], lead["status"]
        if status not in ("working", "disqualified") or not isinstance(created_on, date):
            return []
        rows = []
        for _ in range(self._dice.whole(1, 2)):
            kind = self._dice.pick(self._stages["prospect"].kinds)
            day = self._dice.day(created_on, min(self._until, created_on + timedelta(days=15)))
            outcome = "no_answer" if kind == "call" and self._dice.chance(NO_ANSWER) else "done"
            row = self._row(day, kind, outcome, str(lead["contact"]))
            rows.append(row | {"rep": lead["owner"], "lead_id": lead["id"]})
        return rows

    def objections(self, deal: Deal) -> list[Row]:
        """Write what the customer said against it, where the deal went through that stage; it left answered."""
        rows = []
        for visit in deal.journey.visits():
            if visit.stage != "objections" or (visit.left and self._dice.chance(WITHOUT_OBJECTION)):
                continue
            for category in self._dice.shuffled(list(self._words.phrases.objections))[: self._dice.whole(1, 2)]:
                rows.append(self._objection(deal, visit, category))
        return rows

    def _objection(self, deal: Deal, visit: Visit, category: str) -> Row:
        dice = self._dice
        end = visit.left or self._last_day(deal)
        raised_on = dice.day(visit.entered, end)
        text, response = dice.pick(self._words.phrases.objections[category])
        resolved = visit.left is not None or dice.chance(0.35)
        return {
            "id": dice.id(),
            "opportunity_id": deal.id,
            "raised_on": raised_on,
            "category": category,
            "text": text.format(amount=in_words(deal.vnd * 9 / 10)),
            "response": response if resolved or dice.chance(0.5) else None,
            "resolved_on": dice.day(raised_on, end) if resolved else None,
        }

    def _last_day(self, deal: Deal) -> date:
        """Say until when there was contact in the last stage: today for an open deal, else its end."""
        return self._until if deal.journey.status == OPEN else deal.journey.on(WON) or deal.journey.since

    def _contacts(self, deal: Deal, visit: Visit, end: date) -> Iterator[tuple[date, str]]:
        """Choose the contacts of one stay: what the stage asks for, and one every so often besides."""
        dice, stage = self._dice, self._stages[visit.stage]
        left = visit.left is not None or deal.journey.status == WON
        for kind in stage.must:
            if left or dice.chance(0.4):
                yield dice.day(visit.entered, end), kind
        for _ in range(self._extra(stage, visit, end)):
            yield dice.day(visit.entered, end), dice.pick(stage.kinds)

    def _extra(self, stage: StageWords, visit: Visit, end: date) -> int:
        stay = min((end - visit.entered).days, 2 * stage.stale)
        return stay // DAYS_BETWEEN + self._dice.chance(0.2)

    def _done(self, deal: Deal, day: date, kind: str) -> list[Row]:
        """Write a contact; a call is sometimes made in vain first, a visit sometimes called off."""
        rows = [self._activity(deal, day, kind, "done")]
        if kind in ("call", "demo_call") and self._dice.chance(NO_ANSWER):
            rows.insert(0, self._activity(deal, day, "call", "no_answer"))
        if kind in ("meeting", "site_visit") and self._dice.chance(CALLED_OFF):
            rows.insert(0, self._activity(deal, day, kind, "cancelled"))
        return rows

    def _afterwards(self, deal: Deal) -> list[Row]:
        """Write visits after signing, and what is planned for an open deal."""
        dice, journey, rows = self._dice, deal.journey, []
        signed_on = journey.on(WON)
        if signed_on:
            for days in (20, 45):
                if signed_on + timedelta(days=days) <= self._until:
                    row = self._activity(deal, signed_on + timedelta(days=days), "site_visit", "done")
                    rows.append(row | {"note": dice.pick(self._words.phrases.notes["handover"])})
        if journey.status == OPEN and dice.chance(0.3):
            day = dice.day(self._until + timedelta(days=1), self._until + timedelta(days=14))
            rows.append(self._activity(deal, day, dice.pick(("call", "meeting", "site_visit")), "planned"))
        if journey.status == PAUSED and dice.chance(0.4):
            rows.append(self._activity(deal, dice.day(journey.since, self._until), "zalo", "done"))
        return rows

    def _activity(self, deal: Deal, day: date, kind: str, outcome: str) -> Row:
        row = self._row(day, kind, outcome, deal.contact)
        return row | {"rep": deal.rep.name, "lead_id": deal.lead_id, "opportunity_id": deal.id}

    def _row(self, day: date, kind: str, outcome: str, contact: str) -> Row:
        dice, journeys, notes = self._dice, self._words.journeys, self._words.phrases.notes
        spoken = notes[kind] if outcome == "done" else notes[outcome]
        note = dice.pick(spoken).format(contact=contact, version=f"v{dice.whole(1, 3)}")
        inward = outcome == "done" and kind in ("call", "email", "zalo") and dice.chance(INBOUND)
        return {
            "id": dice.id(),
            "at": dice.moment(day),
            "kind": kind,
            "channel": journeys.channels[kind],
            "direction": "in" if inward else "out",
            "outcome": outcome,
            "minutes": dice.whole(*journeys.minutes[kind]) if outcome == "done" else None,
            "note": note if outcome != "done" or dice.chance(0.7) else None,
        }
