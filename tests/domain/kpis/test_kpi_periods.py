"""Periods, and what they are compared with."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import cut_at
from sheetcrm.domain.kpis.periods import month_number
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import months_in
from sheetcrm.domain.kpis.periods import months_until
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.kpis.periods import quarter_of
from sheetcrm.domain.kpis.periods import shift_months
from sheetcrm.domain.kpis.periods import year_of

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_a_month_ends_where_the_next_begins() -> None:
    assert month_of(date(2026, 11, 30)) == NOVEMBER
    assert NOVEMBER.last_day == date(2026, 11, 30)


@given(DAYS)
def test_every_day_lies_in_its_month_quarter_and_year(day: date) -> None:
    for period, months in ((month_of(day), 1), (quarter_of(day), 3), (year_of(day), 12)):
        assert period.start <= day < period.end
        assert period.whole_months == months


@given(DAYS, st.integers(-600, 600))
def test_moving_by_months_keeps_the_day_where_the_month_has_it(day: date, months: int) -> None:
    moved = shift_months(day, months)
    assert month_number(moved) == month_number(day) + months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


def test_a_closed_month_is_compared_with_the_whole_month_before() -> None:
    cut = cut_at(NOVEMBER, date(2027, 5, 5))
    assert not cut.running
    assert cut.previous().now == month_of(date(2026, 10, 1))
    assert cut.last_year().now == month_of(date(2025, 11, 1))


def test_a_running_month_is_compared_up_to_the_same_day() -> None:
    cut = cut_at(NOVEMBER, date(2026, 11, 23))
    assert cut.running
    assert cut.now == Period(date(2026, 11, 1), date(2026, 11, 24))
    assert cut.previous().now == Period(date(2026, 10, 1), date(2026, 10, 24))
    assert cut.previous().previous().now == Period(date(2026, 9, 1), date(2026, 9, 24))
    assert cut.previous().whole == month_of(date(2026, 10, 1))
    assert cut.last_year().now == Period(date(2025, 11, 1), date(2025, 11, 24))


def test_the_end_of_march_is_compared_with_all_of_february() -> None:
    cut = cut_at(month_of(date(2026, 3, 30)), date(2026, 3, 30))
    assert cut.previous().now == month_of(date(2026, 2, 1))


def test_a_running_quarter_is_compared_with_as_many_days_of_the_quarter_before() -> None:
    cut = cut_at(quarter_of(date(2026, 5, 10)), date(2026, 5, 10))  # its 40th day
    assert cut.previous().now == Period(date(2026, 1, 1), date(2026, 2, 10))
    assert cut.previous().whole == quarter_of(date(2026, 1, 1))
    assert cut.last_year().now == Period(date(2025, 4, 1), date(2025, 5, 11))


def test_a_quarter_longer_than_the_one_before_is_compared_with_all_of_it() -> None:
    cut = cut_at(quarter_of(date(2025, 9, 29)), date(2025, 9, 29))  # the 91st of 92 days; the one before has 91
    assert cut.previous().now == quarter_of(date(2025, 4, 1))


def test_a_running_year_is_compared_with_the_same_dates_of_the_year_before() -> None:
    cut = cut_at(year_of(date(2024, 3, 31)), date(2024, 3, 31))
    assert cut.previous().now == cut.last_year().now == Period(date(2023, 1, 1), date(2023, 4, 1))


def test_a_closed_quarter_and_a_closed_year_are_compared_with_whole_ones() -> None:
    quarter, year = cut_at(quarter_of(date(2026, 2, 1)), date(2027, 1, 1)), cut_at(year_of(date(2026, 1, 1)), date.max)
    assert quarter.previous().now == quarter_of(date(2025, 12, 1))
    assert quarter.last_year().now == quarter_of(date(2025, 1, 1))
    assert year.previous().now == year_of(date(2025, 1, 1))


def test_on_its_last_day_a_month_counts_wholly() -> None:
    assert not cut_at(NOVEMBER, date(2026, 11, 30)).running


def test_a_range_of_days_is_compared_with_as_many_days_before_and_the_same_days_a_year_ago() -> None:
    cut = cut_at(Period(date(2026, 11, 6), date(2026, 11, 16)), date(2027, 1, 1))
    assert cut.previous().now == Period(date(2026, 10, 27), date(2026, 11, 6))
    assert cut.last_year().now == Period(date(2025, 11, 6), date(2025, 11, 16))


def test_a_running_range_is_cut_too() -> None:
    cut = cut_at(Period(date(2026, 11, 6), date(2026, 11, 16)), date(2026, 11, 8))
    assert cut.previous().now == Period(date(2026, 10, 27), date(2026, 10, 30))


def test_months_in_a_period_are_those_that_begin_in_it() -> None:
    assert list(months_in(quarter_of(date(2026, 5, 5)))) == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]
    assert list(months_in(Period(date(2026, 4, 2), date(2026, 5, 2)))) == [date(2026, 5, 1)]


def test_the_last_months_end_with_the_one_asked_for() -> None:
    months = months_until(date(2026, 3, 31), 4)
    assert [month.start for month in months] == [date(2025, 12, 1), *(date(2026, month, 1) for month in (1, 2, 3))]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-11", NOVEMBER),
        (" 2026-3 ", month_of(date(2026, 3, 1))),
        ("2026-Q4", Period(date(2026, 10, 1), date(2027, 1, 1))),
        ("2026q1", Period(date(2026, 1, 1), date(2026, 4, 1))),
        ("2026", year_of(date(2026, 1, 1))),
        ("2026-11-01..2026-11-15", Period(date(2026, 11, 1), date(2026, 11, 16))),
        ("01/11/2026 - 15/11/2026", Period(date(2026, 11, 1), date(2026, 11, 16))),
        ("2026-13", None),
        ("2026-Q5", None),
        ("tháng 11", None),
        ("2026-11-15..2026-11-01", None),
        ("9999-12", None),
        ("9999-01-01..9999-12-31", None),
        ("", None),
    ],
)
def test_periods_are_understood_or_refused(text: str, period: Period | None) -> None:
    assert parse_period(text) == period
