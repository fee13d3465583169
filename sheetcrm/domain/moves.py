"""Which changes of stage and status a process allows, and what they ask for.

A change asks for the needs of its kind, all of them together:

- one step forward: the needs of the stage that is left;
- a named skip: the needs of the stage that is left and the skip's own (it exists because the stages passed over have
  nothing left to ask); when its own are not met it is like any other skip;
- any other skip: an approval on record (`rules.skip`), which stands in for the needs of the stage that is left and of
  those passed over. Only limits that a certain level must approve (`ApprovedAbove`) are never passed by;
- back, reopened, paused, lost, won: the needs of `rules`; a change of both stage and status asks for both.
"""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from typing import NamedTuple

from sheetcrm.domain.approval_needs import ApprovedAbove
from sheetcrm.domain.context import Facts
from sheetcrm.domain.needs import Need
from sheetcrm.domain.needs import Unmet
from sheetcrm.domain.needs import all_unmet
from sheetcrm.domain.process import Process
from sheetcrm.domain.process import Stage
from sheetcrm.domain.remedies import fill

STATUSES = ("open", "won", "lost", "paused", "cancelled")
LEADS_NOWHERE = {"won": "won_is_final", "cancelled": "cancelled_is_final", "lost": "lost_reopen_first"}
"""Why nothing but what `_leads_out` names leads out of a status."""
_NAMED = {"open_status": "open", "won_status": "won", "lost_status": "lost", "cancelled_status": "cancelled"}
"""Statuses that sentences of refusal name, so that people read the labels of their own sheet."""


class Standing(NamedTuple):
    """Where an opportunity stands, or is wanted."""

    stage: str
    status: str


class Ruling(NamedTuple):
    """What a change still lacks, and what it rests on when it lacks nothing."""

    findings: tuple[Unmet, ...] = ()
    reasoned: bool = False
    """The typed reason belongs to this change."""
    approved: bool = False
    """The typed approval belongs to this change."""


def rule_on(process: Process, facts: Facts, now: Standing, wanted: Standing) -> Ruling:
    """Judge a change from where an opportunity stands to where it is wanted."""
    refusal = _unknown(process, wanted) or _status_refusal(process, facts, now, wanted)
    if refusal:
        return Ruling((refusal,))
    stage_part = _reopening(process, facts, now, wanted) if now.status == "lost" else _way(process, facts, now, wanted)
    asked = {"won": process.rules.won, "lost": process.rules.lost, "paused": process.rules.paused}
    needs = asked.get(wanted.status, ()) if wanted.status != now.status else ()
    return stage_part._replace(findings=_once((*stage_part.findings, *all_unmet(needs, facts))))


def is_signed(facts: Facts) -> bool:
    """Say whether the contract has been signed: the day of signature is given and has come."""
    signed_on = facts.opportunity.signed_on
    return signed_on is not None and signed_on <= facts.context.today


def _once(findings: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
    return tuple(finding for place, finding in enumerate(findings) if finding not in findings[:place])


def _unknown(process: Process, wanted: Standing) -> Unmet | None:
    if wanted.stage not in process.positions:
        return Unmet("stage_unknown", {}, "stage")
    return Unmet("status_unknown", {}, "status") if wanted.status not in STATUSES else None


def _status_refusal(process: Process, facts: Facts, now: Standing, wanted: Standing) -> Unmet | None:
    if now.status in LEADS_NOWHERE and not _leads_out(process, now, wanted):
        return Unmet(LEADS_NOWHERE[now.status], {"from_stage": now.stage, **_NAMED}, "status")
    if wanted.status == "cancelled" and now.status != "won":
        return Unmet("cancelled_only_after_won", _NAMED, "status")
    if wanted.status == now.status == "paused":
        return Unmet("paused_stage_kept", {"from_stage": now.stage, **_NAMED}, "stage")
    if wanted.status == "won" and process.stage(wanted.stage).outcome != "won":
        places = tuple(stage.key for stage in process.stages if stage.outcome == "won")
        return Unmet("won_only_at", {"stages": places}, "stage")
    if wanted.status == "lost" and is_signed(facts):
        return Unmet("lost_after_signature", {"signed_on": facts.opportunity.signed_on, **_NAMED}, "status")
    return None


def _leads_out(process: Process, now: Standing, wanted: Standing) -> bool:
    if now.status == "won":
        cancelled = wanted == Standing(now.stage, "cancelled")
        onward = wanted.status == "won" and _next(process, now.stage) == wanted.stage
        return cancelled or (onward and process.stage(wanted.stage).outcome == "won")
    return now.status == "lost" and wanted.status == "open"


def _next(process: Process, stage: str) -> str | None:
    return process.stage(stage).next if stage in process.positions else None


def _reopening(process: Process, facts: Facts, now: Standing, wanted: Standing) -> Ruling:
    days = process.rules.reopen_days
    lost_on = facts.opportunity.accepted_on or facts.opportunity.lost_on
    if lost_on is not None and facts.context.today > lost_on + timedelta(days=days):
        return Ruling((Unmet("reopen_too_late", {"lost_on": lost_on, "days": days}, "status"),))
    findings = all_unmet(process.rules.reopen, facts)
    if lost_on is None:
        findings.append(Unmet("need_filled", {"columns": ("lost_on",)}, "lost_on", fill("lost_on")))
    if process.positions[wanted.stage] > process.positions.get(now.stage, 0):
        findings.append(Unmet("reopen_not_beyond", {"from_stage": now.stage}, "stage"))
    return Ruling(tuple(findings), reasoned=True)


def _way(process: Process, facts: Facts, now: Standing, wanted: Standing) -> Ruling:
    """Judge the change of stage alone."""
    if wanted.stage == now.stage:
        return Ruling()
    if now.stage not in process.positions:
        return _approved_skip(process, facts, now, ())
    left = process.stage(now.stage)
    if process.positions[wanted.stage] < process.positions[left.key]:
        return _back(process, facts, left)
    if left.next == wanted.stage:
        return Ruling(tuple(all_unmet(left.needs, facts)), approved=_passes_limit(left.needs, facts))
    return _skip(process, facts, now, wanted)


def _back(process: Process, facts: Facts, left: Stage) -> Ruling:
    if left.outcome == "won" and is_signed(facts):
        finding = Unmet("back_after_signature", {"signed_on": facts.opportunity.signed_on}, "stage")
        return Ruling((finding,))
    return Ruling(tuple(all_unmet(process.rules.back, facts)), reasoned=True)


def _skip(process: Process, facts: Facts, now: Standing, wanted: Standing) -> Ruling:
    passed = process.stages[process.positions[now.stage] : process.positions[wanted.stage]]
    limits = tuple(need for stage in passed for need in stage.needs if isinstance(need, ApprovedAbove))
    named = process.skip(now.stage, wanted.stage)
    if named is None or all_unmet(named.needs, facts):
        return _approved_skip(process, facts, now, limits)
    gates = all_unmet((*process.stage(now.stage).needs, *limits), facts)
    if not gates:
        return Ruling(approved=_passes_limit(limits, facts))
    approved = _approved_skip(process, facts, now, limits)
    return Ruling(tuple(gates)) if approved.findings else approved


def _approved_skip(process: Process, facts: Facts, now: Standing, limits: tuple[Need, ...]) -> Ruling:
    findings = all_unmet(process.rules.skip, facts)
    following = _next(process, now.stage)
    if findings and following is not None:
        refused = {"from_stage": now.stage, "next_stage": following}
        findings.insert(0, Unmet("skip_refused", refused, "stage", findings[0].ways))
    return Ruling((*findings, *all_unmet(limits, facts)), reasoned=True, approved=True)


def _passes_limit(needs: tuple[Need, ...], facts: Facts) -> bool:
    return any(isinstance(need, ApprovedAbove) and need.limit(facts) is not None for need in needs)


def effective_day(facts: Facts, now: Standing, wanted: Standing) -> date:
    """Give the day from which a change counts: of signature, of loss, otherwise today."""
    became = wanted.status if wanted.status != now.status else None
    signed_on, lost_on = facts.opportunity.signed_on, facts.opportunity.lost_on
    if became == "won" and signed_on is not None and signed_on <= facts.context.today:
        return signed_on
    if became == "lost" and lost_on is not None and _is_possible_loss(facts, lost_on):
        return lost_on
    return facts.context.today


def _is_possible_loss(facts: Facts, lost_on: date) -> bool:
    """A day that lies ahead, before the beginning, or before a reopening cannot be the day of *this* loss."""
    reopened = [move.at for move in facts.context.stage_moves if move.from_status == "lost" and move.at is not None]
    earliest = [day for day in (facts.opportunity.created_on, *reopened) if day is not None]
    return max(earliest, default=lost_on) <= lost_on <= facts.context.today
