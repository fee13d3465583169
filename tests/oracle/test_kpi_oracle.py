"""Every KPI in every breakdown is what plain SQL over the raw rows says, to the last digit."""

from __future__ import annotations

import random
from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from kpi_companies import PROBABILITIES
from kpi_companies import STAGES
from kpi_companies import TODAY
from kpi_companies import make_company
from kpi_oracle import LISTS
from kpi_oracle import QUESTIONS
from kpi_oracle import Oracle

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.records import Company

PERIODS = {
    "a month": Period(date(2025, 11, 1), date(2025, 12, 1)),
    "the running month": Period(date(2026, 3, 1), date(2026, 4, 1)),
    "a quarter": Period(date(2025, 7, 1), date(2025, 10, 1)),
    "everything": Period(date(2025, 1, 1), date(2026, 4, 1)),
}
MEASURED = [key for key, kpi in CATALOGUE.items() if not isinstance(kpi.measure, Growth | Attainment)]
ROUNDED = Context(prec=15, rounding=ROUND_HALF_UP)


def gathered(company: Company) -> Facts:
    return facts_of(company, stages=STAGES, probabilities=PROBABILITIES, today=TODAY)


def says_the_same(figure: Figure, answer: tuple[int, int, int | None]) -> bool:
    top, bottom, n = answer
    if figure.value is None:
        return bottom <= 0 and figure.reason is not None and (figure.n or 0) == (n or 0)
    expected = ROUNDED.divide(Decimal(top), Decimal(bottom)) if n is not None else Decimal(top) / bottom
    return bottom > 0 and figure.value == expected and figure.n == n


def compare_everything(company: Company, period: Period) -> None:
    facts = gathered(company)
    oracle = Oracle(company, STAGES, PROBABILITIES, TODAY)
    end = min(period.end, date(2026, 3, 18))
    for key in MEASURED:
        if CATALOGUE[key].only_today and period.end <= TODAY:
            assert compute(facts, key, (), period).total.reason == "kpi_blank_only_today"
            continue
        for by in ((), *CATALOGUE[key].by):
            figures = compute(facts, key, by, period)
            answers = oracle.ask(key, by, period.start, end)
            assert figures.adds_up, (key, by)
            nothing = (0, 0, 0) if figures.total.n is not None else (0, 1, None)
            ours = {line.key: line.figure for line in figures.lines} if by else {(): figures.total}
            assert set(answers) <= set(ours), (key, by)
            for line, figure in ours.items():
                assert says_the_same(figure, answers.get(line, nothing)), (key, by, line, figure, answers)


def test_the_oracle_knows_every_measured_kpi() -> None:
    assert {*QUESTIONS, *LISTS, "margin_mean_of_orders", "cost_per_opportunity"} == set(MEASURED)


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
@pytest.mark.parametrize("dirt", [0, 15, 60])
def test_every_kpi_and_breakdown_is_what_sql_says(dirt: int, period: Period) -> None:
    compare_everything(make_company(seed=7, size=120, dirt=dirt), period)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    size=st.integers(0, 25),
    dirt=st.sampled_from([0, 5, 20, 50]),
    period=st.sampled_from(list(PERIODS.values())),
)
def test_every_kpi_of_any_company_is_what_sql_says(seed: int, size: int, dirt: int, period: Period) -> None:
    compare_everything(make_company(seed, size, dirt), period)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_digit(seed: int, order: random.Random) -> None:
    company = make_company(seed, size=15, dirt=25)
    tables = ("leads", "opportunities", "activities", "orders", "targets", "costs", "stage_moves")
    shuffled = company._replace(**{name: shuffle(getattr(company, name), order) for name in tables})
    facts, same = gathered(company), gathered(shuffled)
    for key, kpi in CATALOGUE.items():
        for by in ((), *kpi.by):
            for period in PERIODS.values():
                assert compute(same, key, by, period) == compute(facts, key, by, period)


def shuffle(rows: tuple[object, ...], order: random.Random) -> tuple[object, ...]:
    return tuple(order.sample(rows, len(rows)))
