"""Laws of closed months: whatever is entered, changed or deleted later, none of them moves, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.closing import adds_up_over_time
from sheetcrm.domain.kpis.closing import keeps
from sheetcrm.domain.kpis.closing import not_adjusted
from sheetcrm.domain.kpis.closing import shown
from sheetcrm.domain.kpis.closing import unsettled
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.integers import difference
from sheetcrm.domain.kpis.integers import total_of
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.live import live
from sheetcrm.domain.kpis.locking import close_through
from sheetcrm.domain.kpis.locking import with_closings
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Ratio
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import months_in
from sheetcrm.domain.kpis.periods import quarter_of
from sheetcrm.domain.kpis.periods import year_of
from sheetcrm.domain.kpis.prints import print_of
from sheetcrm.domain.kpis.snapshot import Closings
from sheetcrm.templates.load import load_template
from tests.oracle.generated_rows import TODAY
from tests.oracle.memory_books import made_company

MONTHS = tuple(months_in(Period(date(2025, 1, 1), date(2026, 4, 1))))
PAST = MONTHS[:-1]
LOOKED_AT = [(kpi, by) for kpi in CATALOGUE.values() for by in ((), *kpi.by)]
KEPT = [(kpi, by) for kpi, by in LOOKED_AT if keeps(kpi)]
ADDITIVE = [(kpi, by) for kpi, by in KEPT if adds_up_over_time(kpi)]

UNCOUNTED = pytest.mark.no_cover
"""Other laws reach the same lines; counting them doubles the time of the two that compute most."""

# Another seed is another company: every row added, deleted, back-dated or changed at once.
versions = st.integers(0, 40)
closings = st.sampled_from(PAST)
histories = st.lists(st.tuples(versions, closings), min_size=1, max_size=4)


def facts_at(version: int, closed: Closings) -> Facts:
    return with_closings(recorded(version), closed)


@cache
def recorded(version: int) -> Facts:
    """What a company has on record; every version has other rows."""
    stages = load_template().processes["standard"].stages
    probabilities = {stage.key: Decimal(stage.probability or 0) for stage in stages}
    company = made_company(seed=version, size=14, dirt=15)
    return facts_of(company, stages=[stage.key for stage in stages], probabilities=probabilities, today=TODAY)


def close(facts: Facts, month: date) -> Closings:
    return Closings((*facts.closings.snapshots, *close_through(facts, month, lambda _: ())))


def told(histories: Sequence[tuple[int, date]]) -> Iterator[tuple[Facts, Facts]]:
    """Live through a history: give the facts before and after every closing."""
    closed = Closings()
    for version, month in histories:
        before = facts_at(version, closed)
        closed = close(before, month)
        yield before, with_closings(before, closed)


def closed_figures(facts: Facts) -> dict[tuple[str, tuple[str, ...], Period], Figures]:
    until = facts.closings.until
    periods = {kind(month) for month in MONTHS for kind in (month_of, quarter_of, year_of)}
    derived = [(kpi, by) for kpi, by in LOOKED_AT if kpi.key in ("revenue_growth", "revenue_attainment")]
    return {
        (kpi.key, by, period): compute(facts, kpi.key, by, period)
        for kpi, by in (*KEPT, *derived)
        for period in periods
        if period.end <= until
    }


def numbers(lines: Lines) -> Lines:
    """Leave aside what was left out: rows that cannot be counted stand beside figures, not in them."""
    return {key: integers._replace(left_out={}) for key, integers in lines.items()}


def every_month(facts: Facts, kpi: Kpi, by: tuple[str, ...]) -> Lines:
    return total_of(shown(facts, kpi, by, month_of(month)).lines for month in MONTHS)


@UNCOUNTED
@settings(max_examples=10)
@given(histories, versions)
def test_a_closed_month_quarter_or_year_never_moves(history: list[tuple[int, date]], storm: int) -> None:
    for _, after in told(history):
        kept = closed_figures(after)
        assert all(figures.adds_up for figures in kept.values())
        later = closed_figures(facts_at(storm, after.closings))
        assert later == kept
        assert all(f.closed for (kpi, _, _), f in kept.items() if CATALOGUE[kpi].key != "revenue_growth")


@settings(max_examples=10)
@given(histories, versions)
def test_the_months_shown_always_add_up_to_what_the_records_say(history: list[tuple[int, date]], storm: int) -> None:
    closed = Closings()
    for _, after in told(history):
        closed = after.closings
    facts = facts_at(storm, closed)
    for kpi, by in ADDITIVE:
        records = total_of(live(facts, kpi, by, month_of(month)) for month in MONTHS)
        assert difference(every_month(facts, kpi, by), records) == {}, (kpi.key, by)


@settings(max_examples=10)
@given(histories)
def test_closing_keeps_what_was_shown_and_moves_no_other_month(history: list[tuple[int, date]]) -> None:
    for before, after in told(history):
        for kpi, by in KEPT:
            for month in map(month_of, MONTHS):
                was, now = shown(before, kpi, by, month).lines, shown(after, kpi, by, month).lines
                assert difference(now, was) == {}, (kpi.key, by, month)


@settings(max_examples=10)
@given(histories, versions)
def test_a_quarter_and_a_year_are_the_sum_of_their_months(history: list[tuple[int, date]], storm: int) -> None:
    closed = Closings()
    for _, after in told(history):
        closed = after.closings
    facts = facts_at(storm, closed)
    for kpi, by in ADDITIVE:
        for period in {kind(month) for month in MONTHS for kind in (quarter_of, year_of)}:
            whole = shown(facts, kpi, by, period).lines
            months = total_of(shown(facts, kpi, by, month_of(month)).lines for month in months_in(period))
            assert difference(numbers(whole), numbers(months)) == {}, (kpi.key, by, period)


@settings(max_examples=10)
@given(histories, versions)
def test_lines_add_up_to_the_total_adjustments_and_all(history: list[tuple[int, date]], storm: int) -> None:
    closed = Closings()
    for _, after in told(history):
        closed = after.closings
    facts = facts_at(storm, closed)
    for kpi, by in LOOKED_AT:
        for month in MONTHS:
            figures = compute(facts, kpi.key, by, month_of(month))
            assert figures.adds_up, (kpi.key, by, month)


@UNCOUNTED
@settings(max_examples=10)
@given(histories, versions)
def test_taking_the_last_lock_off_leaves_all_earlier_months_alone(history: list[tuple[int, date]], storm: int) -> None:
    for _, after in told(history):
        reopened = facts_at(storm, Closings(after.closings.snapshots[:-1]))
        kept, left = closed_figures(after), closed_figures(reopened)
        assert left == {at: kept[at] for at in left}
        assert len(left) < len(kept)
        assert close(reopened, after.closings.snapshots[-1].month).until == after.closings.until


@settings(max_examples=10)
@given(histories, versions)
def test_months_passed_over_by_their_fingerprint_have_not_changed(history: list[tuple[int, date]], storm: int) -> None:
    """Fingerprints only save time: whatever they say, what is shown is the same as without them."""
    for before, after in told(history):
        unprinted = Closings(tuple(replace(one, edition="") for one in after.closings.snapshots))
        slow, fast = with_closings(before, unprinted), with_closings(before, after.closings)
        moved, moved_fast = facts_at(storm, unprinted), facts_at(storm, after.closings)
        for kpi, by in KEPT:
            assert unsettled(slow, kpi, by) == unsettled(fast, kpi, by)
            assert unsettled(moved, kpi, by) == unsettled(moved_fast, kpi, by)
        assert fast.prints or not any(one.prints for one in after.closings.snapshots)


def test_a_month_whose_rows_are_gone_has_no_fingerprint() -> None:
    facts = facts_at(1, Closings())
    assert print_of(facts, "leads", date(2020, 1, 1)) is None
    assert len(print_of(facts, "activities", date(2026, 1, 1)) or "") == 16


def test_what_was_kept_when_kpis_were_measured_otherwise_is_not_passed_over() -> None:
    facts = facts_at(1, Closings())
    (first, *rest) = close(facts, PAST[-1]).snapshots
    others = Closings(tuple(replace(one, edition="another") for one in (first, *rest)))
    again = with_closings(facts, others)
    assert unsettled(again, CATALOGUE["leads"], ()) == {}
    assert not again.prints


def test_medians_of_months_that_nobody_kept_together_are_read_from_the_records() -> None:
    facts = facts_at(1, Closings())
    closed = with_closings(facts, close(facts, PAST[-1]))
    moved = facts_at(2, closed.closings)
    for months in (Period(date(2025, 5, 1), date(2025, 7, 1)), Period(date(2025, 1, 1), date(2025, 9, 1))):
        median = compute(moved, "order_value_median", (), months)
        assert not median.closed
        assert median.total == compute(facts_at(2, Closings()), "order_value_median", (), months).total
        assert compute(moved, "orders", (), months).total == compute(closed, "orders", (), months).total


def test_a_ratio_of_counts_is_closed_and_adjusted_like_any_other() -> None:
    share = Kpi(
        "share", "", "Tỷ lệ tự tìm", "Share", "percent", "", "",
        Ratio(Count("opportunities", (("self_sourced", 1),)), Count("opportunities"), 100),
    )  # fmt: skip
    with CATALOGUE.extended(share):
        facts = facts_at(1, Closings())
        closed = Closings(close_through(facts, PAST[-1], lambda _: ()))
        kept = [compute(with_closings(facts, closed), "share", (), month_of(month)).total for month in PAST]
        later = [compute(facts_at(2, closed), "share", (), month_of(month)).total for month in PAST]
        assert later == kept
        assert any(figure.value for figure in kept)
        assert compute(facts_at(2, closed), "share", (), month_of(TODAY)).total.adjustments


def test_a_median_of_the_first_open_month_names_the_closed_months_it_cannot_take_in() -> None:
    facts = facts_at(1, Closings())
    moved = facts_at(2, close(facts, PAST[-1]))
    median, count = CATALOGUE["order_value_median"], CATALOGUE["orders"]
    changed = not_adjusted(moved, median, month_of(MONTHS[-1]))
    assert changed
    assert changed == tuple(unsettled(moved, median, ()))
    assert not_adjusted(moved, count, month_of(MONTHS[-1])) == ()
    assert not_adjusted(moved, median, month_of(PAST[-1])) == ()
