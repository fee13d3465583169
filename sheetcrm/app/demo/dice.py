"""The seeded generator behind every choice of the demonstration data: same seed, same company."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from typing import TypeVar

from sheetcrm.sync.identity import new_id

T = TypeVar("T")

SUNDAY = 6
FIRST_HOUR = 8
WORKING_SLOTS = 108
"""Five-minute slots from eight to five."""


class Dice:
    """A `random.Random` that speaks of days, money and row ids. Each part of the company rolls its own (see `part`)."""

    def __init__(self, seed: object, part: str = "") -> None:
        """Start from a seed; the same seed and part roll the same."""
        self._seed = seed
        self._random = random.Random(f"{seed}/{part}")
        self.id_symbol = self._random.choice

    def part(self, name: str) -> Dice:
        """Give dice of their own to one part, so that a change there leaves the rest as it was."""
        return Dice(self._seed, name)

    def id(self) -> str:
        """Make a row id."""
        return new_id(self.id_symbol)

    def chance(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self._random.random() < share

    def fraction(self) -> float:
        """Give a number from 0 up to 1."""
        return self._random.random()

    def around(self, middle: float, spread: float) -> float:
        """Give a number near the middle (bell curve)."""
        return self._random.gauss(middle, spread)

    def whole(self, low: int, high: int) -> int:
        """Give a whole number between two bounds, both possible."""
        return self._random.randint(low, high)

    def steep(self, low: int, high: int) -> int:
        """Give a whole number between two bounds, small ones more often (as prices and company sizes are)."""
        return round(math.exp(self._random.uniform(math.log(low), math.log(high))))

    def pick(self, items: Sequence[T]) -> T:
        """Choose one."""
        return items[int(self._random.random() * len(items))]

    def weighted(self, shares: Mapping[T, int]) -> T:
        """Choose one, by shares."""
        return self._random.choices(list(shares), weights=list(shares.values()))[0]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Give the items in another order."""
        return self._random.sample(items, len(items))

    def day(self, first: date, last: date) -> date:
        """Choose a working day between two dates (a Sunday only when there is nothing else)."""
        span = (last - first).days
        chosen = first + timedelta(days=self._random.randint(0, max(span, 0)))
        if chosen.weekday() != SUNDAY:
            return chosen
        if chosen > first:
            return chosen - timedelta(days=1)
        return min(chosen + timedelta(days=1), max(last, first))

    def moment(self, day: date) -> datetime:
        """Choose a moment of the working day."""
        minutes = int(self._random.random() * WORKING_SLOTS) * 5
        return datetime.combine(day, time(FIRST_HOUR)) + timedelta(minutes=minutes)
