"""Judges every opportunity by itself: what was typed into its stage and status, against where it was last accepted.

What is allowed becomes the new accepted stage and status, with a move for the history. What is not is held: the
accepted values stay, the typed stage is kept as requested, and every need that is not met is told. Judging again, when
nothing but the verdict was written back, gives the same verdict without a move.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sheetcrm.domain.approval_needs import APPROVED_BY
from sheetcrm.domain.approvals import Approvers as Approvers
from sheetcrm.domain.approvals import approvers_among as approvers_among
from sheetcrm.domain.context import Context as Context
from sheetcrm.domain.context import Facts
from sheetcrm.domain.dates import date_problems
from sheetcrm.domain.moves import Standing
from sheetcrm.domain.moves import effective_day
from sheetcrm.domain.moves import rule_on
from sheetcrm.domain.needs import Unmet
from sheetcrm.domain.needs import WithinDays
from sheetcrm.domain.needs import all_unmet
from sheetcrm.domain.process import Care as Care
from sheetcrm.domain.process import Process as Process
from sheetcrm.domain.process import Rules as Rules
from sheetcrm.domain.process import Skip as Skip
from sheetcrm.domain.process import Stage as Stage
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.remedies import Way
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity

TABLE = "opportunities"


class Move(NamedTuple):
    """One accepted change of stage or status. Reason and approval are kept when the change rests on them."""

    from_stage: str
    to_stage: str
    from_status: str
    to_status: str
    at: date
    reason: str | None = None
    approved_by: str | None = None


class Verdict(NamedTuple):
    """What an opportunity's engine columns should hold, what moved, and what is wrong."""

    accepted_stage: str
    accepted_status: str
    accepted_on: date
    stage_requested: str | None
    """The typed stage, while a change of stage or status is held."""
    moves: tuple[Move, ...]
    problems: tuple[Problem, ...]


class Obstacle(NamedTuple):
    """One thing in the way of a change, and what could be done about it."""

    problem: Problem
    ways: tuple[Way, ...]
    refuses: bool
    """The change itself is refused: nothing that is filled in would help."""


class Hurdles(NamedTuple):
    """What stands in the way of a change."""

    obstacles: tuple[Obstacle, ...] = ()
    own: tuple[str, ...] = ()
    """Cells that an exception rests on, and that are to say something of this change, not of one before."""


def judge_opportunity(process: Process, opportunity: Opportunity, context: Context) -> Verdict:
    """Judge what is typed in an opportunity against where it was last accepted."""
    now, wanted = _accepted(process, opportunity), _typed(process, opportunity)
    since = opportunity.accepted_on or _beginning(opportunity, context.today)
    if now == wanted:
        return Verdict(*now, since, None, (), _standing_problems(process, opportunity, context, now, since))
    facts = Facts(opportunity, context, process.placeholders)
    ruling = rule_on(process, facts, now, wanted)
    if ruling.findings:
        held = tuple(_problem(opportunity, finding, now, wanted) for finding in ruling.findings)
        standing = _standing_problems(process, opportunity, context, now, since)
        return Verdict(*now, since, wanted.stage, (), (*held, *standing))
    at = effective_day(facts, now, wanted)
    reason = opportunity.reason if ruling.reasoned else None
    approved_by = opportunity.approved_by if ruling.approved else None
    move = Move(now.stage, wanted.stage, now.status, wanted.status, at, reason, approved_by)
    return Verdict(*wanted, at, None, (move,), _standing_problems(process, opportunity, context, wanted, at))


def judge_move(
    process: Process, opportunity: Opportunity, context: Context, to_stage: str, to_status: str
) -> list[Problem]:
    """Tell what stands in the way of a change from the accepted stage and status; nothing when it is allowed."""
    return [one.problem for one in hurdles(process, opportunity, context, to_stage, to_status).obstacles]


def hurdles(process: Process, opportunity: Opportunity, context: Context, to_stage: str, to_status: str) -> Hurdles:
    """Tell the same, with what could be done about each thing."""
    now, wanted = _accepted(process, opportunity), Standing(to_stage, to_status)
    if now == wanted:
        return Hurdles()
    ruling = rule_on(process, Facts(opportunity, context, process.placeholders), now, wanted)
    obstacles = [
        Obstacle(
            _problem(opportunity, finding, now, wanted),
            finding.ways,
            finding.column in ("stage", "status") and not finding.ways,
        )
        for finding in ruling.findings
    ]
    own = ("reason", APPROVED_BY) if ruling.approved else ("reason",)
    return Hurdles(tuple(obstacles), own if ruling.reasoned else ())


def missing_for(process: Process, opportunity: Opportunity, context: Context, to_stage: str) -> list[Problem]:
    """Tell what stands in the way of another stage; a paused or lost opportunity would be opened for it."""
    status = _accepted(process, opportunity).status
    return judge_move(process, opportunity, context, to_stage, "won" if status == "won" else "open")


def missing_to_leave(process: Process, opportunity: Opportunity, context: Context) -> list[Problem]:
    """Tell which needs of the stage it stands in are unmet; in the last stage, what keeps it from being finished."""
    now = _accepted(process, opportunity)
    if now.stage not in process.positions:
        return []
    stage = process.stage(now.stage)
    wanted = Standing(stage.next or stage.key, now.status)
    findings = all_unmet(stage.needs, Facts(opportunity, context, process.placeholders))
    return [_problem(opportunity, finding, now, wanted) for finding in findings]


def next_stages(process: Process, opportunity: Opportunity, context: Context) -> tuple[Stage, ...]:
    """Give the stages it may go on to without anybody's approval; their gates may still ask for something."""
    now = _accepted(process, opportunity)
    if now.status not in ("open", "won") or now.stage not in process.positions:
        return ()
    facts = Facts(opportunity, context, process.placeholders)
    ahead = {process.stage(now.stage).next}
    if now.status == "open":
        skips = [skip for skip in process.skips if skip.from_stage == now.stage]
        ahead |= {skip.to_stage for skip in skips if not all_unmet(skip.needs, facts)}
    return tuple(stage for stage in process.stages if stage.key in ahead)


def _accepted(process: Process, opportunity: Opportunity) -> Standing:
    return Standing(opportunity.accepted_stage or process.start, opportunity.accepted_status or "open")


def _typed(process: Process, opportunity: Opportunity) -> Standing:
    """Read what is typed; a blank cell asks for no change."""
    now = _accepted(process, opportunity)
    return Standing(opportunity.stage or now.stage, opportunity.status or now.status)


def _beginning(opportunity: Opportunity, today: date) -> date:
    created_on = opportunity.created_on
    return created_on if created_on is not None and created_on <= today else today


def _problem(opportunity: Opportunity, finding: Unmet, now: Standing, wanted: Standing) -> Problem:
    column = finding.column or ("stage" if wanted.stage != now.stage else "status")
    params = {"stage": wanted.stage, "status": wanted.status, **finding.params}
    return Problem(finding.code, TABLE, opportunity.id, column, params, row=opportunity.row)


def _standing_problems(
    process: Process, opportunity: Opportunity, context: Context, now: Standing, since: date
) -> tuple[Problem, ...]:
    """Tell what is wrong with an opportunity that does not move."""
    return (
        *date_problems(opportunity, context.today),
        *_blank_cells(process, opportunity, now),
        *_long_pause(process, opportunity, now, since),
    )


def _blank_cells(process: Process, opportunity: Opportunity, now: Standing) -> Iterator[Problem]:
    params = {"stage": now.stage, "status": now.status}
    if opportunity.stage is None and now.stage != process.start:
        yield Problem("stage_blank", TABLE, opportunity.id, "stage", params, Severity.WARNING, opportunity.row)
    if opportunity.status is None and now.status != "open":
        yield Problem("status_blank", TABLE, opportunity.id, "status", params, Severity.WARNING, opportunity.row)
    if now.stage not in process.positions:
        yield Problem("accepted_stage_unknown", TABLE, opportunity.id, "stage", params, row=opportunity.row)


def _long_pause(process: Process, opportunity: Opportunity, now: Standing, since: date) -> Iterator[Problem]:
    if now.status != "paused" or opportunity.resume_on is None:
        return
    for need in process.rules.paused:
        if isinstance(need, WithinDays) and opportunity.resume_on > need.last_day(since):
            params = {"days": need.days, "since": since, "last_day": need.last_day(since)}
            yield Problem("pause_too_long", TABLE, opportunity.id, "resume_on", params, row=opportunity.row)
