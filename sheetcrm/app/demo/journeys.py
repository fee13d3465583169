"""How one deal ran: which stages it visited when, how it ended, and with which reasons."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta

from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.words import Skip
from sheetcrm.app.demo.words import Words

OPEN = "open"
WON = "won"
LOST = "lost"
PAUSED = "paused"
CANCELLED = "cancelled"
USUAL_DAYS = 150
"""How old an open deal is when it usually reaches the last stage."""
REOPEN_WITHIN = 150
"""Whole length up to which a deal may have been lost and reopened on its way (the rule allows 180 days)."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One accepted change of stage or status; `weight` is its share of the deal's time, `approved` by the manager."""

    from_stage: str
    to_stage: str
    from_status: str = OPEN
    to_status: str = OPEN
    weight: float = 1.0
    reason: str | None = None
    approved: bool = False
    on: date = date.min


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay in a stage; `left` is None while the deal is there."""

    stage: str
    entered: date
    left: date | None


@dataclass(frozen=True, slots=True)
class Journey:
    """The history of one deal."""

    created_on: date
    start: str
    hops: tuple[Hop, ...] = ()

    @property
    def stage(self) -> str:
        """Where the deal stands (for a lost one: where it was lost)."""
        return self.hops[-1].to_stage if self.hops else self.start

    @property
    def status(self) -> str:
        """How it stands: open, won, lost, paused or cancelled."""
        return self.hops[-1].to_status if self.hops else OPEN

    @property
    def since(self) -> date:
        """When it last moved."""
        return self.hops[-1].on if self.hops else self.created_on

    def on(self, status: str) -> date | None:
        """When the deal last came to a status."""
        return next((hop.on for hop in reversed(self.hops) if hop.to_status == status != hop.from_status), None)

    def visits(self) -> tuple[Visit, ...]:
        """All stays in order; the last one has not been left."""
        found: list[Visit] = []
        stage, entered = self.start, self.created_on
        for hop in self.hops:
            if hop.to_stage != stage:
                found.append(Visit(stage, entered, hop.on))
                stage, entered = hop.to_stage, hop.on
        return (*found, Visit(stage, entered, None))


@dataclass(frozen=True, slots=True)
class Brief:
    """What is known of a deal before its history is invented."""

    created_on: date
    fate: str
    origin: str
    existing: bool


class Route:
    """Invents journeys along the stages of the data file."""

    def __init__(self, dice: Dice, words: Words, until: date) -> None:
        """Tell no history beyond `until`."""
        self._dice = dice
        self._words = words
        self._until = until
        self._stages = words.journeys.stages
        self._keys = [stage.key for stage in self._stages]

    def journey(self, brief: Brief) -> Journey:
        """Invent the history of one deal."""
        age = (self._until - brief.created_on).days
        if brief.fate == OPEN:
            goal, length = self._open_goal(age)
            hops = self._way(brief, goal, length)
        else:
            hops, length = self._closed(brief, age)
        dated = _dated(hops, brief.created_on, max(length, 0))
        if brief.fate == CANCELLED:
            later = dated[-1].on + timedelta(days=self._dice.whole(15, 40))
            dated = (*dated[:-1], replace(dated[-1], on=later))
        return Journey(brief.created_on, self._keys[0], dated)

    def _open_goal(self, age: int) -> tuple[int, int]:
        """Choose the stage an open deal stands in, and after how many days it came there."""
        last = len(self._keys) - 1
        goal = round(min(self._dice.around(age / USUAL_DAYS * last, 1.1), self._dice.around(4.4, 1.3)))
        goal = max(0, min(goal, last, age // 3))
        stale = self._stages[goal].stale
        stay = self._dice.whole(0, stale) if self._dice.chance(0.78) else self._dice.whole(stale, 3 * stale)
        return goal, max(age - stay, min(goal, age))

    def _closed(self, brief: Brief, age: int) -> tuple[list[Hop], int]:
        """Lay out a deal that was won, lost, paused or cancelled."""
        dice, fates = self._dice, self._words.journeys.fates
        if brief.fate in (WON, CANCELLED):
            goal, length = len(self._keys) - 1, min(dice.whole(40, 185), age - 2)
            if brief.existing:
                length = min(length, dice.whole(25, 90))
        else:
            goal = self._keys.index(dice.weighted(fates.lost_at))
            length = min(dice.whole(8 + 12 * goal, 30 + 32 * goal), age)
        if brief.fate == CANCELLED:
            length = min(length, age - 45)
        if brief.fate == PAUSED and dice.chance(0.7):
            length = max(length, age - 90)
        goal = min(goal, max(length - 1, 0))
        hops = self._way(brief, goal, length)
        return [*hops, *self._ending(brief.fate, self._keys[goal])], length

    def _ending(self, fate: str, stage: str) -> list[Hop]:
        dice, phrases = self._dice, self._words.phrases
        if fate == PAUSED:
            return [Hop(stage, stage, OPEN, PAUSED, 0.6, dice.pick(phrases.paused_reasons))]
        if fate == CANCELLED:
            won = Hop(stage, stage, OPEN, WON, 0.5)
            return [won, Hop(stage, stage, WON, CANCELLED, 0.0, phrases.cancel_reason, approved=True)]
        return [Hop(stage, stage, OPEN, fate, 0.7)]

    def _way(self, brief: Brief, goal: int, length: int) -> list[Hop]:
        """Go from the first stage to the goal: forward, sometimes skipping, back, pausing, or lost and reopened."""
        dice, journeys = self._dice, self._words.journeys
        unrest = journeys.chances.paused_between + journeys.chances.reopened * (length < REOPEN_WITHIN)
        hops: list[Hop] = []
        at, been_back, interrupted = 0, length < 60, length < 50
        while at < goal:
            if not interrupted and dice.chance(unrest):
                interrupted = True
                hops += self._interruption(self._keys[at], length)
            if not been_back and self._keys[at] in journeys.back.from_stages and dice.chance(journeys.chances.back):
                been_back = True
                to = self._keys.index(journeys.back.to_stage)
                hops.append(self._hop(at, to, dice.pick(self._words.phrases.back_reasons)))
            else:
                to, skip = self._next(brief, at, goal, {hop.to_stage for hop in hops})
                reason = dice.pick(self._words.phrases.skip_reasons) if skip and skip.approved else None
                hops.append(self._hop(at, to, reason, approved=reason is not None))
            at = to
        return hops

    def _hop(self, at: int, to: int, reason: str | None, *, approved: bool = False) -> Hop:
        weight = self._stages[at].days * (0.4 + 1.4 * self._dice.fraction())
        return Hop(self._keys[at], self._keys[to], weight=weight, reason=reason, approved=approved)

    def _interruption(self, stage: str, length: int) -> list[Hop]:
        """Pause and resume, or lose and reopen, without leaving the stage."""
        dice, phrases = self._dice, self._words.phrases
        if length < REOPEN_WITHIN and dice.chance(0.5):
            return [
                Hop(stage, stage, OPEN, LOST, 8),
                Hop(stage, stage, LOST, OPEN, 20, dice.pick(phrases.reopen_reasons)),
            ]
        return [
            Hop(stage, stage, OPEN, PAUSED, 6, dice.pick(phrases.paused_reasons)),
            Hop(stage, stage, PAUSED, OPEN, 25, dice.pick(phrases.resume_reasons)),
        ]

    def _next(self, brief: Brief, at: int, goal: int, been_in: Collection[str]) -> tuple[int, Skip | None]:
        """Choose the next stage, and say by which skip if it is not simply the next one."""
        kinds = {None, brief.origin, "existing" if brief.existing else None}
        for skip in self._words.journeys.skips:
            to = self._keys.index(skip.to_stage)
            fits = skip.from_stage == self._keys[at] and to <= goal and skip.only in kinds
            if fits and skip.unless_been_in not in been_in and self._dice.chance(skip.chance):
                return to, skip
        return at + 1, None


def _dated(hops: Sequence[Hop], start: date, length: int) -> tuple[Hop, ...]:
    """Spread the hops over `length` days, a day or more apart wherever there is room."""
    total = sum(hop.weight for hop in hops)
    dated: list[Hop] = []
    passed, day = 0.0, 0
    for position, hop in enumerate(hops):
        passed += hop.weight
        room = max(length - (len(hops) - 1 - position), 0)
        day = max(min(round(length * passed / total), room), min(day + 1, room), day)
        dated.append(replace(hop, on=start + timedelta(days=day)))
    return tuple(dated)
