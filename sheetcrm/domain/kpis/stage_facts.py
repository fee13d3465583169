"""The way of opportunities through the stages as facts: stays, entries, how far each came."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sheetcrm.domain.kpis.facts import FOREVER
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.history import Life
from sheetcrm.domain.kpis.history import Visit
from sheetcrm.domain.kpis.history import visits_of
from sheetcrm.domain.records import Opportunity

_BY = ("stage", "rep", "product_group")


class StageFacts:
    """Collects stays in stages, one opportunity after the other."""

    def __init__(self, stages: Sequence[str], today: int) -> None:
        """Begin empty tables for the stages of a process, in order."""
        self._stages = tuple(stages)
        self._ranks = {stage: rank for rank, stage in enumerate(stages)}
        self._today = today
        self._visits = TableBuilder("visits", _BY, ("days",))
        self._entries = TableBuilder("entries", _BY, ("days",))
        self._staying = TableBuilder("staying", _BY, ("days",), lasting=True)
        self._reached = TableBuilder("reached", ("stage",), ("passed",))

    def add_reached(self, life: Life, created: int) -> None:
        """Add every stage up to the furthest one ever; a skipped one counts as passed, the last one when won."""
        ranks = self._ranks
        furthest = max([ranks.get(state.stage or "", 0) for state in life.states])
        won_at_the_end = furthest == len(self._stages) - 1 and life.states[-1].status == "won"
        passed = [1] * furthest + [int(won_at_the_end)]
        self._reached.extend([created] * (furthest + 1), self._stages[: furthest + 1], passed)

    def add_visits(self, opportunity: Opportunity, life: Life) -> bool:
        """Add the stays; a history that runs backwards in time tells no durations (False)."""
        states = life.states
        if any(later.day < earlier.day for earlier, later in pairwise(states)):
            return False
        visits = visits_of(life, self._today)
        if not life.known:
            del visits[0]
        left = [visit for visit in visits if visit.left is not None]
        self._extend(self._visits, opportunity, left, [visit.left for visit in left], [visit.days for visit in left])
        if visits and visits[-1].left is None:
            stage, _, _, days = visits[-1]
            self._staying.add(0, FOREVER, stage, opportunity.owner, opportunity.product_group, days)
        if len(visits) > 1:
            self._add_entries(opportunity, visits)
        return True

    def _add_entries(self, opportunity: Opportunity, visits: Sequence[Visit]) -> None:
        entered = {visits[0].stage}
        first: list[Visit] = []
        days: list[int] = []
        for before, visit in pairwise(visits):
            if visit.stage not in entered:
                entered.add(visit.stage)
                first.append(visit)
                days.append(before.days)
        self._extend(self._entries, opportunity, first, [visit.entered for visit in first], days)

    def _extend(
        self,
        builder: TableBuilder,
        opportunity: Opportunity,
        visits: Sequence[Visit],
        on: Sequence[int | None],
        days: Sequence[int],
    ) -> None:
        count = len(visits)
        stages = [visit.stage for visit in visits]
        builder.extend(on, stages, [opportunity.owner] * count, [opportunity.product_group] * count, days)

    def tables(self) -> list[FactTable]:
        """Give the tables."""
        return [builder.table() for builder in (self._visits, self._entries, self._staying, self._reached)]
