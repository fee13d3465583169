"""What computing a KPI gives: figures with their n, blanks with their reason, lines that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.periods import Period

Number = int | Decimal


class Adjustment(NamedTuple):
    """What a figure owes to a closed month that changed after it was closed; a ratio's share of it has no number."""

    month: date
    value: Number | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, or a blank and why.

    `reason` is a message code (`kpi_blank_…`); `new` stands for "there was nothing before". `n` is what a ratio, mean
    or median rests on. `top` and `bottom` are the integers it was divided from. `left_out` counts rows that could not
    be counted, by why.
    """

    value: Number | None
    n: int | None = None
    reason: str | None = None
    top: int | None = None
    bottom: int | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()
    unadjusted: Number | None = None
    """With adjustments: what the figure would be without them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown; its key has one entry per dimension."""

    key: tuple[Key, ...]
    figure: Figure


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the lines add up to the total: Σ lines − what stands in several lines = total."""

    lines: int
    overlap: int
    total: int

    @property
    def adds_up(self) -> bool:
        """Say whether they do."""
        return self.lines - self.overlap == self.total


@dataclass(frozen=True, slots=True)
class Figures:
    """A KPI for one period: the total and, when asked for, its lines."""

    kpi: str
    by: tuple[str, ...]
    period: Period
    total: Figure
    lines: tuple[Line, ...] = ()
    checks: tuple[Check, ...] = ()
    closed: bool = False
    """Whether these are the figures kept when the period was closed."""

    @property
    def adds_up(self) -> bool:
        """Say whether every check line holds."""
        return all(check.adds_up for check in self.checks)

    def at(self, *key: Key) -> Figure | None:
        """Give the figure of one line; None when there is no such line."""
        return next((line.figure for line in self.lines if line.key == key), None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure beside what came before, the same a year earlier, and its target."""

    now: Figure
    previous: Figure
    change: Figure
    """Percent for amounts and counts, percentage points for percentages."""
    last_year: Figure
    target: Number | None
    attainment: Figure
