"""How long a deal stands in its stage, how likely it is won from there, and what it is worth by that."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.process import Process
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import StageMove

OPEN = "open"
WON = "won"
LOST = "lost"
PAUSED = "paused"
CANCELLED = "cancelled"

_SURE = Decimal(100)
_NEVER = Decimal(0)
_TENTH = Decimal("0.1")

EXACT = Context(prec=60)
"""Wide enough for every product of an amount and a rate."""


class Probability(NamedTuple):
    """How likely a deal in a stage is won; `assumed` until enough deals of one's own were closed from there."""

    percent: Decimal
    assumed: bool


def group_moves(moves: Iterable[StageMove]) -> Mapping[str, list[StageMove]]:
    """Sort the stage history by opportunity, each in order of time; moves without a date or a deal are left out."""
    grouped: dict[str, list[StageMove]] = {}
    for move in moves:
        if move.opportunity_id and move.at is not None:
            grouped.setdefault(move.opportunity_id, []).append(move)
    for history in grouped.values():
        if len(history) > 1:
            history.sort(key=_day_of)
    return grouped


def days_in_stage(opportunity: Opportunity, moves: Sequence[StageMove], today: date) -> int:
    """Count the days a deal was open in its accepted stage; paused (and lost) days do not count.

    `moves` are those of this deal. A deal without a history counts from the day it was accepted or created.
    """
    history = [move for move in moves if move.at is not None and move.at <= today]
    if len(history) > 1:
        history.sort(key=_day_of)
    entry = _last_entry(opportunity, history)
    history = history[entry or 0 :]
    days, running = _sum_open_days(_clock_start(opportunity, history, entry, today), history)
    if running is not None:
        days += (_clock_stop(opportunity, running, today) - running).days
    return max(days, 0)


def stage_probabilities(
    process: Process,
    opportunities: Iterable[Opportunity],
    moves: Mapping[str, Sequence[StageMove]],
    own_rates_from: int,
) -> Mapping[str, Probability]:
    """Give each stage its own win rate once `own_rates_from` closed deals reached it; until then the assumed one.

    A deal reached a stage when its furthest stage ever is that one or a later one, so a skipped stage counts as passed.
    """
    order = {stage.key: position for position, stage in enumerate(process.stages)}
    won = [0] * len(order)
    closed = [0] * len(order)
    for opportunity in opportunities:
        if opportunity.accepted_status not in (WON, LOST):
            continue
        is_won = opportunity.accepted_status == WON
        furthest = len(order) - 1 if is_won else _furthest(opportunity, moves.get(opportunity.id, ()), order)
        for position in range(furthest + 1):
            closed[position] += 1
            won[position] += is_won
    return {
        stage.key: Probability(_percent(won[position], closed[position]), assumed=False)
        if closed[position] >= own_rates_from
        else Probability(_assumed(process, position), assumed=True)
        for position, stage in enumerate(process.stages)
    }


def _assumed(process: Process, position: int) -> Decimal:
    """Give the assumed chance of a deal still open there: certainty comes with the signature, until then as before."""
    chances = [stage.probability for stage in process.stages[: position + 1]]
    return Decimal(next((chance for chance in reversed(chances) if chance < _SURE), chances[-1]))


def chance_of(opportunity: Opportunity, probabilities: Mapping[str, Probability]) -> Decimal | None:
    """Tell how likely a deal is won, in percent: 100 when won, 0 when lost or cancelled, else as its stage says."""
    if opportunity.accepted_status == WON:
        return _SURE
    if opportunity.accepted_status in (LOST, CANCELLED):
        return _NEVER
    stage = probabilities.get(opportunity.accepted_stage or "")
    return stage.percent if stage else None


def weighted_amount(amount: Decimal | None, percent: Decimal | None, digits: int) -> Decimal | None:
    """Weigh an amount by a chance, rounded half up to the currency's minor unit (`digits` decimals)."""
    if amount is None or percent is None:
        return None
    return round_money(EXACT.multiply(amount, percent).scaleb(-2, EXACT), digits)


def round_money(amount: Decimal, digits: int) -> Decimal:
    """Round half up to a currency's minor unit; an absurdly large amount stays what it is."""
    return amount.scaleb(digits, EXACT).to_integral_value(ROUND_HALF_UP).scaleb(-digits, EXACT)


def _day_of(move: StageMove) -> date:
    return move.at or date.max


def _last_entry(opportunity: Opportunity, history: Sequence[StageMove]) -> int | None:
    stage = opportunity.accepted_stage
    for position in range(len(history) - 1, -1, -1):
        if history[position].to_stage == stage and history[position].from_stage != stage:
            return position
    return None


def _clock_start(opportunity: Opportunity, history: Sequence[StageMove], entry: int | None, today: date) -> date:
    """Begin where the stage was entered. The first stage is entered by being created, without a move."""
    if entry is not None:
        return _day_of(history[0])
    if history:
        return opportunity.created_on or _day_of(history[0])
    return opportunity.accepted_on or opportunity.created_on or today


def _sum_open_days(since: date, history: Sequence[StageMove]) -> tuple[int, date | None]:
    """Add up the stretches in which the deal was open; the second value is the day the last one began, if it lasts."""
    days = 0
    running: date | None = since
    for move in history:
        if move.to_status in (OPEN, None):
            running = running or _day_of(move)
        elif running is not None:
            days += (_day_of(move) - running).days
            running = None
    return days, running


def _clock_stop(opportunity: Opportunity, since: date, today: date) -> date:
    """End the last stretch today, or for a deal that is no longer open on the day its cells tell."""
    if opportunity.accepted_status in (OPEN, None):
        return today
    return opportunity.lost_on or opportunity.signed_on or opportunity.accepted_on or since


def _furthest(opportunity: Opportunity, history: Sequence[StageMove], order: Mapping[str, int]) -> int:
    visited = [opportunity.accepted_stage, *(stage for move in history for stage in (move.from_stage, move.to_stage))]
    return max((order.get(stage or "", -1) for stage in visited), default=-1)


def _percent(part: int, whole: int) -> Decimal:
    """Round to a tenth of a percent, so that what a sheet shows is what was multiplied."""
    return (Decimal(100 * part) / whole).quantize(_TENTH, ROUND_HALF_UP)
