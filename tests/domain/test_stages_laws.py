"""The law of stages: whatever people type, no stage is reached whose gates were not met, but by a recorded approval.

The oracle below is written in plain Python from the specification and shares nothing with the rules but the two tables
in `golden/stage_ways.json`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from deals import CELLS
from deals import DIRECTOR
from deals import LEAD
from deals import MANAGER
from deals import REP
from deals import REPS
from deals import STATUSES
from deals import TODAY
from deals import Sheet
from deals import activity
from deals import golden
from deals import order
from deals import process
from deals import record
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.stateful import initialize
from hypothesis.stateful import invariant
from hypothesis.stateful import rule

from sheetcrm.domain.records import StageMove
from sheetcrm.domain.stages import Context
from sheetcrm.domain.stages import Move
from sheetcrm.domain.stages import approvers_among
from sheetcrm.domain.stages import judge_opportunity
from sheetcrm.values import Value

WAYS = golden("stage_ways")["standard"]
KINDS = golden("stage_ways")["statuses"]
STAGES = list(WAYS)
EMPTY = (None, "tbd", "N/A", "-", "x", "Chưa rõ", "  KHÔNG BIẾT ")
NOTHING = {None, "tbd", "n/a", "-", "x", "chưa rõ", "không biết"}


class Oracle:
    """Says by the specification alone whether a move is allowed."""

    def __init__(self, cells: dict[str, Value], lead: dict[str, Value], around: Context) -> None:
        self.cells, self.lead, self.around, self.today = cells, lead, around, around.today

    def has(self, *columns: str) -> bool:
        found = [self.lead.get(c[6:]) if c.startswith("leads.") else self.cells.get(c) for c in columns]
        return all((value.strip().lower() if isinstance(value, str) else value) not in NOTHING for value in found)

    def reaches(self, column: str, minimum: int) -> bool:
        value = self.lead.get(column)
        return isinstance(value, int) and value >= minimum

    def done(self, *kinds: str) -> bool:
        return any(
            a.outcome == "done" and a.kind in kinds and a.at.date() <= self.today for a in self.around.activities
        )

    def approver(self) -> int:
        return {MANAGER: 1, DIRECTOR: 2}.get(str(self.cells.get("approved_by")), 0)

    def signed(self) -> bool:
        day = self.cells.get("signed_on")
        return isinstance(day, date) and day <= self.today

    def discount_fits(self) -> bool:
        discount = self.cells.get("discount_pct")
        return (
            not isinstance(discount, int | float | Decimal)
            or discount <= 5
            or self.approver() >= (2 if discount > 10 else 1)
        )

    def may_leave(self, stage: str) -> bool:
        gates: dict[str, Callable[[], bool]] = {
            "prospect": lambda: (
                (self.has("account") or self.has("leads.company"))
                and self.has("leads.contact", "leads.segment")
                and (self.has("leads.phone") or self.has("leads.email"))
                and all(self.has(column) or self.has(f"leads.{column}") for column in ("source", "origin", "owner"))
                and self.reaches("score", 50)
                and self.reaches("completeness", 75)
                and self.reaches("bant_need", 2)
            ),
            "prepare": lambda: (
                self.has("competitor", "pains", "value_proposition", "profile_link", "catalogue_link")
                and (
                    self.has("next_step", "next_step_on")
                    or any(
                        a.outcome == "planned" or (a.outcome == "done" and a.at.date() <= self.today)
                        for a in self.around.activities
                    )
                )
            ),
            "approach": lambda: (
                self.done("call", "demo_call", "meeting", "site_visit")
                and self.has("approached_on", "channel", "next_step", "next_step_on")
                and self.cells["approached_on"] <= self.today
                and (self.has("decision_maker") or self.lead.get("contact_role") in ("decision_maker", "influencer"))
            ),
            "present": lambda: (
                self.done("meeting", "demo_call")
                and self.has("fit_level", "package", "amount", "proposal_link", "proposal_version")
                and self.has("expected_close_on")
                and self.cells["expected_close_on"] >= self.today
            ),
            "objections": lambda: (
                not any(o.resolved_on is None or o.resolved_on > self.today for o in self.around.objections)
                and self.reaches("bant_authority", 2)
            ),
            "negotiate": lambda: (
                self.has("proposal_version", "discount_pct", "payment_terms", "stock_checked") and self.discount_fits()
            ),
        }
        return gates[stage]()

    def skip_holds(self, now: str, wanted: str) -> bool:
        if wanted == "negotiate":
            return not self.around.objections
        if wanted == "present":
            return self.cells.get("customer_type") == "existing"
        origin = self.cells.get("origin") if self.has("origin") else self.lead.get("origin")
        return origin == "inbound"

    def way_is_free(self, now: str, wanted: str) -> bool:
        """Say whether the stages alone allow the move."""
        kind = WAYS[now][STAGES.index(wanted)]
        if kind in ".1":
            return kind == "." or self.may_leave(now)
        if kind == "b":
            return self.has("reason") and not (now == "close" and self.signed())
        if kind == "s" and self.skip_holds(now, wanted) and self.may_leave(now):
            return True
        passes_discount = wanted == "close" and not self.discount_fits()
        return self.has("reason") and self.approver() > 0 and not passes_discount

    def allows(self, now: tuple[str, str], wanted: tuple[str, str], accepted_on: date) -> bool:
        lines = [line for line in self.around.orders if line.status != "cancelled"]
        resume = self.cells.get("resume_on")
        free = now[1] in ("open", "paused") and self.way_is_free(now[0], wanted[0])
        lost_note = self.cells.get("lost_reason") != "other" or self.has("lost_note")
        rival = self.cells.get("lost_reason") != "competitor" or self.has("competitor")
        judged = {
            "way": free,
            "win": free and wanted[0] == "close" and self.has("contract_no") and self.signed() and bool(lines),
            "lose": free and not self.signed() and self.has("lost_reason") and lost_note and rival,
            "pause": free
            and self.has("paused_reason")
            and isinstance(resume, date)
            and self.today <= resume <= self.today + timedelta(365),
            "reopen": WAYS[now[0]][STAGES.index(wanted[0])] in ".b"
            and self.has("reason")
            and self.today <= accepted_on + timedelta(180),
            "onward": wanted[0] == "close" and WAYS[now[0]][-1] == "1" and self.may_leave(now[0]),
            "cancel": now[0] == wanted[0],
            "never": False,
        }
        return judged[str(KINDS[now[1]][STATUSES.index(wanted[1])])]


TEXTS = sorted(column for column, value in CELLS.items() if isinstance(value, str))
COLUMNS = st.sampled_from([column for column in TEXTS if column != "lead_id"])
GATES = golden("stage_gates")["standard"]
OTHERWISE_WRONG: list[dict[str, object]] = [
    {},
    {"reason": "x"},
    {"approved_by": None},
    {"approved_by": REP},
    {"approved_by": MANAGER, "discount_pct": 12},
    {"approved_by": DIRECTOR, "discount_pct": 12},
    {"approved_by": DIRECTOR, "discount_pct": 12, "reason": None},
    {"contract_no": "tbd"},
    {"signed_on": "+1"},
    {"signed_on": "+0"},
    {"signed_on": "+0", "contract_no": None},
    {"signed_on": "+0", "orders": []},
    {"signed_on": "+0", "orders": ["cancelled"]},
    {"lost_reason": None},
    {"lost_reason": "other"},
    {"lost_reason": "competitor", "competitor": None},
    {"paused_reason": "-"},
    {"resume_on": None},
    {"resume_on": "-1"},
    {"resume_on": "+366"},
    {"origin": "inbound"},
    {"origin": "inbound", "approved_by": None},
    {"origin": "inbound", "approved_by": None, "pains": None},
    {"origin": None, "leads.origin": "inbound", "approved_by": None},
    {"customer_type": "existing", "approved_by": None},
    {"objections": [-1], "approved_by": None},
    {"approved_by": None, "leads.bant_authority": 1},
]
WRONG = [*OTHERWISE_WRONG, *(case[0] for cases in GATES.values() for case in cases)]


def check_against_the_oracle(sheet: Sheet, moves: list[Move]) -> list[Move]:
    """Judge a sheet, compare with the oracle, write the verdict back, and judge again: the same, without a move."""
    cells, around = dict(sheet.cells), sheet.around(history_of(moves))
    now = stands(sheet)
    wanted = (str(cells["stage"] or now[0]), str(cells["status"] or now[1]))
    verdict = judge_opportunity(process("standard"), record(cells), around)
    accepted_on = cells["accepted_on"]
    assert isinstance(accepted_on, date | None)
    allowed = now != wanted and Oracle(cells, sheet.lead, around).allows(now, wanted, accepted_on or sheet.today)
    assert len(verdict.moves) == allowed, f"{now} -> {wanted}: {verdict}"
    assert (verdict.accepted_stage, verdict.accepted_status) == (wanted if allowed else now)
    assert verdict.stage_requested == (wanted[0] if now != wanted and not allowed else None)
    written = ("accepted_stage", "accepted_status", "accepted_on", "stage_requested")
    sheet.cells |= {column: getattr(verdict, column) for column in written}
    moved = [*moves, *verdict.moves]
    again = judge_opportunity(process("standard"), record(sheet.cells), sheet.around(history_of(moved)))
    assert again == verdict._replace(moves=())
    return moved


def stands(sheet: Sheet) -> tuple[str, str]:
    return str(sheet.cells["accepted_stage"] or "prospect"), str(sheet.cells["accepted_status"] or "open")


def history_of(moves: list[Move]) -> list[StageMove]:
    return [
        StageMove("M", 3, "OPP", move.from_stage, move.to_stage, move.from_status, move.to_status, move.at)
        for move in moves
    ]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("stage", STAGES)
def test_with_one_thing_wrong_exactly_what_the_oracle_allows_is_accepted(stage: str, status: str) -> None:
    gates = [case[0] for case in GATES[stage]]
    wrongs = {"open": [*OTHERWISE_WRONG, *gates], "lost": OTHERWISE_WRONG, "paused": [*OTHERWISE_WRONG[:5], *gates]}
    places = product(STAGES, STATUSES)
    for wanted, wrong in product(places, wrongs.get(status, [{}])):
        sheet = Sheet()
        complete(sheet)
        sheet.cells |= {"accepted_stage": stage, "accepted_status": status, "accepted_on": TODAY - timedelta(180)}
        sheet.cells |= {"stage": wanted[0], "status": wanted[1]}
        sheet.spoil(wrong)
        check_against_the_oracle(sheet, [])


def complete(sheet: Sheet) -> None:
    """Fill everything as of the sheet's day; the contract is not signed yet."""
    dates = {"signed_on": None, "lost_on": None, "resume_on": sheet.today + timedelta(30)}
    dates |= {"next_step_on": sheet.today, "expected_close_on": sheet.today}
    sheet.cells |= {**CELLS, **dates, "approved_by": MANAGER, "discount_pct": 3, "lost_note": None}
    sheet.lead = dict(LEAD)
    sheet.rows = {"activities": [activity("meeting")], "objections": [], "orders": [order()]}


class PeopleTyping(RuleBasedStateMachine):
    """People edit a deal, its lead and its rows in any order; now and then somebody recomputes."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet()
        self.moves: list[Move] = []
        self.begun = ("prospect", "open")
        complete(self.sheet)

    @initialize(stage=st.sampled_from([*STAGES, None]), status=st.sampled_from(["open", "open", "lost", "paused"]))
    def begin_anywhere(self, stage: str | None, status: str) -> None:
        blank = {"accepted_stage": None, "accepted_status": None, "accepted_on": None, "stage": None, "status": None}
        self.sheet.cells |= blank
        if stage is not None:
            self.begun = (stage, status)
            self.sheet.cells |= {"accepted_stage": stage, "accepted_status": status, "accepted_on": TODAY}

    @rule()
    def complete_everything(self) -> None:
        complete(self.sheet)

    @rule(wrong=st.sampled_from(WRONG))
    def get_something_wrong(self, wrong: dict[str, object]) -> None:
        self.sheet.spoil(wrong)

    @rule(column=COLUMNS, nothing=st.sampled_from(EMPTY))
    def clear_a_cell(self, column: str, nothing: Value) -> None:
        self.sheet.cells[column] = nothing

    @rule(column=st.sampled_from(["signed_on", "lost_on", "approached_on"]), days=st.sampled_from([-400, -3, 0, 1]))
    def type_a_day(self, column: str, days: int) -> None:
        self.sheet.cells[column] = self.sheet.today + timedelta(days)

    @rule(days=st.sampled_from([1, 40, 181]))
    def let_time_pass(self, days: int) -> None:
        self.sheet.today += timedelta(days)

    @rule(stage=st.sampled_from([*STAGES, None]), status=st.sampled_from([*STATUSES, "open", "open", None]))
    def type_and_recompute(self, stage: str | None, status: str | None) -> None:
        self.sheet.cells |= {"stage": stage, "status": status}
        self.moves = check_against_the_oracle(self.sheet, self.moves)

    @rule(data=st.data(), wrong=st.sampled_from(WRONG))
    def go_on_with_at_most_one_thing_wrong(self, data: st.DataObject, wrong: dict[str, object]) -> None:
        complete(self.sheet)
        self.sheet.spoil(wrong)
        following = STAGES[min(STAGES.index(stands(self.sheet)[0]) + 1, 6)]
        self.type_and_recompute(following, data.draw(st.sampled_from(["open", "open", "won"]), "status"))

    @invariant()
    def the_history_leads_from_the_start_to_where_the_deal_stands(self) -> None:
        place = self.begun
        for move in self.moves:
            assert (move.from_stage, move.from_status) == place
            assert move.at <= self.sheet.today
            place = (move.to_stage, move.to_status)
        assert stands(self.sheet) == place

    @invariant()
    def only_recorded_approvals_jump(self) -> None:
        for move in self.moves:
            if WAYS[move.from_stage][STAGES.index(move.to_stage)] == "a":
                assert move.approved_by in (MANAGER, DIRECTOR)
                assert move.reason
            if move.to_status == "won":
                assert move.to_stage == "close"


PeopleTyping.TestCase.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestPeopleTyping = PeopleTyping.TestCase


def test_the_oracle_itself_lets_a_complete_deal_through_and_stops_a_spoiled_one() -> None:
    around = Context(TODAY, LEAD, [activity("meeting")], [], [order()], [], approvers_among(REPS, TODAY))
    for stage in STAGES[:-1]:
        assert Oracle({**CELLS, "discount_pct": Decimal(3)}, dict(LEAD), around).may_leave(stage)
    assert not Oracle({**CELLS, "pains": " TBD "}, dict(LEAD), around).may_leave("prepare")
    with pytest.raises(KeyError):
        Oracle({}, {}, around).may_leave("close")
