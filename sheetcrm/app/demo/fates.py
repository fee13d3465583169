"""When each of a rep's deals comes up and how it ends: half of the year's are still open, mostly the young ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.journeys import CANCELLED
from sheetcrm.app.demo.journeys import LOST
from sheetcrm.app.demo.journeys import OPEN
from sheetcrm.app.demo.journeys import PAUSED
from sheetcrm.app.demo.journeys import WON
from sheetcrm.app.demo.words import RepWords
from sheetcrm.app.demo.words import Words
from sheetcrm.app.demo.year import year_until

A_MONTH = 20
"""New opportunities a rep a month: the article's figure."""
OPEN_MONTHS = 6
"""For how many months' worth of opportunities a rep is busy at once: the article's figure."""
YEAR_DAYS = 365
WON_AGE = 55
CANCELLED_AGE = 150


class Slot(NamedTuple):
    """A deal to be invented: its first day and its end."""

    created_on: date
    fate: str


def slots_of(dice: Dice, words: Words, rep: RepWords, until: date) -> list[Slot]:
    """Give one rep's deals of the year in the order in which they came up."""
    days = [
        dice.day(stretch.first, stretch.last) for stretch in year_until(until, A_MONTH) for _ in range(stretch.size)
    ]
    fates = _fates(dice, words, rep, sorted((until - day).days for day in days))
    return [Slot(day, fate) for day, fate in zip(sorted(days, reverse=True), fates, strict=True)][::-1]


def _fates(dice: Dice, words: Words, rep: RepWords, ages: Sequence[int]) -> list[str]:
    """Choose an end for each age: the older a deal, the likelier it is closed."""
    by_luck = sorted(range(len(ages)), key=lambda place: dice.fraction() + 0.9 * ages[place] / YEAR_DAYS)
    still_open = set(by_luck[: A_MONTH * OPEN_MONTHS])
    fates = [OPEN if place in still_open else LOST for place in range(len(ages))]
    closed = dice.shuffled(by_luck[A_MONTH * OPEN_MONTHS :])
    paused, rest = closed[: words.journeys.fates.paused], closed[words.journeys.fates.paused :]
    for place in paused:
        fates[place] = PAUSED
    old_enough = [place for place in rest if ages[place] >= WON_AGE]
    for place in old_enough[: round(rep.skill * len(rest))]:
        fates[place] = WON
    if rep.cancels:
        fates[next(place for place in old_enough if ages[place] >= CANCELLED_AGE)] = CANCELLED
    return fates
