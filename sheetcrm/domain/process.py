"""A sales process as its file describes it: stages in order, named skips, and what each kind of move asks for."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from typing import Literal

from sheetcrm.domain.needs import Need


@dataclass(frozen=True)
class Stage:
    """One step of the way. `needs` must be met to go on from it."""

    key: str
    vi: str
    en: str
    probability: int
    """Percent, an assumption until the company has closed deals enough of its own."""
    stale_days: int | None = None
    next: str | None = None
    needs: tuple[Need, ...] = ()
    outcome: Literal["won"] | None = None
    """`won`: an opportunity may be won while it stands here, and a won one may go on to it."""

    def in_language(self, lang: str) -> str:
        """Give the name in the language asked for."""
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True)
class Skip:
    """A shortcut that needs nobody's approval, as long as its own needs are met."""

    from_stage: str
    to_stage: str
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Rules:
    """What moves ask for besides the gates of stages."""

    won: tuple[Need, ...] = ()
    lost: tuple[Need, ...] = ()
    paused: tuple[Need, ...] = ()
    back: tuple[Need, ...] = ()
    reopen: tuple[Need, ...] = ()
    skip: tuple[Need, ...] = ()
    """For a skip that is not a named one: the approval on record."""
    reopen_days: int = 0


@dataclass(frozen=True)
class Care:
    """Looking after customers, lost and paused ones too: belongs to the account, not to an opportunity."""

    vi: str
    en: str
    stale_days: int

    def in_language(self, lang: str) -> str:
        """Give the name in the language asked for."""
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True)
class Process:
    """One sales process."""

    key: str
    vi: str
    en: str
    start: str
    stages: tuple[Stage, ...]
    skips: tuple[Skip, ...] = ()
    rules: Rules = field(default_factory=Rules)
    placeholders: frozenset[str] = frozenset()
    care: Care | None = None

    def in_language(self, lang: str) -> str:
        """Give the name in the language asked for."""
        return self.vi if lang == "vi" else self.en

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Give each stage's place in the order, from 0."""
        return {stage.key: position for position, stage in enumerate(self.stages)}

    def stage(self, key: str) -> Stage:
        """Give the stage of that key. Raises KeyError when the process has none."""
        return self.stages[self.positions[key]]

    def skip(self, from_stage: str, to_stage: str) -> Skip | None:
        """Give the named skip between two stages, if there is one."""
        return next((s for s in self.skips if (s.from_stage, s.to_stage) == (from_stage, to_stage)), None)

    def needs(self) -> Iterator[Need]:
        """Give every need that stands anywhere in the process."""
        for stage in self.stages:
            yield from stage.needs
        for skip in self.skips:
            yield from skip.needs
        for needs in (self.rules.won, self.rules.lost, self.rules.paused):
            yield from needs
        for needs in (self.rules.back, self.rules.reopen, self.rules.skip):
            yield from needs

    def columns(self) -> frozenset[str]:
        """Name every column the rules look at: `pains` of the opportunity, `leads.phone` of its lead."""
        return frozenset(column for need in self.needs() for place in need.places() for column in place.split("|"))
