"""Facts: small tables of integers and keys, the only thing KPIs are computed from.

Money is whole minor units of the base currency, time is whole days (`date.toordinal`). A fact table holds one row
per thing that happened on a day or, when it has an `until`, per state that lasted from one day up to, not including,
another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import cast

from sheetcrm.domain.kpis.measures import Additive
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.measures import Where
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import first_of_month
from sheetcrm.domain.kpis.snapshot import NOTHING_CLOSED
from sheetcrm.domain.kpis.snapshot import Breakdown
from sheetcrm.domain.kpis.snapshot import Closings
from sheetcrm.domain.kpis.snapshot import Unsettled
from sheetcrm.domain.records import Target
from sheetcrm.problems import Problem

FOREVER = date.max.toordinal()
LEFT_OUT = ("no_rate", "no_amount")
"""Value columns that mark rows whose money is not known, and why."""
KNOWN = ("counted", "covered")
"""Value columns that mark rows whose money is known."""

Span = tuple[date, date]
"""The first and the last day of something, both included."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """One table of facts, column by column; `days` says when each row happened or began."""

    name: str
    days: Sequence[int]
    dimensions: Mapping[str, Sequence[Key]]
    values: Mapping[str, Sequence[int]]
    until: Sequence[int] | None = None
    left_out: Sequence[str] = ()
    """Value columns that mark rows which could not be counted, and why."""
    money: Sequence[str] = ()
    """Value columns that such rows are missing from."""
    _by_day: defaultdict[int, list[int]] = field(
        init=False, repr=False, compare=False, default_factory=lambda: defaultdict(list)
    )
    _months: set[date] = field(init=False, repr=False, compare=False, default_factory=set)
    _chosen: dict[tuple[Period, Where], Sequence[int]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Sort rows into days, once, so that a month is found without reading a year."""
        if self.until is None:
            by_day = self._by_day
            for row, day in enumerate(self.days):
                by_day[day].append(row)

    def months(self) -> set[date]:
        """Give the first days of the months in which anything happened (states do not happen)."""
        if self.until is None and not self._months:
            self._months.update({first_of_month(date.fromordinal(day)) for day in self._by_day})
        return self._months

    def rows(self, period: Period, where: Where = ()) -> Sequence[int]:
        """Give the rows that happened in a period or, for states, that lasted on its last day; found once."""
        if (period, where) not in self._chosen:
            self._chosen[period, where] = self._rows(period, where)
        return self._chosen[period, where]

    def _rows(self, period: Period, where: Where) -> Sequence[int]:
        if self.until is not None:
            chosen = self._lasting(period.last_day.toordinal())
        else:
            by_day = self._by_day
            days = range(period.start.toordinal(), period.end.toordinal())
            present: Iterable[int] = days if len(days) < len(by_day) else sorted(day for day in by_day if day in days)
            chosen = [row for day in present if day in by_day for row in by_day[day]]
        for column, number in where:
            cells = map(self.values[column].__getitem__, chosen)
            chosen = [row for row, cell in zip(chosen, cells, strict=True) if cell == number]
        return chosen

    def _lasting(self, day: int) -> list[int]:
        if day not in self._by_day:
            assert self.until is not None
            spans = zip(self.days, self.until, strict=True)
            self._by_day[day] = [row for row, (start, end) in enumerate(spans) if start <= day < end]
        return self._by_day[day]


FactRow = tuple[int | str | None, ...]
_ROWS_AT_ONCE = 400
"""Few enough never to start Python's garbage collector, which a hundred thousand rows would keep busy."""


class TableBuilder:
    """Collects the rows of one fact table, each a tuple: (day[, until], dimensions …, values …)."""

    def __init__(
        self,
        name: str,
        dimensions: Sequence[str],
        values: Sequence[str],
        *,
        lasting: bool = False,
        money: Sequence[str] = (),
    ) -> None:
        """Begin an empty table."""
        self._name = name
        self._dimensions = tuple(dimensions)
        self._values = tuple(values)
        self._lead = 2 if lasting else 1
        self._money = tuple(money)
        width = self._lead + len(self._dimensions) + len(self._values)
        self._columns: list[list[int | str | None]] = [[] for _ in range(width)]
        self._rows: list[FactRow] = []

    def add(self, *cells: int | str | None) -> None:
        """Add one row."""
        self._rows.append(cells)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._turn()

    def extend(self, rows: Iterable[FactRow]) -> None:
        """Add some rows."""
        self._rows += rows
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._turn()

    def _turn(self) -> None:
        """Turn the rows into columns: twice as fast as cell by cell."""
        for column, cells in zip(self._columns, zip(*self._rows, strict=True), strict=bool(self._rows)):
            column += cells
        self._rows.clear()

    def table(self) -> FactTable:
        """Give the table."""
        self._turn()
        columns = iter(cast("list[list[int]]", self._columns))
        days = next(columns)
        until = next(columns) if self._lead == 2 else None
        dimensions = cast("dict[str, list[Key]]", {name: next(columns) for name in self._dimensions})
        values = {name: next(columns) for name in self._values}
        left_out = tuple(name for name in LEFT_OUT if name in values)
        return FactTable(self._name, days, dimensions, values, until, left_out, self._money)


@dataclass(frozen=True, slots=True)
class TargetKey:
    """Which KPI a target is for, on which level, for whom, in which month."""

    kpi: str
    level: str
    key: Key
    month: date


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a company as known on one day, and what could not become a fact."""

    tables: Mapping[str, FactTable]
    targets: Mapping[TargetKey, Decimal]
    base_currency: str
    minor_digits: int
    today: date
    data_until: date | None
    """The last day anything is recorded for."""
    employment: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    """Rep → from when to when he is there: his targets count by these days."""
    problems: tuple[Problem, ...] = ()
    """The data-quality list: future dates, negative durations, missing rates …"""
    closings: Closings = NOTHING_CLOSED
    """The closed months, whose figures no longer move (see `locking.with_closings`)."""
    recorded_targets: Mapping[TargetKey, Decimal] | None = None
    """The targets as recorded, when those of closed months are kept ones."""
    target_rows: Mapping[TargetKey, Target] = field(default_factory=dict)
    """The rows in which the recorded targets stand."""
    unsettled: dict[Breakdown, Unsettled] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What was found to have changed in closed months, looked for once a breakdown."""
    prints: dict[tuple[str, date], str] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Fingerprints of tables' months, taken once (see `prints`)."""
    added: dict[tuple[Additive, tuple[str, ...], Period], Mapping[tuple[Key, ...], int]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """What was counted and added, once for all KPIs that ask (see `aggregate.add_up`)."""
