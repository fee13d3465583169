"""The few ways of measuring that every KPI is made of; plain data, so that any engine can compile them.

A measure reads one fact table and adds, counts, or takes the median of integers. Ratios are made of two measures and
divided once, at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

Key = str | None
"""An entry of a dimension; None is "(Chưa gán)"."""

Where = tuple[tuple[str, int], ...]
"""Only rows whose value columns hold these numbers."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows."""

    table: str
    where: Where = ()


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a column, divided by `per` (a fixed scale) at the end."""

    table: str
    column: str
    where: Where = ()
    per: int = 1


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different things: rows that are parts of one thing count once."""

    table: str
    column: str
    where: Where = ()


@dataclass(frozen=True, slots=True)
class Median:
    """The middle one of a column; of an even number, halfway between the two middle ones.

    With `group`, rows that are parts of one thing are added up first.
    """

    table: str
    column: str
    where: Where = ()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class MeanOfShares:
    """The plain mean, over things, of each thing's own `part` / `whole`, each rounded to `SHARE_UNIT`."""

    table: str
    part: str
    whole: str
    group: str
    where: Where = ()


@dataclass(frozen=True, slots=True)
class Ratio:
    """One measure divided by another, times a fixed number (100 for percent)."""

    top: Count | Sum | Distinct
    bottom: Count | Sum | Distinct
    times: int = 1
    n: Count | Sum | Distinct | None = None
    """What stands beside it as n; the divisor unless given."""
    none_top: str | None = None
    """The reason for a blank when no row at all stands behind the dividend; without it that is 0."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Another KPI now against the period before: (now − before) / |before|."""

    of: str


@dataclass(frozen=True, slots=True)
class Attainment:
    """Another KPI against its target."""

    of: str


Additive = Count | Sum | Distinct
Measure = Count | Sum | Distinct | Median | MeanOfShares | Ratio | Growth | Attainment

WEIGHT_UNIT = 10**6
"""A probability of one hundred percent, as the whole number that facts keep."""

SHARE_UNIT = 10**20
"""An order's margin is kept as a whole number of these parts of one: finer than any digit a cell keeps."""


def mean(table: str, column: str, where: Where = ()) -> Ratio:
    """Make the mean of a column."""
    return Ratio(Sum(table, column, where), Count(table, where))
