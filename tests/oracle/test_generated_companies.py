"""Whatever a company types: every number of every tab, in any period, is what SQL over its raw rows says."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.messages import say
from tests.oracle.agreement import WITHOUT_N
from tests.oracle.cells import shows
from tests.oracle.generated_rows import DIRT
from tests.oracle.generated_rows import MONTHS
from tests.oracle.generated_rows import PERIODS
from tests.oracle.generated_rows import Rows
from tests.oracle.generated_rows import make_rows
from tests.oracle.kpi_rules import Rules
from tests.oracle.kpis_in_sql import Found
from tests.oracle.kpis_in_sql import LeftOut
from tests.oracle.kpis_in_sql import Sql
from tests.oracle.memory_books import MemoryBook
from tests.oracle.memory_books import recomputed
from tests.oracle.spans import Days


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    size=st.integers(0, 25),
    dirt=st.sampled_from(DIRT),
    month=st.sampled_from(MONTHS),
    lang=st.sampled_from(["vi", "en"]),
    currency=st.sampled_from(["VND", "USD"]),
)
def test_every_number_of_every_tab_of_any_company_is_what_sql_says(
    seed: int, size: int, dirt: int, month: date, lang: str, currency: str
) -> None:
    recomputed(make_rows(seed, size, dirt, currency), month, lang, currency).tabs().agree()


@pytest.mark.parametrize("month", MONTHS, ids=str)
@pytest.mark.parametrize("dirt", DIRT)
def test_every_number_of_every_tab_of_a_larger_company_is_what_sql_says(dirt: int, month: date) -> None:
    recomputed(make_rows(7, 150, dirt), month).tabs().agree()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    size=st.integers(0, 25),
    dirt=st.sampled_from(DIRT),
    period=st.sampled_from(list(PERIODS.values())),
)
@example(seed=115833, size=15, dirt=50, period=PERIODS["the running quarter"])
def test_every_kpi_in_every_breakdown_of_any_period_is_what_sql_says(
    seed: int, size: int, dirt: int, period: Days
) -> None:
    compare_all(recomputed(make_rows(seed, size, dirt)), period)


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
def test_every_kpi_of_a_larger_company_is_what_sql_says(period: Days) -> None:
    compare_all(recomputed(make_rows(11, 150, 15)), period)


def compare_all(book: MemoryBook, period: Days) -> None:
    reading, facts = book.read(), book.facts()
    labels, tabs = KpiLabels(reading.template, reading.process, "vi"), book.tabs()
    for key, kpi in CATALOGUE.items():
        for by in ((), *kpi.by):
            compare(compute(facts, key, by, Period(*period)), labels, tabs.rules.of(period), tabs.words)


def compare(figures: Figures, labels: KpiLabels, rules: Rules, words: Mapping[str, str]) -> None:
    kpi, by = figures.kpi, figures.by
    expected, left_out = rules.lines(kpi, by), rules.left_out(kpi, by)
    ours: dict[tuple[str | None, ...], Figure] = {(): figures.total}
    if by:
        ours = {
            tuple(part and labels.entry(name, part) for name, part in zip(by, line.key, strict=True)): line.figure
            for line in figures.lines
        }
    assert figures.adds_up, (kpi, by)
    assert {*expected, *left_out} <= set(ours), (kpi, by)
    for line, figure in ours.items():
        found = rules.figure(kpi, by, line)
        assert is_same(kpi, figure, found, words), (kpi, by, line, figure, found)
        assert figure.left_out == LeftOut(*left_out.get(line, ())).counts(), (kpi, by, line, figure)


def is_same(kpi: str, figure: Figure, found: Found, words: Mapping[str, str]) -> bool:
    cell = say(figure.reason or "", "vi") if figure.value is None else figure.value
    return shows(cell, found, words) and (kpi in WITHOUT_N or figure.n == found.n)


def shuffle(rows: Rows, order: random.Random) -> Rows:
    """Give the rows in another order; of two targets for one thing the upper counts, so those stay in theirs."""
    return {
        table: list(some) if table == "targets" else order.sample(list(some), len(some)) for table, some in rows.items()
    }


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), order=st.randoms(use_true_random=False), month=st.sampled_from(MONTHS))
def test_the_order_of_rows_changes_no_cell_of_any_tab(seed: int, order: random.Random, month: date) -> None:
    rows = make_rows(seed, size=20, dirt=25)
    shuffled = shuffle(rows, order)
    one, other = recomputed(rows, month), recomputed(shuffled, month)
    assert {title: one.shown(title) for title in one.kpi_tabs} == {title: other.shown(title) for title in one.kpi_tabs}


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_digit_of_any_kpi(seed: int, order: random.Random) -> None:
    rows = make_rows(seed, size=20, dirt=25)
    shuffled = shuffle(rows, order)
    facts, same = (recomputed(some).facts() for some in (rows, shuffled))
    for key, kpi in CATALOGUE.items():
        for by in ((), *kpi.by):
            for period in PERIODS.values():
                assert compute(same, key, by, Period(*period)) == compute(facts, key, by, Period(*period))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), dirt=st.sampled_from(DIRT))
def test_no_float_enters_facts_sums_or_divisions(seed: int, dirt: int) -> None:
    facts = recomputed(make_rows(seed, 20, dirt)).facts()
    for table in facts.tables.values():
        cells = [*table.days, *(table.until or ()), *(cell for column in table.values.values() for cell in column)]
        assert {type(cell) for cell in cells} <= {int}, table.name
    assert {type(target) for target in facts.targets.values()} <= {Decimal}
    for key, kpi in CATALOGUE.items():
        for by in ((), *kpi.by):
            figures = compute(facts, key, by, Period(*PERIODS["a year"]))
            for figure in (figures.total, *(line.figure for line in figures.lines)):
                assert type(figure.value) in (int, Decimal, type(None)), (key, by)
                assert {type(part) for part in (figure.n, figure.top, figure.bottom)} <= {int, type(None)}, (key, by)


@pytest.mark.parametrize(
    "rows",
    [
        "leads WHERE created_on IS NULL",
        "steps WHERE id = at",
        "(SELECT into_id FROM merged GROUP BY into_id HAVING COUNT(*) > 2)",
        "talks WHERE rep IS NULL",
        "activities, today WHERE at > today.day",
        "orders WHERE currency = 'THB'",
        "booked WHERE currency = 'USD' AND base IS NOT NULL",
        "lines WHERE NOT no_rate AND base IS NULL",
        "booked WHERE base IS NOT NULL AND base_cost IS NULL",
        "booked WHERE sign < 0 AND day > signed_on",
        "booked WHERE sign < 0 AND day = signed_on AND cancelled_on IS NOT day",
        "(SELECT number FROM live GROUP BY number HAVING COUNT(*) > 2)",
        "(SELECT of_deal FROM live GROUP BY opportunity_id HAVING COUNT(DISTINCT number) > 1)",
        "(SELECT 1 FROM live WHERE account > '' GROUP BY folded(account) HAVING COUNT(DISTINCT account) > 1)",
        "lines WHERE opportunity_id IS NOT NULL AND of_deal IS NULL",
        "deals WHERE day IS NULL",
        "deals WHERE final = word('status_paused')",
        "way WHERE status = word('status_paused') AND NOT is_last",
        "deals WHERE final = word('status_won') AND id IN (SELECT id FROM way WHERE status = word('status_lost'))",
        "way WHERE rank < (SELECT rank FROM stages WHERE stage = before)",
        "way WHERE rank > 1 + (SELECT rank FROM stages WHERE stage = before)",
        "way WHERE day < day_before",
        "states LEFT JOIN told USING (id, place) WHERE told.id IS NULL",
        "closings WHERE won < 0",
        "deals, today WHERE final = word('status_won') AND signed_on > today.day",
        "deals WHERE final = word('status_won') AND approached_on > signed_on",
        "stage_moves, today WHERE recorded_at = today.day || ' 09:30:00'",
        "goals WHERE rate IS NULL",
        "goals WHERE value + 0 = 0 AND level = word('level_system')",
        "spent WHERE base IS NULL",
        "lines WHERE base < 0",
        "booked WHERE sign < 0 AND base < 0",
    ],
)  # fmt: skip
def test_generated_companies_hold_what_the_rules_speak_about(rows: str) -> None:
    assert dirtiest().db.execute(f"SELECT COUNT(*) FROM {rows}").fetchone() > (0,)


@cache
def dirtiest() -> Sql:
    return recomputed(make_rows(2, 400, 30)).tabs().rules.sql
