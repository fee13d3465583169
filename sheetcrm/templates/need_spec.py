"""How a process file writes a need: as a table of exactly one word. What comes out are the words of `domain.needs`.

A *place* is a column of the opportunity (`pains`), of its lead (`leads.phone`), or several with `|` between, the first
filled one counting.

    { filled = ["pains", "account|leads.company"] }                 all of them say something, no placeholder
    { filled = ["lost_note"], when = { column = "lost_reason", entry = "other" } }
    { at_least = { column = "leads.score", minimum = 50 } }         a number; blank does not reach it
    { among = { column = "origin", entries = ["inbound"], vi = …, en = … } }
    { not_past = "expected_close_on" }   { not_future = "signed_on" }
    { within_days = { column = "resume_on", days = 365 } }          between today and so many days on
    { activity = { kinds = […], outcomes = ["done"], or_direction = "in", vi = …, en = … } }
    { objections = "none_open" }   { objections = "none" }          each answered / never any
    { order_lines = ["delivered", "invoiced", "paid_or_due"] }      [] asks for at least one line
    { approval = "manager" }                                        `approved_by` names one; or "director"
    { approved_above = { column = "discount_pct", limits = [{ above = 5, by = "manager" }] } }
    { any_of = { needs = [ … ], vi = …, en = … } }

`vi` and `en` say what is asked for when a word alone cannot: they are read after "needs" / "cần".
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated
from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from sheetcrm.domain.approval_needs import Approved
from sheetcrm.domain.approval_needs import ApprovedAbove
from sheetcrm.domain.approval_needs import Limit
from sheetcrm.domain.approvals import Level
from sheetcrm.domain.needs import Among
from sheetcrm.domain.needs import AnyOf
from sheetcrm.domain.needs import AtLeast
from sheetcrm.domain.needs import Filled
from sheetcrm.domain.needs import FilledWhen
from sheetcrm.domain.needs import Need
from sheetcrm.domain.needs import NotFuture
from sheetcrm.domain.needs import NotPast
from sheetcrm.domain.needs import WithinDays
from sheetcrm.domain.row_needs import ActivityLike
from sheetcrm.domain.row_needs import Objections
from sheetcrm.domain.row_needs import OrderLines
from sheetcrm.domain.row_needs import OrderState
from sheetcrm.templates.spec import Key
from sheetcrm.templates.spec import Sentence
from sheetcrm.templates.strict import Strict

_COLUMN = r"(leads\.)?[a-z][a-z0-9_]*"
Place = Annotated[str, Field(pattern=rf"^{_COLUMN}(\|{_COLUMN})*$")]
Places = Annotated[tuple[Place, ...], Field(min_length=1)]
Days = Annotated[int, Field(ge=1, le=3660)]


class _Said(Strict):
    vi: Sentence
    en: Sentence


class WhenSpec(Strict):
    """The entry of a column that makes a need apply."""

    column: Place
    entry: Sentence


class AtLeastSpec(Strict):
    """A number and what it must reach."""

    column: Place
    minimum: Decimal

    def need(self) -> Need:
        """Give the need as the domain reads it."""
        return AtLeast(self.column, self.minimum)


class AmongSpec(_Said):
    """A column and the entries that will do."""

    column: Place
    entries: Annotated[tuple[Sentence, ...], Field(min_length=1)]

    def need(self) -> Need:
        """Give the need as the domain reads it."""
        return Among(self.column, self.entries, self.vi, self.en)


class WithinDaysSpec(Strict):
    """A date and how far ahead it may lie."""

    column: Key
    days: Days

    def need(self) -> Need:
        """Give the need as the domain reads it."""
        return WithinDays(self.column, self.days)


class ActivitySpec(_Said):
    """What an activity must be like."""

    kinds: tuple[Key, ...] = ()
    outcomes: Annotated[tuple[Key, ...], Field(min_length=1)]
    or_direction: Key | None = None

    def need(self) -> Need:
        """Give the need as the domain reads it."""
        return ActivityLike(self.kinds, self.outcomes, self.vi, self.en, self.or_direction)


class LimitSpec(Strict):
    """A number above which somebody must approve."""

    above: Decimal
    by: Level


class ApprovedAboveSpec(Strict):
    """A number that needs approval above limits."""

    column: Key
    limits: Annotated[tuple[LimitSpec, ...], Field(min_length=1)]

    def need(self) -> Need:
        """Give the need as the domain reads it."""
        limits = tuple(Limit(limit.above, limit.by) for limit in self.limits)
        return ApprovedAbove(self.column, limits)


class AnyOfSpec(_Said):
    """Several needs of which one will do."""

    needs: Annotated[tuple[NeedSpec, ...], Field(min_length=2)]

    def need(self) -> Need:
        """Give the need as the domain reads it."""
        return AnyOf(tuple(spec.need() for spec in self.needs), self.vi, self.en)


class NeedSpec(Strict):
    """One need: exactly one word (`when` goes with `filled`)."""

    filled: Places | None = None
    when: WhenSpec | None = None
    at_least: AtLeastSpec | None = None
    among: AmongSpec | None = None
    not_past: Key | None = None
    not_future: Key | None = None
    within_days: WithinDaysSpec | None = None
    activity: ActivitySpec | None = None
    objections: Literal["none_open", "none"] | None = None
    order_lines: tuple[OrderState, ...] | None = None
    approval: Level | None = None
    approved_above: ApprovedAboveSpec | None = None
    any_of: AnyOfSpec | None = None

    @model_validator(mode="after")
    def _is_one_word(self) -> Self:
        words = self.model_fields_set - {"when"}
        if len(words) != 1:
            raise ValueError(f"a need is exactly one word, not {len(words)}: {', '.join(sorted(words))}")
        if self.when is not None and self.filled is None:
            raise ValueError("`when` goes with `filled` only")
        return self

    def need(self) -> Need:
        """Give the need as the domain reads it."""
        nested = self.at_least or self.among or self.within_days or self.activity or self.approved_above or self.any_of
        return nested.need() if nested is not None else self._plain()

    def _plain(self) -> Need:
        if self.filled is not None:
            filled = Filled(self.filled)
            return FilledWhen(self.when.column, self.when.entry, self.filled) if self.when else filled
        if self.not_past is not None:
            return NotPast(self.not_past)
        if self.not_future is not None:
            return NotFuture(self.not_future)
        if self.objections is not None:
            return Objections(self.objections)
        if self.approval is not None:
            return Approved(self.approval)
        return OrderLines(self.order_lines or ())
