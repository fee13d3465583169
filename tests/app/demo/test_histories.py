from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import pytest

from sheetcrm.domain.qualification import open_objections
from sheetcrm.domain.qualification import score
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Objection
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import StageMove
from sheetcrm.domain.stages import Context
from sheetcrm.domain.stages import approvers_among
from sheetcrm.domain.stages import judge_opportunity
from sheetcrm.templates.load import Template
from sheetcrm.values import Value

_Record = TypeVar("_Record", Activity, Objection, Order, StageMove)

TODAY = date(2026, 11, 23)


Row = Mapping[str, Value]
Invent = Callable[[int, date], Mapping[str, Sequence[Row]]]


def moves_by_deal(rows: Sequence[Row]) -> Mapping[Value, list[Row]]:
    found: dict[Value, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["opportunity_id"]].append(row)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_moves_form_a_chain_from_the_first_stage_to_the_accepted_one(seed: int, invent: Invent) -> None:
    rows = invent(seed, TODAY)
    moves = moves_by_deal(rows["stage_moves"])
    for deal in rows["opportunities"]:
        stage, status, day = "prospect", "open", deal["created_on"]
        for move in moves[deal["id"]]:
            assert (move["from_stage"], move["from_status"]) == (stage, status)
            assert move["at"] >= day
            stage, status, day = move["to_stage"], move["to_status"], move["at"]
        assert (deal["accepted_stage"], deal["accepted_status"], deal["accepted_on"]) == (stage, status, day)
        assert (deal["stage"], deal["status"]) == (stage, status)


@pytest.mark.parametrize("seed", [1, 2])
def test_days_of_a_deal_come_in_order(seed: int, invent: Invent) -> None:
    for deal in invent(seed, TODAY)["opportunities"]:
        days = [deal["created_on"], deal.get("approached_on"), deal.get("signed_on"), deal.get("lost_on")]
        known = [day for day in days if day]
        assert known == sorted(known)


def test_every_kind_of_way_is_walked(rows: Mapping[str, Sequence[Row]]) -> None:
    ways = {(m["from_stage"], m["to_stage"], m["from_status"], m["to_status"]) for m in rows["stage_moves"]}
    statuses = {(before, after) for _, _, before, after in ways}
    assert {("open", "won"), ("open", "lost"), ("open", "paused"), ("paused", "open"), ("lost", "open")} <= statuses
    assert ("won", "cancelled") in statuses
    stages = {(before, after) for before, after, *_ in ways}
    assert {("prospect", "approach"), ("prospect", "present"), ("present", "negotiate")} <= stages
    assert ("negotiate", "present") in stages or ("objections", "present") in stages
    assert any(move["approved_by"] and move["from_status"] == "open" for move in rows["stage_moves"])


class History:
    """The company's history, to be judged day by day."""

    def __init__(self, company: Company, template: Template) -> None:
        self.company = company
        self.process = template.processes["standard"]
        self.scheme = template.schemes["bant"]
        self.approvers = approvers_among(company.reps, TODAY)
        self.leads = {lead.id: lead for lead in company.leads}
        self.activities = by_deal(company.activities)
        self.objections = by_deal(company.objections)
        self.orders = by_deal(company.orders)
        self.moves = by_deal(company.stage_moves)

    def context(self, deal: Opportunity, day: date) -> Context:
        """Give what was known on a day."""
        lead = self.leads[deal.lead_id]
        raised = [one for one in self.objections[deal.id] if one.raised_on <= day]
        known = frozenset(one.category for one in raised if not one.resolved_on or one.resolved_on > day)
        points = score(self.scheme, lead.cells, known, day)
        fresh = {**lead.cells, "score": points.points, "completeness": points.completeness}
        done = [one for one in self.activities[deal.id] if one.at.date() <= day]
        orders = [
            one._replace(status="signed", cancelled_on=None) if one.cancelled_on and one.cancelled_on > day else one
            for one in self.orders[deal.id]
        ]
        return Context(day, fresh, done, raised, orders, (), self.approvers)


def by_deal(records: Iterable[_Record]) -> Mapping[str | None, list[_Record]]:
    found: dict[str | None, list[_Record]] = defaultdict(list)
    for record in records:
        found[record.opportunity_id].append(record)
    return found


def test_judging_the_clean_rows_finds_nothing_wrong_and_moves_nothing(company: Company, template: Template) -> None:
    history = History(company, template)
    for deal in company.opportunities:
        verdict = judge_opportunity(history.process, deal, history.context(deal, TODAY))
        assert verdict.problems == ()
        assert verdict.moves == ()
        assert (verdict.accepted_stage, verdict.accepted_status) == (deal.stage, deal.status)


def test_every_move_of_the_history_met_its_gate_on_its_day(company: Company, template: Template) -> None:
    """Typed anew on the day it happened, each move is accepted. A loss taken back has left no reason to judge."""
    history = History(company, template)
    judged = 0
    for deal in company.opportunities:
        moves = history.moves[deal.id]
        for place, move in enumerate(moves):
            last = place == len(moves) - 1
            if move.to_status in ("lost", "paused") and not last:
                continue
            then = typed_on_its_day(deal, move, moves[place - 1].at if place else deal.created_on)
            verdict = judge_opportunity(history.process, then, history.context(deal, move.at))
            assert (verdict.problems, len(verdict.moves)) == ((), 1), (deal, move)
            judged += 1
    assert judged > 4000


def typed_on_its_day(deal: Opportunity, move: StageMove, since: date) -> Opportunity:
    """Give the opportunity as it was typed when the move was made; a closed deal has cleared its next step since."""
    later = {"next_step": deal.next_step or "Gọi lại", "next_step_on": deal.next_step_on or move.at}
    if move.reason:
        later["reason"] = move.reason
    then = {"signed_on": None, "lost_on": None} if move.to_status == "open" else {}
    if deal.approached_on and deal.approached_on > move.at:
        then["approached_on"] = None
    return deal._replace(
        stage=move.to_stage,
        status=move.to_status,
        accepted_stage=move.from_stage,
        accepted_status=move.from_status,
        accepted_on=since,
        cells={**deal.cells, **later, **then},
        **{**later, **then},
    )


def test_open_objections_are_only_those_of_deals_that_handle_them(company: Company) -> None:
    waiting = {deal.id: deal for deal in company.opportunities}
    assert open_objections(company)
    for one in company.objections:
        if one.resolved_on is None:
            assert waiting[one.opportunity_id].stage == "objections"
