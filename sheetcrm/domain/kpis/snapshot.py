"""What the closing of a month keeps: the integers of every KPI, its targets, and who was there."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import month_of

Breakdown = tuple[str, tuple[str, ...]]
"""A KPI's key, and by what it is broken down; nothing for the total."""
Unsettled = Mapping[date, tuple[Lines, Lines]]
"""Closed month → its lines as they are settled, and as the records say now; only months where these differ."""
TargetOf = tuple[str, str, str | None]
"""KPI, level and key of a target."""


class Kept(NamedTuple):
    """Whose figures are kept: a breakdown, and the month (quarter, year) they are of.

    An earlier month than the one closed stands for the adjustments that the closing took in from it.
    """

    breakdown: Breakdown
    period: Period


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One closed month."""

    month: date
    closed_on: date
    captured: frozenset[Breakdown]
    """What was kept; a KPI that came later is computed from the records as ever."""
    figures: Mapping[Kept, Lines] = field(default_factory=dict)
    """Only where something happened."""
    targets: Mapping[TargetOf, Decimal] = field(default_factory=dict)
    reps: tuple[str, ...] = ()
    """Who had a line of their own, with or without figures."""
    edition: str = ""
    """How KPIs were measured then."""
    prints: Mapping[tuple[str, date], str] = field(default_factory=dict)
    """Table and month → its fingerprint when everything up to this month was settled."""

    @property
    def period(self) -> Period:
        """Give the month as a stretch of time."""
        return month_of(self.month)


@dataclass(frozen=True, slots=True)
class Closings:
    """All closed months, the earliest first. Whatever is dated before the first of them is closed, too: as empty."""

    snapshots: Sequence[Snapshot] = ()
    _of: dict[Breakdown, dict[date, list[tuple[Period, Lines]]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    until: date = field(init=False, compare=False, default=date.min)
    """The first day that is open: everything before is closed."""
    _captured: set[Breakdown] = field(init=False, repr=False, compare=False, default_factory=set)

    def __post_init__(self) -> None:
        """Sort what was kept by breakdown, once."""
        if self.snapshots:
            object.__setattr__(self, "until", self.snapshots[-1].period.end)
            self._captured.update(frozenset.intersection(*(one.captured for one in self.snapshots)))
        for snapshot in self.snapshots:
            for (breakdown, period), lines in snapshot.figures.items():
                self._of.setdefault(breakdown, {}).setdefault(snapshot.month, []).append((period, lines))

    def __bool__(self) -> bool:
        return bool(self.snapshots)

    def known_on(self, day: date) -> Closings:
        """Leave out months that had not ended before a day: as of then they were open."""
        past = tuple(one for one in self.snapshots if one.period.end <= day)
        return self if len(past) == len(self.snapshots) else Closings(past)

    def captured(self, breakdown: Breakdown) -> bool:
        """Say whether every closing kept this breakdown."""
        return breakdown in self._captured

    def kept(self, breakdown: Breakdown) -> Iterator[tuple[date, Period, Lines]]:
        """Give all that was kept of a breakdown: by which month's closing, of which period, and the lines."""
        for month, parts in self._of.get(breakdown, {}).items():
            for period, lines in parts:
                yield month, period, lines

    def at(self, month: date) -> Snapshot | None:
        """Give the closing of a month, if it was closed as one."""
        return next((one for one in self.snapshots if one.month == month), None)


NOTHING_CLOSED = Closings()
