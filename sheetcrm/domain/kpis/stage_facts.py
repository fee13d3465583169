"""The way of opportunities through the stages as facts: stays, entries, how far each came."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sheetcrm.domain.kpis.facts import FOREVER
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.history import Life
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
        ranks, stages = self._ranks, self._stages
        furthest = max([ranks.get(stage or "", 0) for _, stage, _ in life.states])
        won_at_the_end = furthest == len(stages) - 1 and life.states[-1].status == "won"
        self._reached.extend([(created, stage, 1) for stage in stages[:furthest]])
        self._reached.add(created, stages[furthest], int(won_at_the_end))

    def add_visits(self, opportunity: Opportunity, life: Life) -> bool:
        """Add the stays; a history that runs backwards in time tells no durations (False)."""
        days = [day for day, _, _ in life.states]
        if days != sorted(days):
            return False
        visits = visits_of(life, self._today)
        if not life.known:
            del visits[0]
        owner, group = opportunity.owner, opportunity.product_group
        self._visits.extend(
            [(left, stage, owner, group, spent) for stage, _, left, spent in visits if left is not None]
        )
        if visits and visits[-1].left is None:
            stage, _, _, spent = visits[-1]
            self._staying.add(0, FOREVER, stage, owner, group, spent)
        if len(visits) > 1:
            entered = {visits[0].stage}
            for before, visit in pairwise(visits):
                if visit.stage not in entered:
                    entered.add(visit.stage)
                    self._entries.add(visit.entered, visit.stage, owner, group, before.days)
        return True

    def tables(self) -> list[FactTable]:
        """Give the tables."""
        return [builder.table() for builder in (self._visits, self._entries, self._staying, self._reached)]
