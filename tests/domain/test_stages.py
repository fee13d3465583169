"""How typed stages and statuses are judged, move by move, in the words of the specification."""

from __future__ import annotations

from datetime import date

import pytest
from deals import DIRECTOR
from deals import LEFT
from deals import MANAGER
from deals import REP
from deals import SIGNED
from deals import TODAY
from deals import context
from deals import day
from deals import objection
from deals import opportunity
from deals import order
from deals import process

from sheetcrm.domain.context import Context
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import StageMove
from sheetcrm.domain.stages import Move
from sheetcrm.domain.stages import Verdict
from sheetcrm.domain.stages import judge_move
from sheetcrm.domain.stages import judge_opportunity
from sheetcrm.domain.stages import missing_for
from sheetcrm.domain.stages import missing_to_leave
from sheetcrm.domain.stages import next_stages
from sheetcrm.problems import Severity
from sheetcrm.values import Value

STANDARD = process("standard")
PROJECT = process("project_10")


def judge(
    now: tuple[str | None, str | None],
    wanted: tuple[str | None, str | None],
    around: Context | None = None,
    **cells: Value,
) -> Verdict:
    return judge_opportunity(STANDARD, opportunity(now, wanted, **cells), around or context())


def codes(verdict: Verdict) -> list[str]:
    return [problem.code for problem in verdict.problems]


def standing(verdict: Verdict) -> tuple[str, str]:
    return verdict.accepted_stage, verdict.accepted_status


# New opportunities


def test_a_new_opportunity_starts_at_the_first_stage_on_the_day_it_was_created() -> None:
    assert judge((None, None), ("prospect", "open")) == Verdict("prospect", "open", day(-200), None, (), ())


@pytest.mark.parametrize("created_on", [None, day(3)])
def test_a_new_opportunity_without_a_possible_day_starts_today(created_on: date | None) -> None:
    assert judge((None, None), (None, None), created_on=created_on).accepted_on == TODAY


def test_a_new_opportunity_further_on_is_one_move_from_the_start() -> None:
    verdict = judge((None, None), ("prepare", None))
    assert verdict.moves == (Move("prospect", "prepare", "open", "open", TODAY),)
    assert verdict.accepted_on == TODAY


def test_a_new_opportunity_that_jumps_ahead_is_held_at_the_start() -> None:
    verdict = judge((None, None), ("negotiate", "open"))
    assert standing(verdict) == ("prospect", "open")
    assert verdict.stage_requested == "negotiate"
    assert codes(verdict) == ["skip_refused", "need_manager_approval"]


# Forward, skips, approvals


def test_one_step_forward_needs_no_reason_and_keeps_none() -> None:
    verdict = judge(("prepare", "open"), ("approach", "open"), approved_by=MANAGER)
    assert verdict == Verdict(
        "approach", "open", TODAY, None, (Move("prepare", "approach", "open", "open", TODAY),), ()
    )


def test_an_illegal_move_keeps_what_was_accepted_and_tells_each_missing_field() -> None:
    verdict = judge(("prepare", "open"), ("approach", "open"), pains=None, competitor="chưa rõ")
    assert standing(verdict) == ("prepare", "open")
    assert verdict.accepted_on == day(-30)
    assert verdict.stage_requested == "approach"
    assert verdict.moves == ()
    assert [problem.params["columns"] for problem in verdict.problems] == [("competitor", "pains")]


def test_an_inbound_customer_may_be_approached_without_preparation() -> None:
    cells = {"pains": None, "value_proposition": None, "origin": "inbound"}
    verdict = judge(("prospect", "open"), ("approach", "open"), **cells)
    assert verdict.moves == (Move("prospect", "approach", "open", "open", TODAY),)


def test_the_lead_tells_the_origin_when_the_opportunity_does_not() -> None:
    around = context(lead={**context().lead, "origin": "inbound"})
    assert judge(("prospect", "open"), ("approach", "open"), around, origin=None).moves


def test_a_named_skip_still_asks_for_what_the_stage_left_asks_for() -> None:
    around = context(lead={**context().lead, "score": 10})
    verdict = judge(("prospect", "open"), ("approach", "open"), around, origin="inbound")
    assert codes(verdict) == ["need_at_least"]


def test_an_approval_stands_in_for_the_gates_of_a_named_skip() -> None:
    around = context(lead={**context().lead, "score": 10})
    cells = {"origin": "inbound", "approved_by": MANAGER}
    (move,) = judge(("prospect", "open"), ("approach", "open"), around, **cells).moves
    assert (move.reason, move.approved_by) == ("Khách đổi phạm vi", MANAGER)


def test_presenting_leads_to_negotiating_only_when_nobody_objected() -> None:
    assert judge(("present", "open"), ("negotiate", "open")).moves
    held = judge(("present", "open"), ("negotiate", "open"), context(objections=[objection(resolved=-1)]))
    assert codes(held) == ["skip_refused", "need_manager_approval"]


def test_an_approved_skip_keeps_reason_and_approver_in_the_history() -> None:
    verdict = judge(("prospect", "open"), ("present", "open"), approved_by=MANAGER)
    assert verdict.moves == (Move("prospect", "present", "open", "open", TODAY, "Khách đổi phạm vi", MANAGER),)


@pytest.mark.parametrize("name", [None, REP, LEFT, "Ai Đó", "x"])
def test_a_skip_is_approved_by_a_real_manager_only(name: str | None) -> None:
    verdict = judge(("prepare", "open"), ("negotiate", "open"), approved_by=name)
    assert codes(verdict) == ["skip_refused", "need_manager_approval"]
    assert verdict.problems[0].params["next_stage"] == "approach"


@pytest.mark.parametrize("reason", [None, "-", "N/A"])
def test_an_approved_skip_needs_a_reason(reason: str | None) -> None:
    verdict = judge(("prepare", "open"), ("negotiate", "open"), approved_by=DIRECTOR, reason=reason)
    assert codes(verdict) == ["skip_refused", "need_filled"]


def test_no_skip_passes_by_a_limit_that_only_a_director_may_approve() -> None:
    held = judge(("present", "open"), ("close", "open"), approved_by=MANAGER, discount_pct=11)
    assert codes(held) == ["need_director_for_limit"]
    assert judge(("present", "open"), ("close", "open"), approved_by=DIRECTOR, discount_pct=11).moves


def test_no_gate_asks_for_money_nobody_has_named_yet() -> None:
    assert judge(("present", "open"), ("close", "open"), approved_by=MANAGER, discount_pct=None).moves


@pytest.mark.parametrize(
    ("discount", "by", "code"),
    [
        (5, None, None),
        (6, None, "need_manager_for_limit"),
        (6, REP, "need_manager_for_limit"),
        (6, MANAGER, None),
        (10, MANAGER, None),
        (11, MANAGER, "need_director_for_limit"),
        (11, DIRECTOR, None),
    ],
)
def test_a_discount_is_approved_by_whom_the_limits_name(discount: int, by: str | None, code: str | None) -> None:
    verdict = judge(("negotiate", "open"), ("close", "open"), discount_pct=discount, approved_by=by)
    assert codes(verdict) == ([code] if code else [])
    if code is None:
        assert verdict.moves[0].approved_by == (by if discount > 5 else None)


def test_a_stage_the_process_does_not_have_is_refused() -> None:
    assert codes(judge(("prepare", "open"), ("nowhere", "open"))) == ["stage_unknown"]


def test_a_status_that_does_not_exist_is_refused() -> None:
    assert codes(judge(("prepare", "open"), ("prepare", "done"))) == ["status_unknown"]


def test_a_stage_that_the_process_has_lost_is_left_with_an_approval() -> None:
    held = judge(("old_stage", "open"), ("present", "open"))
    assert codes(held) == ["need_manager_approval", "accepted_stage_unknown"]
    assert judge(("old_stage", "open"), ("present", "open"), approved_by=MANAGER).moves
    assert judge(("old_stage", "lost"), ("prospect", "open")).moves
    assert codes(judge(("old_stage", "won"), ("close", "won"))) == ["won_is_final", "accepted_stage_unknown"]


# Back


@pytest.mark.parametrize("reason", [None, "tbd"])
def test_going_back_needs_a_reason(reason: str | None) -> None:
    assert codes(judge(("present", "open"), ("approach", "open"), reason=reason)) == ["need_filled"]


def test_going_back_keeps_the_reason_but_no_approval() -> None:
    (move,) = judge(("present", "open"), ("prospect", "open"), approved_by=MANAGER).moves
    assert move == Move("present", "prospect", "open", "open", TODAY, "Khách đổi phạm vi")


def test_from_the_last_stage_it_goes_back_only_before_signature() -> None:
    assert judge(("close", "open"), ("negotiate", "open")).moves
    assert codes(judge(("close", "open"), ("negotiate", "open"), **SIGNED)) == ["back_after_signature"]


# Won and cancelled


def test_it_is_won_on_the_day_of_signature() -> None:
    verdict = judge(("close", "open"), ("close", "won"), **SIGNED)
    assert verdict.moves == (Move("close", "close", "open", "won", day(-2)),)
    assert verdict.accepted_on == day(-2)


def test_the_last_step_and_winning_are_one_move() -> None:
    verdict = judge(("negotiate", "open"), ("close", "won"), **SIGNED)
    assert verdict.moves == (Move("negotiate", "close", "open", "won", day(-2)),)


def test_the_last_step_with_winning_asks_for_the_needs_of_both() -> None:
    cells = {**SIGNED, "payment_terms": None, "contract_no": None}
    verdict = judge(("negotiate", "open"), ("close", "won"), **cells)
    assert [problem.params["columns"] for problem in verdict.problems] == [("payment_terms",), ("contract_no",)]


@pytest.mark.parametrize(
    ("cells", "orders", "code"),
    [
        ({"contract_no": "chưa rõ"}, None, "need_filled"),
        ({"signed_on": None}, None, "need_filled"),
        ({}, [], "need_order_line"),
        ({}, [order(status="cancelled")], "need_order_line"),
        ({}, [order(cancelled_on=day(-1))], "need_order_line"),
    ],
)
def test_winning_needs_contract_signature_and_an_order_line(
    cells: dict[str, Value], orders: list[Order] | None, code: str
) -> None:
    around = context() if orders is None else context(orders=orders)
    verdict = judge(("close", "open"), ("close", "won"), around, **{**SIGNED, **cells})
    assert codes(verdict) == [code]
    assert verdict.stage_requested == "close"


def test_it_is_not_won_by_a_signature_that_lies_ahead() -> None:
    verdict = judge(("close", "open"), ("close", "won"), signed_on=day(1))
    assert codes(verdict) == ["need_not_future", "date_in_future"]


def test_it_is_won_only_where_the_process_says() -> None:
    verdict = judge(("present", "open"), ("present", "won"), **SIGNED)
    assert codes(verdict) == ["won_only_at"]
    assert verdict.problems[0].params["stages"] == ("close",)


def test_a_won_opportunity_may_only_be_cancelled() -> None:
    assert judge(("close", "won"), ("close", "cancelled"), **SIGNED).moves == (
        Move("close", "close", "won", "cancelled", TODAY),
    )
    for wanted in [("close", "open"), ("close", "lost"), ("present", "won"), ("present", "cancelled")]:
        assert codes(judge(("close", "won"), wanted, **SIGNED)) == ["won_is_final"]


def test_a_cancelled_opportunity_stays_cancelled() -> None:
    assert codes(judge(("close", "cancelled"), ("close", "won"), **SIGNED)) == ["cancelled_is_final"]


def test_only_a_won_opportunity_can_be_cancelled() -> None:
    assert codes(judge(("close", "open"), ("close", "cancelled"))) == ["cancelled_only_after_won"]


def test_a_signed_project_goes_on_to_building_as_a_won_one() -> None:
    deal = opportunity(("sign", "won"), ("deliver", "won"), **SIGNED)
    assert judge_opportunity(PROJECT, deal, context()).moves == (Move("sign", "deliver", "won", "won", TODAY),)
    back = opportunity(("deliver", "won"), ("sign", "won"), **SIGNED)
    assert codes(judge_opportunity(PROJECT, back, context())) == ["won_is_final"]


# Lost and reopened


@pytest.mark.parametrize("stage", [stage.key for stage in STANDARD.stages])
def test_it_can_be_lost_in_every_stage_before_signature_and_keeps_that_stage(stage: str) -> None:
    verdict = judge((stage, "open"), (stage, "lost"))
    assert standing(verdict) == (stage, "lost")
    assert judge((stage, "paused"), (stage, "lost")).moves


def test_it_cannot_be_lost_after_signature() -> None:
    assert codes(judge(("close", "open"), ("close", "lost"), **SIGNED)) == ["lost_after_signature"]


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ({"lost_reason": None}, ("lost_reason",)),
        ({"lost_reason": "other"}, ("lost_note",)),
        ({"lost_reason": "other", "lost_note": "không biết"}, ("lost_note",)),
        ({"lost_reason": "competitor", "competitor": None}, ("competitor",)),
    ],
)
def test_losing_needs_a_reason_and_what_the_reason_asks_for(cells: dict[str, Value], missing: tuple[str, ...]) -> None:
    verdict = judge(("present", "open"), ("present", "lost"), **cells)
    assert [problem.params["columns"] for problem in verdict.problems] == [missing]
    assert verdict.problems[0].params["status"] == "lost"


@pytest.mark.parametrize(
    ("lost_on", "at"), [(None, TODAY), (day(-5), day(-5)), (day(1), TODAY), (day(-201), TODAY), (day(-200), day(-200))]
)
def test_a_loss_counts_from_the_day_given_when_that_is_possible(lost_on: date | None, at: date) -> None:
    assert judge(("present", "open"), ("present", "lost"), lost_on=lost_on).accepted_on == at


def test_a_second_loss_does_not_count_from_the_day_of_the_first() -> None:
    reopened = StageMove("M", 3, "OPP", "present", "present", "lost", "open", day(-10))
    imported = StageMove("N", 4, "OPP", "present", "present", "lost", "open", None)
    around = context(stage_moves=[reopened, imported])
    assert judge(("present", "open"), ("present", "lost"), around, lost_on=day(-40)).accepted_on == TODAY
    assert judge(("present", "open"), ("present", "lost"), around, lost_on=day(-9)).accepted_on == day(-9)


def test_a_loss_before_the_opportunity_was_created_is_told() -> None:
    assert codes(judge(("present", "lost"), ("present", "lost"), lost_on=day(-201))) == ["lost_before_created"]


@pytest.mark.parametrize("stage", ["prospect", "approach", "present"])
def test_a_lost_one_is_reopened_where_it_was_lost_or_earlier(stage: str) -> None:
    (move,) = judge(("present", "lost"), (stage, "open")).moves
    assert move == Move("present", stage, "lost", "open", TODAY, "Khách đổi phạm vi")


def test_a_lost_one_is_not_reopened_beyond_where_it_was_lost() -> None:
    verdict = judge(("present", "lost"), ("objections", "open"), approved_by=DIRECTOR)
    assert codes(verdict) == ["reopen_not_beyond"]


def test_reopening_needs_a_reason() -> None:
    assert codes(judge(("present", "lost"), ("present", "open"), reason="x")) == ["need_filled"]


@pytest.mark.parametrize(("days", "allowed"), [(180, True), (181, False)])
def test_a_lost_one_is_reopened_within_180_days(days: int, allowed: bool) -> None:
    deal = opportunity(("present", "lost"), ("present", "open"))._replace(accepted_on=day(-days))
    verdict = judge_opportunity(STANDARD, deal, context())
    assert bool(verdict.moves) is allowed
    if not allowed:
        assert codes(verdict) == ["reopen_too_late"]
        assert verdict.problems[0].params["lost_on"] == day(-181)


def test_without_an_accepted_day_the_typed_day_of_loss_counts() -> None:
    deal = opportunity(("present", "lost"), ("present", "open"), lost_on=day(-181))._replace(accepted_on=None)
    assert codes(judge_opportunity(STANDARD, deal, context())) == ["reopen_too_late"]
    deal = opportunity(("present", "lost"), ("present", "open"))._replace(accepted_on=None)
    assert codes(judge_opportunity(STANDARD, deal, context())) == ["need_filled"]


@pytest.mark.parametrize("wanted", [("present", "won"), ("present", "paused"), ("approach", "lost")])
def test_a_lost_one_is_first_reopened_before_anything_else(wanted: tuple[str | None, str | None]) -> None:
    assert codes(judge(("present", "lost"), wanted)) == ["lost_reopen_first"]


# Paused


def test_pausing_needs_a_reason_and_a_day_within_a_year() -> None:
    assert judge(("present", "open"), ("present", "paused")).moves
    verdict = judge(("present", "open"), ("present", "paused"), paused_reason=None, resume_on=None)
    assert [problem.params["columns"] for problem in verdict.problems] == [("paused_reason",), ("resume_on",)]


@pytest.mark.parametrize(
    ("resume_on", "allowed"), [(day(-1), False), (day(0), True), (day(365), True), (day(366), False)]
)
def test_a_pause_ends_between_today_and_a_year_from_now(resume_on: date, allowed: bool) -> None:
    verdict = judge(("present", "open"), ("present", "paused"), resume_on=resume_on)
    assert codes(verdict) == ([] if allowed else ["need_within_days"])


def test_resuming_needs_nothing() -> None:
    assert judge(("present", "paused"), ("present", "open"), reason=None).moves == (
        Move("present", "present", "paused", "open", TODAY),
    )


def test_a_paused_one_does_not_change_its_stage() -> None:
    assert codes(judge(("present", "paused"), ("objections", "paused"), resume_on=day(9))) == ["paused_stage_kept"]


def test_resuming_and_one_step_are_one_move() -> None:
    assert judge(("present", "paused"), ("objections", "open")).moves == (
        Move("present", "objections", "paused", "open", TODAY),
    )


def test_a_pause_is_not_stretched_beyond_a_year_afterwards() -> None:
    assert codes(judge(("present", "paused"), ("present", "paused"), resume_on=day(336))) == ["pause_too_long"]
    assert codes(judge(("present", "paused"), ("present", "paused"), resume_on=day(335))) == []
    assert codes(judge(("present", "paused"), ("present", "paused"), resume_on=None)) == []


# Blank cells, standing still


def test_a_blank_stage_or_status_asks_for_nothing_and_is_pointed_out() -> None:
    verdict = judge(("present", "paused"), (None, None), resume_on=None)
    assert standing(verdict) == ("present", "paused")
    assert codes(verdict) == ["stage_blank", "status_blank"]
    assert {problem.severity for problem in verdict.problems} == {Severity.WARNING}
    assert verdict.stage_requested is None


def test_a_blank_status_is_an_open_one() -> None:
    assert judge(("present", "open"), ("present", None)).problems == ()


def test_a_deal_that_does_not_move_stays_as_it_was_accepted() -> None:
    assert judge(("present", "open"), ("present", "open")) == Verdict("present", "open", day(-30), None, (), ())


def test_what_was_imported_is_not_judged_again() -> None:
    around = context(lead=None, activities=(), orders=())
    cells = dict.fromkeys(("contract_no", "lost_reason", "amount", "pains"))
    for where in [("close", "won"), ("present", "lost"), ("negotiate", "open")]:
        assert judge(where, where, around, **cells).problems == ()


# What the spreadsheet functions ask


def test_judging_a_move_that_is_none_finds_nothing() -> None:
    assert judge_move(STANDARD, opportunity(("present", "open")), context(), "present", "open") == []


def test_missing_for_tells_what_another_stage_would_still_need() -> None:
    deal = opportunity(("present", "open"), package=None)
    (problem,) = missing_for(STANDARD, deal, context(), "objections")
    assert problem.params["columns"] == ("package",)
    assert missing_for(STANDARD, opportunity(("present", "paused")), context(), "objections") == []
    assert missing_for(PROJECT, opportunity(("sign", "won"), **SIGNED), context(), "deliver") == []


def test_missing_to_leave_knows_no_needs_of_a_stage_that_is_gone() -> None:
    assert missing_to_leave(STANDARD, opportunity(("old_stage", "open")), context()) == []


@pytest.mark.parametrize(
    ("now", "cells", "ahead"),
    [
        (("prospect", "open"), {}, ["prepare"]),
        (("prospect", "open"), {"origin": "inbound", "customer_type": "existing"}, ["prepare", "approach", "present"]),
        (("present", "open"), {}, ["objections", "negotiate"]),
        (("close", "open"), {}, []),
        (("present", "lost"), {}, []),
        (("present", "paused"), {}, []),
        (("old_stage", "open"), {}, []),
    ],
)
def test_next_stages_are_one_step_and_the_skips_that_hold(
    now: tuple[str | None, str | None], cells: dict[str, Value], ahead: list[str]
) -> None:
    stages = next_stages(STANDARD, opportunity(now, **cells), context())
    assert [stage.key for stage in stages] == ahead


def test_a_won_project_goes_on_to_building() -> None:
    stages = next_stages(PROJECT, opportunity(("sign", "won")), context())
    assert [stage.key for stage in stages] == ["deliver"]


def test_stages_and_processes_have_names_in_both_languages() -> None:
    assert STANDARD.in_language("vi") == "Quy trình chuẩn"
    assert STANDARD.stage("close").in_language("en") == "Close & hand over"
    assert STANDARD.care is not None
    assert (STANDARD.care.in_language("vi"), STANDARD.care.stale_days) == ("Chăm sóc khách cũ", 90)


def test_the_standard_process_is_the_one_of_the_specification() -> None:
    told = [(stage.key, stage.probability, stage.stale_days) for stage in STANDARD.stages]
    assert told == [
        ("prospect", 5, 14),
        ("prepare", 10, 14),
        ("approach", 20, 21),
        ("present", 35, 30),
        ("objections", 50, 21),
        ("negotiate", 70, 30),
        ("close", 100, None),
    ]
