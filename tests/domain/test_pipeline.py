"""How long a deal stands in its stage, and how likely it is won from there."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.domain.pipeline import Probability
from sheetcrm.domain.pipeline import chance_of
from sheetcrm.domain.pipeline import days_in_stage
from sheetcrm.domain.pipeline import group_moves
from sheetcrm.domain.pipeline import stage_probabilities
from sheetcrm.domain.pipeline import weighted_amount
from sheetcrm.domain.process import Process
from sheetcrm.domain.process import Stage
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import StageMove

DAY0 = date(2026, 1, 1)
PROCESS = Process(
    "short",
    "Ngắn",
    "Short",
    "first",
    (Stage("first", "Một", "One", 10), Stage("second", "Hai", "Two", 40), Stage("third", "Ba", "Three", 90)),
)


def day(number: int) -> date:
    return DAY0 + timedelta(number)


def deal(stage: str = "second", status: str | None = "open", **facts: date | str | None) -> Opportunity:
    plain = Opportunity("o1", 0, {}, created_on=day(0), accepted_stage=stage, accepted_status=status)
    return plain._replace(**facts)


def move(at: int | None, to_stage: str, to_status: str | None = "open", from_stage: str | None = None) -> StageMove:
    return StageMove("m", 0, "o1", from_stage, to_stage, None, to_status, day(at) if at is not None else None)


# Days in a stage


def test_a_stage_counts_from_the_day_it_was_entered() -> None:
    assert days_in_stage(deal(), [move(3, "second", from_stage="first")], day(10)) == 7


def test_the_last_entry_counts_when_a_deal_came_back() -> None:
    moves = [move(3, "second"), move(5, "third", from_stage="second"), move(8, "second", from_stage="third")]
    assert days_in_stage(deal(), moves, day(10)) == 2


def test_paused_days_do_not_count() -> None:
    moves = [
        move(2, "second", from_stage="first"),
        move(5, "second", "paused", "second"),
        move(15, "second", "open", "second"),
    ]
    assert days_in_stage(deal(), moves, day(20)) == 3 + 5


def test_the_clock_stands_still_while_paused() -> None:
    moves = [move(2, "second"), move(5, "second", "paused", "second")]
    assert days_in_stage(deal(status="paused"), moves, day(90)) == 3


@pytest.mark.parametrize("status", ["lost", "won", "cancelled"])
def test_the_clock_stops_when_a_deal_is_closed(status: str) -> None:
    moves = [move(2, "second"), move(9, "second", status, "second")]
    assert days_in_stage(deal(status=status), moves, day(90)) == 7


def test_lost_days_do_not_count_once_a_deal_is_reopened() -> None:
    moves = [move(2, "second"), move(9, "second", "lost", "second"), move(50, "second", "open", "second")]
    assert days_in_stage(deal(), moves, day(52)) == 7 + 2


def test_the_first_stage_counts_from_creation_because_nobody_moved_into_it() -> None:
    pause = [move(30, "first", "paused", "first")]
    assert days_in_stage(deal("first", accepted_on=day(30), status="paused"), pause, day(40)) == 30


def test_the_first_stage_of_a_deal_without_a_creation_date_counts_from_its_first_move() -> None:
    moves = [move(4, "first", "paused", "first"), move(9, "first", "open", "first")]
    assert days_in_stage(deal("first", created_on=None), moves, day(10)) == 1


def test_a_deal_without_history_counts_from_its_acceptance() -> None:
    assert days_in_stage(deal(accepted_on=day(6)), [], day(10)) == 4


def test_a_deal_without_history_or_acceptance_counts_from_creation() -> None:
    assert days_in_stage(deal(), [], day(10)) == 10


def test_a_deal_without_any_date_has_no_days() -> None:
    assert days_in_stage(deal(created_on=None), [], day(10)) == 0


def test_a_deal_accepted_without_a_status_is_open() -> None:
    assert days_in_stage(deal(status=None), [], day(10)) == 10


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"status": "lost", "lost_on": day(7)}, 7),
        ({"status": "won", "signed_on": day(8)}, 8),
        ({"status": "cancelled", "accepted_on": None}, 0),
    ],
)
def test_a_closed_deal_without_history_counts_to_the_day_its_cells_tell(
    facts: Mapping[str, str], expected: int
) -> None:
    assert days_in_stage(deal(**facts), [], day(90)) == expected


def test_what_lies_in_the_future_does_not_count() -> None:
    assert days_in_stage(deal(created_on=day(20)), [], day(10)) == 0
    assert days_in_stage(deal(), [move(20, "second", from_stage="first")], day(10)) == 10
    assert days_in_stage(deal(), [move(None, "second", from_stage="first")], day(10)) == 10


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["open", "paused", "lost"])), max_size=8),
    st.integers(60, 90),
)
def test_days_are_those_on_which_the_deal_was_open(steps: Sequence[tuple[int, str]], today: int) -> None:
    history = sorted(steps, key=lambda step: step[0])
    moves = [move(0, "second", from_stage="first")]
    moves += [move(at, "second", status, "second") for at, status in history]
    status_by_day = ["open"] * today
    for at, status in history:
        status_by_day[at:] = [status] * (today - at)
    last = history[-1][1] if history else "open"
    assert days_in_stage(deal(status=last), moves, day(today)) == status_by_day.count("open")


def test_the_history_is_grouped_by_deal_in_order_of_time() -> None:
    late, early, undated = move(5, "third"), move(2, "second"), move(None, "first")
    stray = late._replace(opportunity_id=None)
    assert group_moves([late, early, undated, stray]) == {"o1": [early, late]}


# Chances


def closed(count: int, status: str, stage: str) -> list[Opportunity]:
    return [deal(stage, status, id=f"{status}-{stage}-{number}") for number in range(count)]


def chances(
    deals: Sequence[Opportunity], moves: Mapping[str, Sequence[StageMove]] | None = None
) -> Mapping[str, tuple[str, bool]]:
    found = stage_probabilities(PROCESS, deals, moves or {}, own_rates_from=30)
    return {stage: (str(chance.percent), chance.assumed) for stage, chance in found.items()}


def test_chances_are_assumed_until_30_deals_were_closed() -> None:
    assert chances(closed(29, "won", "third")) == {
        "first": ("10", True),
        "second": ("40", True),
        "third": ("90", True),
    }


def test_own_rates_come_from_the_deals_that_reached_the_stage() -> None:
    deals = closed(25, "won", "third") + closed(10, "lost", "second") + closed(15, "lost", "first")
    assert chances(deals) == {"first": ("50.0", False), "second": ("71.4", False), "third": ("90", True)}


def test_a_deal_lost_after_coming_back_reached_its_furthest_stage() -> None:
    deals = [*closed(29, "won", "third"), deal("first", "lost")]
    moves = {"o1": [move(1, "third"), move(2, "first")]}
    assert chances(deals, moves)["third"] == ("96.7", False)


def test_a_deal_that_began_far_on_and_went_back_reached_where_it_began() -> None:
    deals = [*closed(29, "won", "third"), deal("first", "lost")]
    moves = {"o1": [move(2, "first", from_stage="third")]}
    assert chances(deals, moves)["third"] == ("96.7", False)


def test_open_paused_and_cancelled_deals_and_unknown_stages_prove_nothing() -> None:
    deals = closed(99, "open", "third") + closed(99, "paused", "third") + closed(99, "cancelled", "third")
    deals += closed(99, "lost", "of another process")
    assert all(assumed for _, assumed in chances(deals).values())


@pytest.mark.parametrize(
    ("status", "expected"), [("won", 100), ("lost", 0), ("cancelled", 0), ("open", 40), ("paused", 40)]
)
def test_a_closed_deal_is_certain_and_an_open_one_as_likely_as_its_stage(status: str, expected: int) -> None:
    found = chance_of(deal("second", status), {"second": Probability(Decimal(40), assumed=True)})
    assert found == expected


def test_a_deal_in_no_known_stage_has_no_chance_to_tell() -> None:
    assert chance_of(deal("elsewhere"), {}) is None


@pytest.mark.parametrize(
    ("amount", "percent", "digits", "expected"),
    [("1000", "35", 0, "350"), ("101", "50", 0, "51"), ("0.05", "50", 2, "0.03"), ("99.99", "33.3", 2, "33.30")],
)
def test_a_weighted_amount_is_rounded_half_up_to_the_minor_unit(
    amount: str, percent: str, digits: int, expected: str
) -> None:
    assert str(weighted_amount(Decimal(amount), Decimal(percent), digits)) == expected


def test_without_amount_or_chance_there_is_no_weighted_amount() -> None:
    assert weighted_amount(None, Decimal(10), 0) is None
    assert weighted_amount(Decimal(10), None, 0) is None


def test_a_deal_is_no_certainty_before_it_is_signed() -> None:
    """The page says "100 at signature": an open deal in the last stage is worth what the stage before makes it."""
    sure = replace(PROCESS, stages=(*PROCESS.stages[:2], replace(PROCESS.stages[2], probability=100)))
    assert stage_probabilities(sure, [], {}, own_rates_from=30)["third"].percent == Decimal(40)
    alone = replace(sure, stages=(sure.stages[2],))
    assert stage_probabilities(alone, [], {}, own_rates_from=30)["third"].percent == Decimal(100)
