"""The words with which a process file says what must be true before an opportunity moves.

Each word is a small value that can tell what is still unmet. A word never says *why* it is asked: the same word guards
the way out of a stage, a skip, a loss or a pause. `sheetcrm.templates.process_spec` lists how each is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple
from typing import Protocol

from sheetcrm.domain.context import LEADS
from sheetcrm.domain.context import Facts
from sheetcrm.domain.context import first_column
from sheetcrm.domain.remedies import FillCell
from sheetcrm.domain.remedies import Way
from sheetcrm.domain.remedies import fill
from sheetcrm.domain.remedies import together
from sheetcrm.messages import Label
from sheetcrm.values import Value


class Unmet(NamedTuple):
    """One need that is not met: the sentence's code, its blanks, and the cell to fill (None: no cell of this row)."""

    code: str
    params: Mapping[str, object]
    column: str | None = None
    ways: tuple[Way, ...] = ()
    """What could be done about it, any one of them; () when nothing that a form could ask for."""


class Need(Protocol):
    """What a process file may ask for."""

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Tell what is missing; nothing when the need is met."""
        ...

    def places(self) -> Iterator[str]:
        """Name the places it looks at, so that a template can be checked for them."""
        ...


@dataclass(frozen=True)
class Filled:
    """All these places say something."""

    filled: tuple[str, ...]

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Name the places that are blank or hold a placeholder, in one finding."""
        yield from _missing(place for place in self.filled if facts.value(place) is None)

    def places(self) -> Iterator[str]:
        """Name the places."""
        yield from self.filled


@dataclass(frozen=True)
class FilledWhen:
    """All these places say something, but only when a column holds a certain entry."""

    column: str
    entry: str
    filled: tuple[str, ...]

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Name what is missing when the entry is there."""
        if facts.value(self.column) == self.entry:
            yield from Filled(self.filled).unmet(facts)

    def places(self) -> Iterator[str]:
        """Name the column that decides and the places."""
        yield self.column
        yield from self.filled


@dataclass(frozen=True)
class AtLeast:
    """A number has reached a minimum; a blank is unknown and does not reach it."""

    column: str
    minimum: Decimal

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Tell the number that stands there, or that none does."""
        value = facts.value(self.column)
        if not isinstance(value, int | Decimal):
            yield from _missing([self.column])
        elif value < self.minimum:
            named = first_column(self.column)
            params = {"column": named, "minimum": self.minimum, "value": Decimal(value)}
            yield Unmet("need_at_least", params, _own(named), fill(named))

    def places(self) -> Iterator[str]:
        """Name the column."""
        yield self.column


@dataclass(frozen=True)
class Among:
    """A column holds one of these entries. `vi` and `en` say so to people."""

    column: str
    entries: tuple[str, ...]
    vi: str
    en: str

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Say what is asked for when another entry, or none, stands there."""
        if facts.value(self.column) not in self.entries:
            named = first_column(self.column)
            ways = ((FillCell(named, self.entries),),)
            yield Unmet("need_unmet", {"need": Label(self.vi, self.en)}, _own(named), ways)

    def places(self) -> Iterator[str]:
        """Name the column."""
        yield self.column


@dataclass(frozen=True)
class NotPast:
    """A date is today or later."""

    column: str

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Tell the date that has passed, or that none is given."""
        day = _day(facts.value(self.column))
        if day is None:
            yield from _missing([self.column])
        elif day < facts.context.today:
            told = {"column": self.column, "day": day}
            yield Unmet("need_not_past", told, _own(self.column), fill(self.column))

    def places(self) -> Iterator[str]:
        """Name the column."""
        yield self.column


@dataclass(frozen=True)
class NotFuture:
    """A date is today or earlier: it tells what has happened."""

    column: str

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Tell the date that is still to come, or that none is given."""
        day = _day(facts.value(self.column))
        if day is None:
            yield from _missing([self.column])
        elif day > facts.context.today:
            told = {"column": self.column, "day": day}
            yield Unmet("need_not_future", told, _own(self.column), fill(self.column))

    def places(self) -> Iterator[str]:
        """Name the column."""
        yield self.column


@dataclass(frozen=True)
class WithinDays:
    """A date lies between today and so many days from today."""

    column: str
    days: int

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Tell the last day possible, or that no date is given."""
        day, today = _day(facts.value(self.column)), facts.context.today
        if day is None:
            yield from _missing([self.column])
        elif not today <= day <= self.last_day(today):
            params = {"column": self.column, "days": self.days, "first_day": today, "last_day": self.last_day(today)}
            yield Unmet("need_within_days", params, _own(self.column), fill(self.column))

    def last_day(self, start: date) -> date:
        """Give the last day that is still within the days."""
        return start + timedelta(days=self.days)

    def places(self) -> Iterator[str]:
        """Name the column."""
        yield self.column


@dataclass(frozen=True)
class AnyOf:
    """At least one of several needs is met. `vi` and `en` say to people what is asked for."""

    any_of: tuple[Need, ...]
    vi: str
    en: str

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Say what is asked for when none of them is met."""
        findings = [list(need.unmet(facts)) for need in self.any_of]
        if all(findings):
            columns = tuple(first_column(place) for place in self.places())
            own = next((column for column in columns if _own(column)), None)
            ways = tuple(way for missing in findings for way in together(one.ways for one in missing))
            yield Unmet("need_unmet", {"need": Label(self.vi, self.en), "columns": columns}, own, ways)

    def places(self) -> Iterator[str]:
        """Name the places of all of them."""
        for need in self.any_of:
            yield from need.places()


def all_unmet(needs: Iterable[Need], facts: Facts) -> list[Unmet]:
    """Tell everything that is missing; an opportunity without a lead is told once that it needs one."""
    findings = [finding for need in needs for finding in need.unmet(facts)]
    if facts.context.lead is None and any(_asks_for_lead(finding) for finding in findings):
        findings.insert(0, Unmet("need_lead", {"columns": ("lead_id",)}, "lead_id", fill("lead_id")))
    return findings


def _asks_for_lead(finding: Unmet) -> bool:
    """Say whether nothing but a lead's cells would do: of what is missing any, of alternatives all."""
    columns = finding.params.get("columns", ())
    on_lead = [column.startswith(LEADS) for column in columns] if isinstance(columns, tuple) else []
    return any(on_lead) if finding.code == "need_filled" else bool(on_lead) and all(on_lead)


def _missing(places: Iterable[str]) -> Iterator[Unmet]:
    columns = tuple(first_column(place) for place in places)
    if columns:
        own = next((column for column in columns if _own(column)), None)
        yield Unmet("need_filled", {"columns": columns}, own, fill(*columns))


def _own(column: str) -> str | None:
    return None if column.startswith(LEADS) else column


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
