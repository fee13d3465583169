"""Every gate of every stage of both processes, against a list written by hand from the specification."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from datetime import datetime
from decimal import Decimal

import pytest
from deals import DIRECTOR
from deals import LEAD
from deals import MANAGER
from deals import PROCESSES
from deals import SIGNED
from deals import TODAY
from deals import Sheet
from deals import activity
from deals import context
from deals import day
from deals import golden
from deals import objection
from deals import opportunity
from deals import order
from deals import process
from deals import record

from sheetcrm.domain.approval_needs import Approved
from sheetcrm.domain.context import Context
from sheetcrm.domain.context import Facts
from sheetcrm.domain.needs import AtLeast
from sheetcrm.domain.needs import NotPast
from sheetcrm.domain.process import Process
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.row_needs import Objections
from sheetcrm.domain.stages import judge_move
from sheetcrm.domain.stages import missing_to_leave
from sheetcrm.problems import Problem

GATES = golden("stage_gates")
CASES = [
    pytest.param(key, stage, *case, id=f"{key}-{stage}-{case[0]}")
    for key in PROCESSES
    for stage, cases in GATES[key].items()
    for case in cases
]


def spoiled(stage: str, spoil: dict[str, object]) -> tuple[Opportunity, Context]:
    sheet = Sheet()
    sheet.cells |= {"accepted_stage": stage, "accepted_status": "open", **SIGNED}
    sheet.spoil(spoil)
    return record(sheet.cells), sheet.around()


def lacks(which: Process, stage: str, spoil: dict[str, object]) -> list[Problem]:
    return missing_to_leave(which, *spoiled(stage, spoil))


@pytest.mark.parametrize("key", PROCESSES)
def test_a_deal_that_lacks_nothing_may_leave_every_stage(key: str) -> None:
    for stage in process(key).stages:
        assert lacks(process(key), stage.key, {}) == []


@pytest.mark.parametrize(("key", "stage", "spoil", "code", "columns"), CASES)
def test_one_thing_missing_is_told_by_its_name_and_nothing_else(
    key: str, stage: str, spoil: dict[str, object], code: str, columns: list[str] | None
) -> None:
    problems = lacks(process(key), stage, spoil)
    assert [problem.code for problem in problems] == [code]
    if columns is not None:
        assert problems[0].params["columns"] == tuple(columns)


@pytest.mark.parametrize(("key", "stage", "spoil", "code", "columns"), CASES)
def test_what_is_missing_on_the_way_out_stops_the_next_step(
    key: str, stage: str, spoil: dict[str, object], code: str, columns: list[str] | None
) -> None:
    deal, around = spoiled(stage, spoil)
    following = process(key).stage(stage).next
    if following is not None:
        assert code in [problem.code for problem in judge_move(process(key), deal, around, following, "open")]


@pytest.mark.parametrize("key", PROCESSES)
def test_every_need_of_every_stage_is_proved_by_a_case(key: str) -> None:
    """Take each need out in turn: some case above must notice, or it proves nothing."""
    whole = process(key)
    for stage in whole.stages:
        for dropped in stage.needs:
            kept = tuple(need for need in stage.needs if need is not dropped)
            stages = tuple(replace(each, needs=kept) if each is stage else each for each in whole.stages)
            weakened = replace(whole, stages=stages)
            noticed = [
                spoil
                for spoil, code, _ in GATES[key][stage.key]
                if [problem.code for problem in lacks(weakened, stage.key, spoil)] != [code]
            ]
            assert noticed, f"no case would notice that {stage.key} no longer asks for {dropped}"


def test_the_processes_have_as_many_gates_as_promised() -> None:
    assert [stage.key for stage in process("standard").stages] == list(GATES["standard"])
    assert len(process("project_10").stages) == 10
    assert all(3 <= len(stage.needs) <= 6 for stage in process("project_10").stages)


def test_a_deal_without_a_lead_is_told_once_that_it_needs_one() -> None:
    deal = opportunity(("prospect", "open"))
    problems = missing_to_leave(process("standard"), deal, context(lead=None))
    assert [problem.code for problem in problems].count("need_lead") == 1
    assert problems[0].code == "need_lead"
    assert problems[0].column == "lead_id"


def test_a_need_that_a_lead_or_the_deal_itself_may_meet_does_not_ask_for_a_lead() -> None:
    deal = opportunity(("approach", "open"), decision_maker=None)
    problems = missing_to_leave(process("standard"), deal, context(lead=None))
    assert [problem.code for problem in problems] == ["need_unmet"]


def test_the_problem_stands_at_the_first_missing_cell_of_the_deal() -> None:
    deal = opportunity(("prepare", "open"), pains=None, competitor="x")
    (problem,) = judge_move(process("standard"), deal, context(), "approach", "open")
    assert (problem.table, problem.row_id, problem.row) == ("opportunities", "OPP", 3)
    assert problem.column == "competitor"
    assert problem.params == {"stage": "approach", "status": "open", "columns": ("competitor", "pains")}


def test_what_is_missing_only_at_the_lead_is_told_at_the_stage_cell() -> None:
    deal = opportunity(("prospect", "open"))
    around = context(lead={**LEAD, "segment": None})
    (problem,) = judge_move(process("standard"), deal, around, "prepare", "open")
    assert problem.column == "stage"


def test_an_undated_activity_proves_nothing() -> None:
    deal = opportunity(("approach", "open"))
    around = context(activities=[activity("meeting", at=None)])
    assert [p.code for p in missing_to_leave(process("standard"), deal, around)] == ["need_unmet"]


@pytest.mark.parametrize(
    "contact", [activity("email", direction="in"), activity("call"), activity("site_visit", at=0)], ids=str
)
def test_a_two_way_activity_is_a_conversation_or_the_customer_writing(contact: Activity) -> None:
    deal = opportunity(("approach", "open"))
    assert missing_to_leave(process("standard"), deal, context(activities=[contact])) == []


def test_a_paid_order_line_needs_no_due_date() -> None:
    deal = opportunity(("close", "won"), **SIGNED)
    paid = order(paid=Decimal(100), payment_due_on=None)
    assert missing_to_leave(process("standard"), deal, context(orders=[paid])) == []


def test_a_number_that_is_not_one_counts_as_missing() -> None:
    facts = Facts(opportunity(package="lớn"), context(), frozenset())
    (finding,) = AtLeast("package", Decimal(1)).unmet(facts)
    assert finding.code == "need_filled"


@pytest.mark.parametrize(("moment", "codes"), [(0, []), (-1, ["need_not_past"])])
def test_a_moment_counts_by_its_day(moment: int, codes: list[str]) -> None:
    at = datetime.combine(day(moment), datetime.min.time())
    facts = Facts(opportunity(expected_close_on=at), context(), frozenset())
    assert [finding.code for finding in NotPast("expected_close_on").unmet(facts)] == codes


def test_a_process_names_every_column_its_rules_look_at() -> None:
    columns = process("project_10").columns()
    assert {"leads.phone", "leads.email", "account", "leads.company", "lost_reason", "lost_note"} <= columns
    assert {"resume_on", "approved_by", "discount_pct", "go_decision", "warranty_until", "signed_on"} <= columns
    assert not any("|" in column for column in columns)


def test_today_is_the_one_given() -> None:
    deal = opportunity(("present", "open"), expected_close_on=date(2026, 11, 9))
    assert missing_to_leave(process("standard"), deal, context(today=date(2026, 11, 9))) == []
    assert missing_to_leave(process("standard"), deal, context(today=TODAY)) != []


def test_a_process_may_ask_for_a_director() -> None:
    by_manager = Facts(opportunity(approved_by=MANAGER), context(), frozenset())
    assert [finding.code for finding in Approved("director").unmet(by_manager)] == ["need_director_approval"]
    by_director = Facts(opportunity(approved_by=DIRECTOR), context(), frozenset())
    assert list(Approved("director").unmet(by_director)) == []


def test_a_stage_may_ask_that_nobody_ever_objected() -> None:
    answered = Facts(opportunity(), context(objections=[objection(resolved=-1)]), frozenset())
    (finding,) = Objections("none").unmet(answered)
    assert (finding.code, finding.params) == ("need_no_objection", {"count": 1})
