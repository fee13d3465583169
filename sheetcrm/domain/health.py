"""Whether a deal is being looked after: it has a next step, in time, and does not stand still."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sheetcrm.domain.pipeline import OPEN
from sheetcrm.domain.pipeline import PAUSED
from sheetcrm.domain.pipeline import days_in_stage
from sheetcrm.domain.placeholders import is_filled
from sheetcrm.domain.process import Process
from sheetcrm.domain.process import Stage
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import StageMove

OK = "ok"
NO_NEXT_STEP = "no_next_step"
OVERDUE = "overdue"
STALE = "stale"
PAST_RESUME_DATE = "past_resume_date"


class Condition(NamedTuple):
    """How an opportunity stands today."""

    days_in_stage: int
    health: str | None


def health_of(
    opportunity: Opportunity,
    stage: Stage | None,
    days_in_stage: int,
    today: date,
    placeholders: frozenset[str] = frozenset(),
) -> str | None:
    """Say how a deal is looked after; None when it is closed.

    Of several troubles the first counts: no next step, overdue, stale. A paused deal is only asked for its resume date.
    """
    if opportunity.accepted_status == PAUSED:
        return PAST_RESUME_DATE if opportunity.resume_on is None or opportunity.resume_on < today else OK
    if opportunity.accepted_status not in (OPEN, None):
        return None
    if opportunity.next_step_on is None or not is_filled(opportunity.next_step, placeholders):
        return NO_NEXT_STEP
    if opportunity.next_step_on < today:
        return OVERDUE
    if stage is not None and stage.stale_days is not None and days_in_stage > stage.stale_days:
        return STALE
    return OK


def conditions(
    process: Process, opportunities: Iterable[Opportunity], moves: Mapping[str, Sequence[StageMove]], today: date
) -> Mapping[str, Condition]:
    """Tell of every opportunity, by id, how it stands; `moves` as `pipeline.group_moves` gives them."""
    stages = {stage.key: stage for stage in process.stages}
    found: dict[str, Condition] = {}
    for opportunity in opportunities:
        days = days_in_stage(opportunity, moves.get(opportunity.id, ()), today)
        stage = stages.get(opportunity.accepted_stage or "")
        found[opportunity.id] = Condition(days, health_of(opportunity, stage, days, today, process.placeholders))
    return found
