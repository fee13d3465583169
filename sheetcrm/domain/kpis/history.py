"""What an opportunity went through, from its stage history: states, stage visits, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import StageMove

OPEN = "open"
PAUSED = "paused"
CLOSED = frozenset({"won", "lost", "cancelled"})


class State(NamedTuple):
    """From this day on the opportunity stood in this stage with this status."""

    day: int
    stage: str | None
    status: str


class Visit(NamedTuple):
    """One stay in one stage; `left` is None while it lasts, `days` leaves paused and closed time out."""

    stage: str
    entered: int
    left: int | None
    days: int


class Life(NamedTuple):
    """The states of an opportunity in order; `known` tells whether its first one was really entered on that day."""

    states: tuple[State, ...]
    known: bool


def order_moves(moves: Sequence[StageMove], ranks: dict[str, int]) -> list[StageMove]:
    """Put moves into the order they took place, whatever order the rows stand in."""
    days = [move.at or date.max for move in moves]
    if all(earlier < later for earlier, later in pairwise(days)):
        return list(moves)

    def place(move: StageMove) -> tuple[date, str, int, int, str]:
        from_rank = ranks.get(move.from_stage or "", -1)
        to_rank = ranks.get(move.to_stage or "", -1)
        recorded = move.recorded_at.isoformat() if move.recorded_at else ""
        return (move.at or date.max, recorded, from_rank, to_rank, move.id)

    return sorted(moves, key=place)


def life_of(opportunity: Opportunity, moves: Sequence[StageMove], first_stage: str, today: int) -> Life:
    """Tell an opportunity's states from its ordered moves, none of them after today.

    What is accepted now has the last word: history that is missing or contradicts it is completed by one state.
    """
    stage = opportunity.accepted_stage or opportunity.stage or first_stage
    status = opportunity.accepted_status or opportunity.status or OPEN
    states: list[State] = []
    known = bool(moves)
    created = opportunity.created_on.toordinal() if opportunity.created_on else None
    first = moves[0] if moves else None
    if created is not None and created <= today:
        if first is None:
            known = stage == first_stage
            states.append(State(created, stage, OPEN))
        elif first.from_stage:
            states.append(State(created, first.from_stage, first.from_status or OPEN))
    for move in moves:
        assert move.at is not None
        states.append(State(move.at.toordinal(), move.to_stage or stage, move.to_status or OPEN))
    if not states or states[-1].stage != stage or states[-1].status != status:
        states.append(State(_ended(opportunity, status, states, today), stage, status))
    return Life(tuple(states), known)


def _ended(opportunity: Opportunity, status: str, states: Sequence[State], today: int) -> int:
    """Find the day the accepted state began when no move tells it."""
    typed = {"won": opportunity.signed_on, "lost": opportunity.lost_on}.get(status) or opportunity.accepted_on
    earliest = states[-1].day if states else 0
    if typed is None or typed.toordinal() > today:
        return earliest or today
    return max(typed.toordinal(), earliest)


def visits_of(life: Life, today: int) -> list[Visit]:
    """Give the stays in stages one after the other; the last one lasts unless the opportunity is closed."""
    visits: list[Visit] = []
    states = life.states
    entered, days = states[0].day, 0
    for position, state in enumerate(states):
        following = states[position + 1] if position + 1 < len(states) else None
        if state.status == OPEN:
            days += (following.day if following else today) - state.day
        if following is None or following.stage != state.stage:
            left = following.day if following else (state.day if state.status in CLOSED else None)
            visits.append(Visit(state.stage or "", entered, left, days))
            entered, days = (following.day if following else 0), 0
    return visits


def open_spans(life: Life, until: int) -> list[tuple[int, int, str | None]]:
    """Give from when, up to when, and in which stage the opportunity was open."""
    days = [day for day, _, _ in life.states]
    ends = [*days[1:], until]
    return [
        (day, end, stage)
        for (day, stage, status), end in zip(life.states, ends, strict=True)
        if status == OPEN and day < end
    ]
