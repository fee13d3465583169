"""The integers a KPI is made of, line by line, before anything is divided.

Integers can be kept, added up over months and taken from one another, and a figure made of them is the same to the
last digit: this is what locked months are stored as.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sheetcrm.domain.kpis.measures import Key

Keys = tuple[Key, ...]
ALL_COUNTED: Mapping[str, int] = MappingProxyType({})


class Integers(NamedTuple):
    """What one line's figure is made of.

    `top` is the sum, or what is divided (None: no row at all stands behind it), or twice the median; `bottom` is the
    divisor, `n` what stands beside the figure; `left_out` counts rows that could not be counted, by why.
    """

    top: int | None
    bottom: int = 0
    n: int | None = None
    left_out: Mapping[str, int] = ALL_COUNTED

    def plus(self, other: Integers) -> Integers:
        """Add two up."""
        reasons = {**self.left_out, **other.left_out}
        added = {why: self.left_out.get(why, 0) + other.left_out.get(why, 0) for why in reasons}
        return Integers(
            _added(self.top, other.top), self.bottom + other.bottom, _added(self.n, other.n), added or ALL_COUNTED
        )

    def negative(self) -> Integers:
        """Turn all signs."""
        top, n = (None if one is None else -one for one in (self.top, self.n))
        return Integers(top, -self.bottom, n, {why: -count for why, count in self.left_out.items()} or ALL_COUNTED)

    @property
    def is_zero(self) -> bool:
        """Say whether adding it changes nothing."""
        return not (self.top or self.bottom or self.n or any(self.left_out.values()))


Lines = Mapping[Keys, Integers]


def total_of(parts: Iterable[Lines]) -> Lines:
    """Add up lines of several stretches of time."""
    added: dict[Keys, Integers] = {}
    for lines in parts:
        for key, integers in lines.items():
            added[key] = added[key].plus(integers) if key in added else integers
    return added


def difference(now: Lines, before: Lines) -> Lines:
    """Give what must be added to `before` to get `now`; lines that are the same are left out."""
    changed: dict[Keys, Integers] = {}
    for key in now.keys() | before.keys():
        one, other = now.get(key), before.get(key)
        integers = other.negative() if one is None and other is not None else one
        if one is not None and other is not None:
            integers = one.plus(other.negative())
        if integers is not None and not integers.is_zero:
            changed[key] = integers
    return changed


def _added(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other
