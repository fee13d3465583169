"""A way to qualify leads: its letters with their weights, its bands and grades, and how schemes are mixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

TOP_LEVEL = 3
"""Every letter runs from 0 to this."""
WHOLE = 100
"""Percent."""


class Place(NamedTuple):
    """Where a letter is typed, and where the day stands when its evidence was last verified (None: it does not age)."""

    column: str
    verified_on: str | None = None


class KnockOut(NamedTuple):
    """A letter this low keeps the whole score at `limit` or below."""

    level: int
    limit: int


class Decay(NamedTuple):
    """Evidence verified more than `after_days` ago counts only `percent`."""

    after_days: int
    percent: int


class Band(NamedTuple):
    """A name for scores from `from_points` on."""

    key: str
    vi: str
    en: str
    from_points: int

    def in_language(self, lang: str) -> str:
        """Give the name in the language asked for."""
        return self.vi if lang == "vi" else self.en


class Grade(NamedTuple):
    """A school mark: enough points, and enough known to believe them."""

    key: str
    from_points: int
    from_completeness: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to find out about a lead, such as its budget.

    It is read from the first of its places that is filled, so a letter two schemes share is typed once.
    """

    key: str
    vi: str
    en: str
    symbol: str
    weight: Decimal
    places: tuple[Place, ...]
    anchors_vi: tuple[str, ...]
    anchors_en: tuple[str, ...]
    objection: str | None = None
    """The category of objection that lowers it by one while unresolved."""
    knock_outs: tuple[KnockOut, ...] = ()

    @property
    def column(self) -> str:
        """Name the column people type it into."""
        return self.places[0].column

    def anchors(self, lang: str) -> tuple[str, ...]:
        """Give what 0, 1, 2 and 3 mean, in the language asked for."""
        return self.anchors_vi if lang == "vi" else self.anchors_en


@dataclass(frozen=True, slots=True)
class Part:
    """A scheme that a combined scheme is mixed from, and its share in percent."""

    scheme: str
    percent: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to qualify leads. The weights of its letters sum to 100; bands and grades stand from high to low."""

    key: str
    vi: str
    en: str
    letters: tuple[Letter, ...]
    bands: tuple[Band, ...]
    grades: tuple[Grade, ...]
    decay: tuple[Decay, ...] = ()
    """Steps from the oldest evidence to the freshest."""
    parts: tuple[Part, ...] = ()
    """Of a combined scheme: what it was mixed from."""


def combine(letters: Iterable[tuple[Letter, int]]) -> tuple[Letter, ...]:
    """Mix the letters of several schemes by the percent given with each.

    A letter that two schemes share (by key) becomes one: the weights add up, and it is read from the first scheme's
    column, or from the next one's when that is blank.
    """
    mixed: dict[str, Letter] = {}
    for letter, percent in letters:
        weight = letter.weight * percent / WHOLE
        first = mixed.get(letter.key)
        mixed[letter.key] = Letter(
            key=letter.key,
            vi=first.vi if first else letter.vi,
            en=first.en if first else letter.en,
            symbol=first.symbol if first else letter.symbol,
            weight=first.weight + weight if first else weight,
            places=first.places + letter.places if first else letter.places,
            anchors_vi=first.anchors_vi if first else letter.anchors_vi,
            anchors_en=first.anchors_en if first else letter.anchors_en,
            objection=first.objection or letter.objection if first else letter.objection,
            knock_outs=first.knock_outs + letter.knock_outs if first else letter.knock_outs,
        )
    return tuple(mixed.values())
