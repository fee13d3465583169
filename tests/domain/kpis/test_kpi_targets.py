"""Targets by month, level and KPI: by the days a rep is there, over quarters, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.kpis.target_doubts import doubtful_targets
from sheetcrm.domain.kpis.targets import Share
from sheetcrm.domain.kpis.targets import goals_for
from sheetcrm.domain.kpis.targets import targets_for
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import Target
from sheetcrm.problems import Problem
from sheetcrm.templates.load import load_template

TODAY = date(2026, 11, 23)
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
LIMITS = load_template(None).limits
REVENUE, LEADS = CATALOGUE["revenue"], CATALOGUE["leads"]


def facts(entries: Mapping[str, Sequence[str]] | None = None, **tables: Sequence[object]) -> Facts:
    company = Company("VND", {"USD": Decimal(25_000)})._replace(**tables)
    return facts_of(company, stages=("prospect",), probabilities={}, today=TODAY, entries=entries or {})


def target(month: date, value: object, level: str | None = "system", key: str | None = None, **more: object) -> Target:
    row = int(str(more.pop("row", 0)))
    return Target(f"T{row}", row, month, level, key, value=Decimal(str(value)), **{"kpi": "revenue", **more})


def period(text: str) -> Period:
    found = parse_period(text)
    assert found is not None
    return found


def codes(gathered: Facts) -> list[str]:
    return [problem.code for problem in gathered.problems]


def leads(count: int, owner: str, day: date = date(2026, 11, 3)) -> tuple[Lead, ...]:
    return tuple(Lead(f"L{owner}{day}{n}", n, {}, day, owner=owner) for n in range(count))


def test_a_target_of_twenty_leads_works_for_the_company_and_for_a_rep() -> None:
    gathered = facts(
        leads=leads(5, "An"),
        targets=(target(NOVEMBER, 20, kpi="leads"), target(NOVEMBER, 20, "rep", "An", kpi="leads", row=1)),
        reps=(Rep("1", 0, "An"),),
    )
    by_line = compare(gathered, "leads", ("rep",), month_of(NOVEMBER))
    for line in ((), ("An",)):
        assert (by_line[line].now.value, by_line[line].target, by_line[line].attainment.value) == (5, 20, 25)
    assert codes(gathered) == []


def test_a_percentage_has_a_target_in_points() -> None:
    gathered = facts(
        opportunities=tuple(
            Opportunity(f"O{n}", n, {}, created_on=NOVEMBER, accepted_stage="prospect", accepted_status=status,
                        signed_on=date(2026, 11, 5), lost_on=date(2026, 11, 5))
            for n, status in enumerate(("won", "lost", "lost", "lost"))
        ),
        targets=(target(NOVEMBER, 50, kpi="win_rate"),),
    )  # fmt: skip
    figures = compare(gathered, "win_rate", (), month_of(NOVEMBER))[()]
    assert (figures.now.value, figures.target, figures.attainment.value) == (25, 50, 50)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (None, None, 30),
        (date(2026, 11, 1), date(2026, 11, 30), 30),
        (date(2026, 11, 16), None, 15),
        (None, date(2026, 11, 10), 10),
        (date(2026, 11, 16), date(2026, 11, 16), 1),
        (date(2026, 11, 30), date(2027, 5, 1), 1),
        (date(2026, 11, 20), date(2026, 11, 10), 30),
    ],
    ids=["always", "exactly", "started", "left", "one day", "last day", "dates that contradict each other"],
)
def test_a_reps_target_counts_by_the_calendar_days_he_was_there(
    start: date | None, end: date | None, days: int
) -> None:
    gathered = facts(
        targets=(target(NOVEMBER, 100, "rep", "An"),), reps=(Rep("1", 0, "An", start_on=start, end_on=end),)
    )
    (goal,) = goals_for(gathered, REVENUE, ("rep",), month_of(NOVEMBER)).values()
    assert goal.value is not None
    assert abs(Fraction(goal.value) - Fraction(100 * days, 30)) < Fraction(1, 10**50)
    assert goal.shares == (() if days == 30 else (Share(NOVEMBER, days, 30),))


def test_half_a_month_of_a_round_target_is_exact() -> None:
    gathered = facts(
        orders=(Order("O", 0, "O", signed_on=TODAY, net_revenue=Decimal(250), rep="An"),),
        targets=(target(NOVEMBER, 1000, "rep", "An"),),
        reps=(Rep("1", 0, "An", start_on=date(2026, 11, 16)),),
    )
    figures = compare(gathered, "revenue", ("rep",), month_of(NOVEMBER))[("An",)]
    assert (figures.target, figures.attainment.value) == (500, 50)
    line = compute(gathered, "revenue_attainment", ("rep",), month_of(NOVEMBER)).at("An")
    assert line is not None
    assert line.value == 50


def test_a_rep_who_is_not_there_at_all_has_no_target() -> None:
    gathered = facts(
        targets=(target(NOVEMBER, 100, "rep", "An"),), reps=(Rep("1", 0, "An", end_on=date(2026, 10, 31)),)
    )
    assert goals_for(gathered, REVENUE, ("rep",), month_of(NOVEMBER)) == {}


def test_the_months_before_a_rep_came_need_no_target() -> None:
    gathered = facts(
        targets=(target(NOVEMBER, 60, "rep", "An"), target(DECEMBER, 100, "rep", "An")),
        reps=(Rep("1", 0, "An", start_on=date(2026, 11, 16)),),
    )
    (goal,) = goals_for(gathered, REVENUE, ("rep",), period("Q4/2026")).values()
    assert (goal.value, goal.missing, goal.shares) == (130, (), (Share(NOVEMBER, 15, 30),))


def test_namesakes_and_those_who_come_back_are_there_on_the_days_of_any_row() -> None:
    rows = (Rep("1", 0, "An", end_on=date(2026, 11, 10)), Rep("2", 1, "An", start_on=date(2026, 11, 6)))
    gathered = facts(targets=(target(NOVEMBER, 100, "rep", "An"),), reps=rows)
    (goal,) = goals_for(gathered, REVENUE, ("rep",), month_of(NOVEMBER)).values()
    assert (goal.value, goal.shares) == (100, ())


def test_only_targets_of_reps_and_of_what_adds_up_count_by_days() -> None:
    gathered = facts(
        targets=(
            target(NOVEMBER, 40, "rep", "An", kpi="win_rate"),
            target(NOVEMBER, 50, "rep", "An", kpi="order_value"),
            target(NOVEMBER, 60, "rep", "An", kpi="pipeline_value"),
            target(NOVEMBER, 70, "department", "An"),
            target(NOVEMBER, 80),
        ),
        reps=(Rep("1", 0, "An", start_on=date(2026, 11, 16)),),
    )
    month = month_of(NOVEMBER)
    rates = [targets_for(gathered, CATALOGUE[key], ("rep",), month) for key in ("win_rate", "order_value")]
    assert rates == [{("An",): 40}, {("An",): 50}]
    assert targets_for(gathered, CATALOGUE["pipeline_value"], ("rep",), month) == {("An",): 60}
    assert targets_for(gathered, REVENUE, ("department",), month) == {("An",): 70}
    assert targets_for(gathered, REVENUE, (), month) == {(): 80}


def test_a_quarter_adds_its_months_and_says_which_are_missing() -> None:
    some = (target(OCTOBER, 1), target(NOVEMBER, 2))
    assert goals_for(facts(targets=some), REVENUE, (), period("Q4/2026"))[()].missing == (DECEMBER,)
    assert targets_for(facts(targets=some), REVENUE, (), period("Q4/2026")) == {}
    assert targets_for(facts(targets=(*some, target(DECEMBER, 4))), REVENUE, (), period("Q4/2026")) == {(): 7}
    assert goals_for(facts(), REVENUE, (), period("Q4/2026")) == {}


def test_means_and_states_do_not_add_up_over_months() -> None:
    months = (OCTOBER, NOVEMBER, DECEMBER)
    for key in ("order_value", "pipeline_value", "win_rate"):
        gathered = facts(targets=tuple(target(month, 5, kpi=key) for month in months))
        assert targets_for(gathered, CATALOGUE[key], (), period("Q4/2026")) == {}
        assert targets_for(gathered, CATALOGUE[key], (), month_of(NOVEMBER)) == {(): 5}


@given(
    st.lists(st.integers(1, 10**12), min_size=3, max_size=3),
    st.dates(date(2026, 9, 1), date(2027, 1, 31)),
    st.integers(0, 150),
)
def test_a_quarters_target_is_each_months_share_added_exactly(amounts: list[int], start: date, length: int) -> None:
    end = date.fromordinal(start.toordinal() + length)
    months = (OCTOBER, NOVEMBER, DECEMBER)
    gathered = facts(
        targets=tuple(target(month, amount, "rep", "An") for month, amount in zip(months, amounts, strict=True)),
        reps=(Rep("1", 0, "An", start_on=start, end_on=end),),
    )
    wanted, there = Fraction(0), range(start.toordinal(), end.toordinal() + 1)
    for month, amount, days in zip(months, amounts, (31, 30, 31), strict=True):
        present = sum(month.toordinal() + day in there for day in range(days))
        wanted += Fraction(amount * present, days)
    found = targets_for(gathered, REVENUE, ("rep",), period("Q4/2026")).get(("An",), Decimal(0))
    assert abs(Fraction(found) - wanted) <= wanted / 10**58


@pytest.mark.parametrize(
    ("row", "code", "column", "counts"),
    [
        (target(NOVEMBER, 5, kpi="profit"), "target_kpi_unknown", "kpi", 0),
        (target(NOVEMBER, 5, "planet", "Earth"), "target_level_unknown", "level", 0),
        (target(NOVEMBER, 5, "department", "north", kpi="win_rate"), "target_not_by_level", "level", 0),
        (target(NOVEMBER, 5, "rep"), "target_without_key", "key", 0),
        (target(NOVEMBER, 5, key="An"), "target_key_unused", "key", 1),
        (target(NOVEMBER, 5, "rep", "Anh"), "target_key_unknown", "key", 1),
        (target(NOVEMBER, 5, currency="EUR"), "kpi_no_rate", "value", 0),
        (target(NOVEMBER, "0.25", kpi="win_rate"), "target_small_percent", "value", 1),
    ],
)
def test_a_row_that_makes_no_sense_is_told_with_what_to_do(row: Target, code: str, column: str, counts: int) -> None:
    gathered = facts(targets=(row._replace(row=7),), reps=(Rep("1", 0, "An"),))
    (problem,) = gathered.problems
    assert (problem.code, problem.table, problem.column, problem.row) == (code, "targets", column, 7)
    assert len(gathered.targets) == counts


def test_a_count_needs_no_currency() -> None:
    gathered = facts(targets=(target(NOVEMBER, 5, kpi="leads", currency="EUR"),))
    assert codes(gathered) == []
    assert targets_for(gathered, LEADS, (), month_of(NOVEMBER)) == {(): 5}


def test_money_is_brought_to_the_base_currency() -> None:
    gathered = facts(targets=(target(NOVEMBER, 2, currency="USD"),))
    assert targets_for(gathered, REVENUE, (), month_of(NOVEMBER)) == {(): 50_000}


@pytest.mark.parametrize("where", ["a list", "the people", "a row"])
def test_what_a_list_the_people_or_any_row_names_is_somebody(where: str) -> None:
    rows = (target(NOVEMBER, 5, "rep", "An", kpi="leads"),)
    gathered = {
        "a list": facts({"rep": ("An",)}, targets=rows),
        "the people": facts(targets=rows, reps=(Rep("1", 0, "An"),)),
        "a row": facts(targets=rows, leads=leads(1, "An")),
    }[where]
    assert codes(gathered) == []


def test_of_two_rows_for_the_same_the_upper_one_counts_and_both_are_named() -> None:
    rows = (
        target(NOVEMBER, 5, currency="EUR", row=1),
        target(NOVEMBER, 6, row=2),
        target(date(2026, 11, 20), 7, level=None, row=3),
        target(NOVEMBER, 8, kpi="orders", row=4),
    )
    gathered = facts(targets=rows)
    assert targets_for(gathered, REVENUE, (), month_of(NOVEMBER)) == {(): 6}
    (problem,) = [one for one in gathered.problems if one.code == "target_twice"]
    assert (problem.row, problem.params["first_row"], problem.params["second_row"]) == (3, 2, 3)


def test_a_row_that_does_not_say_it_all_is_no_target_yet() -> None:
    rows = (Target("T", 0, None, kpi="leads", value=Decimal(1)), Target("U", 1, NOVEMBER), Target("V", 2, NOVEMBER))
    assert facts(targets=rows).targets == {}


def doubts(gathered: Facts) -> list[Problem]:
    return list(doubtful_targets(gathered, LIMITS))


def test_a_target_far_above_the_best_of_six_months_is_doubted() -> None:
    history = (*leads(4, "An", date(2026, 5, 2)), *leads(2, "An", date(2026, 10, 2)), *leads(9, "An", date(2026, 4, 2)))
    row, high = target(NOVEMBER, 6, kpi="leads"), target(DECEMBER, "6.5", kpi="leads", row=1)
    (problem,) = doubts(facts(leads=history, targets=(row, high)))
    assert (problem.code, problem.table, problem.row, problem.column) == ("target_high", "targets", 1, "value")
    assert (problem.params["best"], problem.params["month"], problem.params["value"]) == (4, "05/2026", Decimal("6.5"))


def test_each_line_is_measured_by_its_own_history() -> None:
    history = (*leads(10, "An", date(2026, 10, 2)), *leads(2, "Bình", date(2026, 10, 2)))
    rows = (target(NOVEMBER, 15, "rep", "An", kpi="leads"), target(NOVEMBER, 15, "rep", "Bình", kpi="leads", row=1))
    assert [problem.row for problem in doubts(facts(leads=history, targets=rows))] == [1]


def test_without_history_nothing_is_doubted_nor_what_this_month_reached_so_far() -> None:
    row = target(NOVEMBER, 10**12, kpi="leads")
    assert doubts(facts(targets=(row,))) == []
    assert doubts(facts(leads=leads(1, "An"), targets=(row,))) == []


def test_months_gone_by_and_rows_that_do_not_count_are_not_doubted() -> None:
    history = leads(1, "An", date(2026, 9, 2))
    past, held = target(OCTOBER, 99, kpi="leads"), target(NOVEMBER, 99, "rep", kpi="leads")
    twice = (target(NOVEMBER, 99, kpi="leads", row=1), target(NOVEMBER, 98, kpi="leads", row=2))
    found = doubts(facts(leads=history, targets=(past, held, *twice)))
    assert [problem.row for problem in found] == [1]


def test_the_row_that_counts_is_doubted_not_one_above_it_without_an_exchange_rate() -> None:
    orders = (Order("R", 0, signed_on=date(2026, 10, 5), net_revenue=Decimal(1_000_000)),)
    unknown = target(NOVEMBER, 5_000_000, currency="THB")
    counts = target(NOVEMBER, 9_000_000, row=1)
    found = doubts(facts(orders=orders, targets=(unknown, counts)))
    assert [(problem.row, problem.params["value"]) for problem in found] == [(1, 9_000_000)]


def test_a_rate_is_doubted_to_a_tenth() -> None:
    deals = tuple(
        Opportunity(f"O{n}", n, {}, created_on=OCTOBER, accepted_stage="prospect", accepted_status=status,
                    signed_on=date(2026, 10, 5), lost_on=date(2026, 10, 5))
        for n, status in enumerate(("won", "lost", "lost"))
    )  # fmt: skip
    row = target(NOVEMBER, 51, kpi="win_rate")
    (problem,) = doubts(facts(opportunities=deals, targets=(row,)))
    assert problem.params["best"] == Decimal("33.3")


def test_days_that_are_no_whole_months_say_that_targets_are_by_month() -> None:
    gathered = facts(targets=(target(NOVEMBER, 9),))
    days = Period(date(2026, 11, 10), date(2026, 11, 20))
    assert compute(gathered, "revenue_attainment", (), days).total.reason == "kpi_blank_targets_by_month"
    earlier = Period(date(2026, 10, 10), date(2026, 10, 20))
    assert compute(gathered, "revenue_attainment", (), earlier).total.reason == "kpi_blank_no_target"
