"""Who may approve an exception: told by the sales people's table, not by what somebody types."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date
from typing import Literal
from typing import NamedTuple

from sheetcrm.domain.records import Rep

Level = Literal["manager", "director"]


class Approvers(NamedTuple):
    """The people who may approve, by comparable name."""

    managers: frozenset[str] = frozenset()
    """Everybody in whose name another person's `manager` cell stands; directors too."""
    directors: frozenset[str] = frozenset()
    """The managers who have no manager."""

    def may_approve(self, name: str | None, level: Level) -> bool:
        """Say whether that person may approve what needs this level; a director may approve everything."""
        people: Mapping[Level, frozenset[str]] = {"manager": self.managers, "director": self.directors}
        return name is not None and _comparable(name) in people[level]


def approvers_among(reps: Iterable[Rep], today: date) -> Approvers:
    """Find who may approve today: a manager who has left, or whose name stands nowhere as a person, may not."""
    people = {_comparable(rep.name): rep for rep in reps if rep.name}
    bosses = {name: _comparable(rep.manager) for name, rep in people.items() if rep.manager}
    led = {boss for name, boss in bosses.items() if boss != name}
    managers = frozenset(name for name in led & people.keys() if _is_here(people[name], today))
    return Approvers(managers, frozenset(name for name in managers if bosses.get(name, name) == name))


def _is_here(rep: Rep, today: date) -> bool:
    return rep.end_on is None or rep.end_on >= today


def _comparable(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
