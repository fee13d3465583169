"""The rules under the table of KPIs, one by one, on companies small enough to count on one's fingers."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from decimal import Decimal

import pytest

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.figures import Check
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.domain.kpis.kpi import Catalogue
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measured import absent
from sheetcrm.domain.kpis.measured import nothing
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.kpis.periods import quarter_of
from sheetcrm.domain.kpis.target_facts import employment
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Cost
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import StageMove
from sheetcrm.domain.records import Target

STAGES = ("prospect", "present", "close")
PERCENTS = {"prospect": Decimal(5), "present": Decimal("33.3"), "close": Decimal(100)}
TODAY = date(2026, 11, 23)
OCTOBER = month_of(date(2026, 10, 1))
NOVEMBER = month_of(TODAY)
MILLION = Decimal(1_000_000)


def facts(**tables: object) -> Facts:
    """Facts of a company with these rows (one row may stand for itself)."""
    rows = {name: (some,) if hasattr(some, "_fields") else some for name, some in tables.items()}
    company = Company("VND", {"USD": Decimal(25_000)})._replace(**rows)
    return facts_of(company, stages=STAGES, probabilities=PERCENTS, today=TODAY)


def order(signed: date | None, million: int | None, key: str = "R", **more: object) -> Order:
    amount = None if million is None else million * MILLION
    return Order(key, 0, more.pop("opportunity_id", key), signed_on=signed, net_revenue=amount, **more)


def deal(key: str = "O", **more: object) -> Opportunity:
    return Opportunity(key, 0, {}, **more)


def codes(gathered: Facts) -> list[str]:
    return [problem.code for problem in gathered.problems]


def value(gathered: Facts, key: str, *line: str | None, by: tuple[str, ...] = (), period: str = "2026-11") -> object:
    figures = compute(gathered, key, by, parse_period(period))
    figure = figures.at(*line) if by else figures.total
    assert figure is not None
    return figure.reason if figure.value is None else figure.value


def test_a_zero_denominator_leaves_a_ratio_blank_and_says_why() -> None:
    assert compute(facts(), "win_rate", (), NOVEMBER).total == Figure(None, 0, "kpi_blank_no_denominator")


def test_growth_from_nothing_is_new_and_from_nothing_to_nothing_is_blank() -> None:
    gathered = facts(orders=order(date(2026, 11, 5), 3))
    assert value(gathered, "revenue_growth") == "kpi_new"
    assert value(gathered, "revenue_growth", None, by=("rep",)) == "kpi_new"
    assert value(facts(), "revenue_growth") == "kpi_blank_nothing_before"


def test_growth_compares_a_running_month_with_the_same_days_of_the_month_before() -> None:
    early, late, now = order(date(2026, 10, 2), 2, "A"), order(date(2026, 10, 30), 50, "B"), order(TODAY, 3, "C")
    assert value(facts(orders=(early, late, now)), "revenue_growth") == 50


def test_growth_is_measured_against_the_size_of_a_negative_month() -> None:
    orders = (order(date(2026, 10, 2), -2, "A"), order(date(2026, 11, 2), 1, "B"))
    assert value(facts(orders=orders), "revenue_growth") == 150


def test_growth_of_a_line_that_was_there_before_only_is_minus_one_hundred() -> None:
    gathered = facts(orders=order(date(2026, 10, 2), 2, rep="An"))
    assert value(gathered, "revenue_growth", "An", by=("rep",)) == -100


def test_a_blank_owner_is_a_line_of_its_own_and_lines_add_up() -> None:
    leads = tuple(Lead(f"L{n}", n, {}, date(2026, 11, 3), owner=rep) for n, rep in enumerate(["An", "An", None]))
    figures = compute(facts(leads=leads), "leads", ("rep",), NOVEMBER)
    assert [(line.key, line.figure.value) for line in figures.lines] == [(("An",), 2), ((None,), 1)]
    assert figures.checks == (Check(3, 0, 3),)
    assert figures.adds_up


def test_lines_that_do_not_add_up_are_seen() -> None:
    assert not Figures("leads", ("rep",), NOVEMBER, Figure(3), (), (Check(4, 0, 3),)).adds_up


def test_an_order_with_lines_in_two_product_groups_counts_in_both_and_once_in_total() -> None:
    lines = tuple(
        order(date(2026, 11, 3), 5, key, opportunity_id="O", product_group=group)
        for key, group in (("A", "turf"), ("B", "lighting"))
    )
    figures = compute(facts(orders=lines), "orders", ("product_group",), NOVEMBER)
    assert figures.total.value == 1
    assert figures.checks == (Check(2, 1, 1),)
    assert value(facts(orders=lines), "order_value") == 10 * MILLION
    assert value(facts(orders=lines), "order_value_median") == 10 * MILLION


def test_a_missing_exchange_rate_leaves_the_row_out_and_says_so() -> None:
    orders = (order(date(2026, 11, 3), 5, "A", currency="EUR"), order(date(2026, 11, 3), 1, "B", currency="USD"))
    gathered = facts(orders=orders, targets=Target("T", 0, NOVEMBER.start, "system", None, "revenue", MILLION, "EUR"))
    revenue = compute(gathered, "revenue", (), NOVEMBER).total
    assert revenue.value == 25_000 * MILLION
    assert revenue.left_out == {"no_rate": 1}
    assert codes(gathered) == ["kpi_no_rate", "kpi_no_rate"]


def test_an_order_whose_worth_is_unknown_is_not_worth_nothing_in_the_mean_order_value() -> None:
    day = date(2026, 11, 3)
    orders = (order(day, 5, "A"), order(day, 7, "B"), order(day, 9, "C", currency="EUR"), order(day, None, "D"))
    gathered = facts(orders=orders)
    assert value(gathered, "orders") == 4
    assert value(gathered, "order_value") == value(gathered, "order_value_median") == 6 * MILLION
    mean = compute(gathered, "order_value", (), NOVEMBER).total
    assert (mean.n, mean.left_out) == (2, {"no_rate": 1, "no_amount": 1})


def test_a_cancelled_order_is_no_order_left_out_of_the_mean() -> None:
    day = date(2026, 11, 3)
    orders = (order(day, 5, "A"), order(day, 5, "B", currency="EUR", status="cancelled", cancelled_on=day))
    gathered = facts(orders=orders)
    assert compute(gathered, "revenue", (), NOVEMBER).total.left_out == {"no_rate": 1}
    for key in ("order_value", "order_value_median", "margin_mean_of_orders"):
        assert compute(gathered, key, (), NOVEMBER).total.left_out == {}


def test_what_was_left_out_is_told_even_when_nothing_else_is_left() -> None:
    gathered = facts(orders=order(date(2026, 11, 3), 5, rep="An", currency="EUR"))
    for key in ("order_value", "order_value_median", "margin", "margin_mean_of_orders", "margin_coverage"):
        figures = compute(gathered, key, (CATALOGUE[key].by[-1]), NOVEMBER)
        (line,) = figures.lines
        for figure in (figures.total, line.figure):
            assert (figure.value, figure.n, figure.reason) == (None, 0, "kpi_blank_no_denominator")
            assert figure.left_out == {"no_rate": 1}


def test_a_mean_of_margins_has_all_the_digits_of_a_cell() -> None:
    costs = (Decimal(1), Decimal(2))
    orders = (order(date(2026, 11, 3), 3, key, cost=cost * MILLION) for key, cost in zip("AB", costs, strict=True))
    assert value(facts(orders=tuple(orders)), "margin_mean_of_orders") == 50
    third = order(date(2026, 11, 3), 3, cost=2 * MILLION)
    assert value(facts(orders=third), "margin_mean_of_orders") == Decimal("33.3333333333333")


def test_a_rate_that_is_no_rate_counts_as_missing() -> None:
    company = Company("VND", {"USD": Decimal(0)}, orders=(order(TODAY, 5, currency="USD"),))
    gathered = facts_of(company, stages=STAGES, probabilities=PERCENTS, today=TODAY)
    assert compute(gathered, "revenue").total.left_out == {"no_rate": 1}


def test_half_a_minor_unit_is_rounded_away_from_zero_row_by_row() -> None:
    company = Company("USD", {}, orders=(order(TODAY, None)._replace(net_revenue=Decimal("0.125")),))
    gathered = facts_of(company, stages=STAGES, probabilities=PERCENTS, today=TODAY, minor_digits=2)
    assert compute(gathered, "revenue").total.value == Decimal("0.13")


def test_a_missing_cost_leaves_the_line_out_of_margin_and_coverage_says_how_much_is_left() -> None:
    known = order(date(2026, 11, 3), 10, "A", cost=6 * MILLION)
    gathered = facts(orders=(known, order(date(2026, 11, 3), 30, "B")))
    assert value(gathered, "margin") == 40
    assert value(gathered, "margin_mean_of_orders") == 40
    assert value(gathered, "margin_coverage") == 25


def test_an_order_of_no_value_has_no_margin_of_its_own() -> None:
    for worth in (0, -3):
        gathered = facts(orders=order(date(2026, 11, 3), worth, cost=MILLION))
        assert value(gathered, "margin_mean_of_orders") == "kpi_blank_no_denominator"


def test_a_debt_is_overdue_from_the_day_after_it_is_due() -> None:
    for due, overdue in ((date(2026, 11, 22), 5), (TODAY, 0)):
        owing = order(date(2026, 11, 3), 5, invoiced=5 * MILLION, payment_due_on=due)
        assert value(facts(orders=owing), "receivables_overdue") == overdue * MILLION


def test_an_order_that_loses_money_has_a_negative_margin() -> None:
    gathered = facts(orders=order(date(2026, 11, 3), 2, cost=3 * MILLION))
    assert value(gathered, "margin_mean_of_orders") == -50


def test_won_then_cancelled_is_taken_off_in_the_month_of_cancellation() -> None:
    gathered = facts(orders=order(date(2026, 10, 3), 5, status="cancelled", cancelled_on=date(2026, 11, 2)))
    assert value(gathered, "revenue", period="2026-10") == 5 * MILLION
    assert value(gathered, "revenue") == -5 * MILLION
    assert value(gathered, "orders", period="2026-10") == 0


@pytest.mark.parametrize(
    ("cancelled", "code"),
    [
        (None, "kpi_no_date"),
        (date(2026, 9, 1), "kpi_negative_duration"),
        (date(2027, 1, 1), "kpi_future_date"),
    ],
)
def test_an_order_cancelled_on_no_usable_day_counts_nowhere(cancelled: date | None, code: str) -> None:
    gathered = facts(orders=order(date(2026, 10, 3), 5, status="cancelled", cancelled_on=cancelled))
    assert [value(gathered, "revenue", period=month) for month in ("2026-09", "2026-10", "2026-11")] == [0, 0, 0]
    assert codes(gathered) == [code]


def test_a_deal_lost_reopened_and_won_counts_once_as_won() -> None:
    moves = tuple(
        StageMove(f"M{n}", n, "O", "present", "present", before, after, day)
        for n, (before, after, day) in enumerate(
            [
                ("open", "lost", date(2026, 10, 5)),
                ("lost", "open", date(2026, 10, 9)),
                ("open", "won", date(2026, 11, 2)),
            ]
        )
    )
    won = deal(
        created_on=date(2026, 9, 1), accepted_stage="present", accepted_status="won", signed_on=date(2026, 11, 2),
        approached_on=date(2026, 10, 23), lost_on=date(2026, 10, 5),
    )  # fmt: skip
    gathered = facts(opportunities=won, stage_moves=moves)
    assert value(gathered, "win_rate", period="2026-10") == "kpi_blank_no_denominator"
    assert value(gathered, "win_rate") == 100
    assert value(gathered, "win_rate_cohort", period="2026-09") == 100
    assert value(gathered, "lost_by_stage", period="2026-10") == 0
    assert value(gathered, "cycle_days") == 10


def test_a_won_deal_cancelled_later_is_taken_off_its_win_rate() -> None:
    lost = deal(
        "L", created_on=date(2026, 9, 1), accepted_status="lost", lost_on=date(2026, 11, 5), lost_reason="price"
    )
    won = deal("W", created_on=date(2026, 9, 1), accepted_status="won", signed_on=date(2026, 11, 6))
    gone = deal(
        "C", created_on=date(2026, 9, 1), accepted_status="cancelled", signed_on=date(2026, 10, 6),
        accepted_on=date(2026, 11, 1),
    )  # fmt: skip
    gathered = facts(opportunities=(lost, won, gone))
    assert value(gathered, "win_rate", period="2026-10") == 100
    total = compute(gathered, "win_rate", (), NOVEMBER).total
    assert (total.top, total.n) == (0, 1)
    assert value(gathered, "lost_by_stage", "prospect", "price", by=("stage", "lost_reason")) == 1


def test_merged_leads_count_once_on_the_earliest_day_as_what_they_were_merged_into() -> None:
    leads = (
        Lead("A", 0, {}, date(2026, 10, 2), source="event", merged_into="B"),
        Lead("B", 1, {}, date(2026, 11, 2), source="website"),
    )
    gathered = facts(leads=leads, opportunities=deal(lead_id="A"))
    assert value(gathered, "leads", "website", by=("source",), period="2026-10") == 1
    assert value(gathered, "leads") == 0
    assert value(gathered, "lead_conversion", period="2026-10") == 100


def test_leads_merged_in_a_circle_are_one_and_into_nothing_themselves() -> None:
    day = date(2026, 11, 2)
    circle = tuple(Lead(a, 0, {}, day, merged_into=b) for a, b in ("AB", "BC", "CB"))
    lonely = Lead("D", 3, {}, day, merged_into="gone")
    gathered = facts(leads=(*circle, lonely, Lead("", 4, {}, day), Lead("", 5, {}, day)))
    assert value(gathered, "leads") == 4
    assert codes(gathered) == ["kpi_merged_into_nothing"]


def test_future_and_missing_dates_go_to_the_data_quality_list() -> None:
    gathered = facts(
        leads=(Lead("A", 0, {}, date(2026, 11, 24)), Lead("B", 1, {})),
        activities=(
            Activity("A", 0, datetime(2026, 11, 24), outcome="done"),
            Activity("B", 1, None, outcome="no_answer"),
            Activity("C", 2, None, outcome="planned"),
        ),
    )
    assert codes(gathered) == ["kpi_future_date", "kpi_no_date", "kpi_future_date", "kpi_no_date"]
    assert [value(gathered, "leads"), value(gathered, "interactions")] == [0, 0]
    assert gathered.data_until is None


def test_negative_durations_stay_out_of_averages() -> None:
    won = deal(
        created_on=date(2026, 9, 1), approached_on=date(2026, 11, 9), accepted_status="won", signed_on=date(2026, 11, 8)
    )
    late = deal("X", created_on=date(2026, 11, 9), accepted_stage="present", accepted_on=date(2026, 11, 8))
    move = StageMove("M", 0, "X", "prospect", "present", "open", "open", date(2026, 11, 8))
    gathered = facts(opportunities=(won, late), stage_moves=move)
    assert codes(gathered) == ["kpi_negative_duration", "kpi_negative_duration"]
    assert value(gathered, "cycle_days") == "kpi_blank_no_denominator"
    assert compute(gathered, "days_in_stage", ("stage",), NOVEMBER).at("prospect").n == 1


def test_paused_days_do_not_count_in_stage_time() -> None:
    steps = [
        ("prospect", "prospect", "open", "paused", date(2026, 11, 5)),
        ("prospect", "prospect", "paused", "open", date(2026, 11, 11)),
        ("prospect", "close", "open", "open", date(2026, 11, 12)),
    ]
    moves = tuple(StageMove(f"M{n}", n, "O", *step) for n, step in enumerate(steps))
    one = deal(created_on=date(2026, 11, 1), accepted_stage="close", accepted_status="open")
    gathered = facts(opportunities=one, stage_moves=moves)
    assert value(gathered, "days_in_stage", "prospect", by=("stage",)) == 5
    assert value(gathered, "days_to_stage", "close", by=("stage",)) == 5
    assert value(gathered, "days_in_stage_open", "close", by=("stage",)) == 11


def test_a_skipped_stage_counts_as_passed() -> None:
    one = deal(created_on=date(2026, 11, 1), accepted_stage="close", accepted_status="won", accepted_on=TODAY)
    gathered = facts(opportunities=one)
    conversion = compute(gathered, "stage_conversion", ("stage",), NOVEMBER)
    assert [(line.key[0], line.figure.value, line.figure.n) for line in conversion.lines] == [
        ("close", 100, 1), ("present", 100, 1), ("prospect", 100, 1),
    ]  # fmt: skip


def test_the_pipeline_is_that_of_the_last_day_of_the_period() -> None:
    one = deal(
        created_on=date(2026, 9, 5), accepted_stage="present", accepted_status="open", amount=10 * MILLION,
        expected_close_on=date(2026, 12, 9), owner="An",
    )  # fmt: skip
    move = StageMove("M", 0, "O", "prospect", "present", "open", "open", date(2026, 11, 2))
    gathered = facts(opportunities=(one, deal("B", accepted_status="open")), stage_moves=move)
    assert value(gathered, "weighted_pipeline", period="2026-10") == Decimal(500_000)
    assert value(gathered, "weighted_pipeline") == Decimal(3_330_000)
    assert value(gathered, "pipeline_value", "2026-12", by=("close_month",)) == 10 * MILLION
    assert compute(gathered, "pipeline_value", (), NOVEMBER).total.left_out == {"no_amount": 1}
    assert value(gathered, "pipeline_value", period="2026-08") == 0


def test_a_closed_deal_without_a_usable_closing_day_is_noted_and_closes_nothing() -> None:
    one = deal(created_on=date(2026, 11, 1), accepted_status="won", signed_on=date(2027, 1, 1))
    two = deal("L", created_on=date(2026, 11, 1), accepted_status="lost", lost_on=date(2027, 1, 1))
    gathered = facts(opportunities=(one, two))
    assert value(gathered, "win_rate") == "kpi_blank_no_denominator"
    assert codes(gathered) == ["kpi_future_date", "kpi_future_date"]


def test_receivables_are_known_for_today_only() -> None:
    orders = (
        order(
            date(2026, 10, 3), 5, "A", invoiced=5 * MILLION, paid=MILLION, payment_due_on=date(2026, 11, 1), rep="An"
        ),
        order(date(2026, 10, 3), 5, "B", invoiced=MILLION, payment_due_on=TODAY),
        order(date(2026, 10, 3), 5, "C", invoiced=MILLION, currency="EUR"),
        order(date(2026, 10, 3), 5, "D"),
    )
    gathered = facts(orders=orders)
    assert value(gathered, "receivables") == 5 * MILLION
    assert value(gathered, "receivables_overdue", "An", by=("rep",)) == 4 * MILLION
    assert value(gathered, "receivables", period="2026-10") == "kpi_blank_only_today"


def test_a_line_of_what_is_known_for_today_only_is_no_zero_in_an_earlier_month() -> None:
    gathered = facts(orders=order(date(2026, 10, 3), 5, invoiced=5 * MILLION, rep="An"))
    receivables = CATALOGUE["receivables"]
    assert absent(receivables, compute(gathered, "receivables", ("rep",), OCTOBER)).reason == "kpi_blank_only_today"
    assert absent(receivables, compute(gathered, "receivables", ("rep",), NOVEMBER)).value == 0
    assert compare(gathered, "receivables", ("rep",))[("An",)].previous.reason == "kpi_blank_only_today"


def test_no_costs_recorded_is_not_the_same_as_no_costs() -> None:
    opportunities = deal(created_on=date(2026, 11, 2), source="event")
    assert value(facts(opportunities=opportunities), "cost_per_opportunity") == "kpi_blank_no_costs"
    costs = (
        Cost("C", 0, date(2026, 11, 1), "event", amount=Decimal(300)),
        Cost("D", 1, None),
        Cost("E", 2, date(2026, 11, 1), "event"),
    )
    assert value(facts(opportunities=opportunities, costs=costs), "cost_per_opportunity") == 300


def test_a_customer_is_won_by_the_first_order_that_was_not_cancelled() -> None:
    orders = (
        order(date(2026, 10, 3), 1, "A", account="X", rep="An", status="cancelled", cancelled_on=date(2026, 10, 4)),
        order(date(2026, 11, 3), 1, "B", account="X", rep="Bình"),
        order(date(2026, 11, 2), 1, "C", account="X", rep="Chi"),
        order(None, 1, "D", account="Y"),
    )
    assert value(facts(orders=orders), "customers_won", "Chi", by=("rep",)) == 1


def test_a_customer_typed_in_capitals_is_the_same_customer() -> None:
    names = ("Công ty Ánh Dương", "CÔNG TY ÁNH DƯƠNG")
    orders = tuple(order(date(2026, 11, day), 1, f"{day}", account=name) for day, name in enumerate(names, 1))
    assert value(facts(orders=orders), "customers_won") == 1


def test_a_line_in_which_nothing_happened_has_no_target_and_nothing_before_rather_than_no_divisor() -> None:
    assert nothing(CATALOGUE["revenue_attainment"]).reason == "kpi_blank_no_target"
    assert nothing(CATALOGUE["revenue_growth"]).reason == "kpi_blank_nothing_before"


def target(month: date, amount: int, level: str = "system", key: str | None = None, kpi: str = "revenue") -> Target:
    return Target("T", 0, month, level, key, kpi, Decimal(amount))


def test_attainment_needs_a_target_for_every_month_of_the_period() -> None:
    gathered = facts(
        orders=order(date(2026, 11, 3), 5, rep="An"),
        targets=(
            target(date(2026, 10, 1), 4_000_000),
            target(date(2026, 11, 1), 4_000_000),
            target(date(2026, 11, 1), 2_000_000, "rep", "An"),
            target(date(2026, 11, 1), 1_000_000, "rep", "Bình"),
            target(date(2026, 11, 1), 0, "rep", "Chi"),
            target(date(2026, 11, 1), 5, kpi="leads"),
            Target("T", 0, None),
        ),
    )
    assert value(gathered, "revenue_attainment") == 125
    assert value(gathered, "revenue_attainment", "An", by=("rep",)) == 250
    assert value(gathered, "revenue_attainment", "Bình", by=("rep",)) == 0
    assert value(gathered, "revenue_attainment", "Chi", by=("rep",)) == "kpi_blank_no_target"
    assert value(gathered, "revenue_attainment", period="2026-Q4") == "kpi_blank_no_target"
    assert value(gathered, "revenue_attainment", period="2026-11-01..2026-11-09") == "kpi_blank_targets_by_month"
    two = parse_period("2026-10-01..2026-11-30")
    assert compute(gathered, "revenue_attainment", (), two).total.value == Decimal("62.5")


def test_a_comparison_shows_the_period_before_the_year_before_and_the_target() -> None:
    orders = (order(date(2025, 11, 3), 4, "A"), order(date(2026, 10, 3), 2, "B", rep="An"), order(TODAY, 3, "C"))
    gathered = facts(orders=orders, targets=target(date(2026, 11, 1), 6_000_000))
    total = compare(gathered, "revenue")[()]
    assert (total.now.value, total.previous.value, total.last_year.value) == (3 * MILLION, 2 * MILLION, 4 * MILLION)
    assert (total.change.value, total.target, total.attainment.value) == (50, 6_000_000, 50)
    by_rep = compare(gathered, "revenue", ("rep",), NOVEMBER)
    assert by_rep[("An",)].now.value == 0
    assert by_rep[(None,)].change.reason == "kpi_new"


def test_percentages_change_by_points() -> None:
    orders = (
        order(date(2026, 10, 3), 10, "A", cost=8 * MILLION),
        order(date(2026, 11, 3), 10, "B", cost=5 * MILLION),
    )
    assert compare(facts(orders=orders), "margin")[()].change.value == 30
    assert compare(facts(orders=orders[1]), "margin")[()].change.reason == "kpi_blank_no_denominator"
    assert compare(facts(orders=orders[1]), "order_value")[()].change.reason == "kpi_blank_nothing_before"
    assert compare(facts(orders=orders[0]), "order_value")[()].attainment.reason == "kpi_blank_no_target"
    with_target = facts(targets=target(date(2026, 11, 1), 5, kpi="order_value"))
    assert compare(with_target, "order_value")[()].attainment.reason == "kpi_blank_no_denominator"
    assert compare(with_target, "order_value")[()].change.reason == "kpi_blank_no_denominator"


def test_a_rate_has_a_target_for_one_month_only() -> None:
    gathered = facts(
        targets=(target(date(2026, 10, 1), 40, kpi="win_rate"), target(date(2026, 11, 1), 40, kpi="win_rate"))
    )
    assert compare(gathered, "win_rate", (), NOVEMBER)[()].target == 40
    assert compare(gathered, "win_rate", (), parse_period("2026-10-01..2026-11-30"))[()].target is None


def test_a_breakdown_nobody_named_is_refused() -> None:
    with pytest.raises(KeyError, match="leads is not broken down by kind"):
        compute(facts(), "leads", ("kind",))


DEMOS = Kpi("demos", "", "Demo", "Demos", "count", "…", "…", Count("activities"))


def test_a_kpi_is_one_entry() -> None:
    activity = Activity("A", 0, datetime(2026, 11, 3), outcome="done")
    with CATALOGUE.extended(DEMOS):
        assert compute(facts(activities=activity), "demos").total.value == 1
    assert "demos" not in CATALOGUE


def test_a_kpi_stays_registered_in_the_order_it_came() -> None:
    own = Catalogue(CATALOGUE.values())
    own.register(DEMOS)
    assert [*own] == [*CATALOGUE, "demos"]
    assert len(own) == len(CATALOGUE) + 1


def test_a_kpi_that_stands_twice_is_refused_and_nothing_beside_it_is_added() -> None:
    with pytest.raises(ValueError, match="'leads' stands twice"):
        Catalogue([CATALOGUE["leads"], CATALOGUE["leads"]])
    with pytest.raises(ValueError, match="'leads' stands twice"), CATALOGUE.extended(DEMOS, CATALOGUE["leads"]):
        pass
    assert "demos" not in CATALOGUE


def test_every_kpi_has_its_names_and_formula_in_both_languages() -> None:
    for kpi in CATALOGUE.values():
        for lang in ("vi", "en"):
            assert kpi.name(lang)
            assert kpi.formula(lang)
    names = [(kpi.vi, kpi.en) for kpi in CATALOGUE.values()]
    assert len(set(names)) == len(names)


def test_the_forecast_of_a_running_quarter_looks_forward_to_its_end() -> None:
    def hope(key: str, expected: date) -> Opportunity:
        return deal(key, expected_close_on=expected, accepted_stage=STAGES[2], amount=MILLION)

    long_ago = hope("D", date(2026, 10, 30))  # its month has passed: nobody may hope for it before it has a new day
    deals = [hope("A", date(2026, 11, 2)), hope("B", date(2026, 12, 30)), hope("C", date(2027, 1, 2)), long_ago]
    known = facts(opportunities=deals)
    weight = compute(known, "forecast", (), month_of(date(2027, 1, 1))).total.value
    assert weight
    assert compute(known, "forecast", (), quarter_of(TODAY)).total.value == 2 * weight
    assert compute(known, "forecast", (), month_of(TODAY)).total.value == weight, "its day has passed, its month not"
    assert compute(known, "forecast", (), Period(date(2026, 12, 1), date(2027, 1, 3))).total.value == 2 * weight


def test_a_stage_move_of_no_opportunity_moves_nothing() -> None:
    moves = tuple(StageMove("M", 0, of, "prospect", "present", at=date(2026, 11, 3)) for of in (None, "O"))
    whose_it_is, nobodys, its_own = deal(accepted_stage="present", created_on=date(2026, 11, 1)), moves[:1], moves[1:]
    without = facts(opportunities=whose_it_is).tables
    assert facts(opportunities=whose_it_is, stage_moves=nobodys).tables == without
    assert facts(opportunities=whose_it_is, stage_moves=its_own).tables != without


def test_a_ratio_has_its_number_beside_it_and_a_sum_needs_none() -> None:
    assert CATALOGUE["win_rate"].has_n
    assert not CATALOGUE["revenue"].has_n


def test_a_person_without_a_name_is_nobody_whose_target_could_be_shared() -> None:
    reps = (Rep("1", 0, None, start_on=date(2026, 11, 2)), Rep("2", 1, "An", start_on=date(2026, 11, 2)))
    assert list(employment(Company("VND", {})._replace(reps=reps))) == ["An"]


@pytest.mark.parametrize("rows", [399, 400, 1001])
def test_a_table_of_any_length_holds_every_row_in_order(rows: int) -> None:
    one_by_one, at_once = (TableBuilder("t", ("rep",), ("amount",)) for _ in range(2))
    for n in range(rows):
        one_by_one.add(n, f"rep {n}", n * 7)
    at_once.extend((n, f"rep {n}", n * 7) for n in range(rows))
    for builder in (one_by_one, at_once):
        table = builder.table()
        assert list(table.days) == list(range(rows))
        assert list(table.dimensions["rep"]) == [f"rep {n}" for n in range(rows)]
        assert list(table.values["amount"]) == [n * 7 for n in range(rows)]
