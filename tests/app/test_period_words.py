"""Periods in words, and that every one so printed can be typed again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.app.period_words import comparison_words
from sheetcrm.app.period_words import day_words
from sheetcrm.app.period_words import period_words
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import days_between
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.kpis.periods import quarter_of
from sheetcrm.domain.kpis.periods import year_of

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
RANGES = st.tuples(DAYS, DAYS).map(lambda days: days_between(min(days), max(days)))
PERIODS = DAYS.map(month_of) | DAYS.map(quarter_of) | DAYS.map(year_of) | RANGES


@given(PERIODS, st.sampled_from(["vi", "en"]))
def test_every_period_printed_in_words_is_read_back_as_itself(period: Period, lang: str) -> None:
    assert parse_period(period_words(period, lang)) == period


@pytest.mark.parametrize(
    ("typed", "vi", "en"),
    [
        ("11/2026", "Tháng 11/2026", "November 2026"),
        ("Q4/2026", "Quý 4/2026", "Q4 2026"),
        ("2026", "Năm 2026", "Year 2026"),
        ("01/10/2026 - 15/11/2026", "01/10/2026 – 15/11/2026", "01/10/2026 – 15/11/2026"),
        ("01/10/2026 - 31/12/2026", "Quý 4/2026", "Q4 2026"),
        ("11/2026 - 12/2026", "01/11/2026 – 31/12/2026", "01/11/2026 – 31/12/2026"),
    ],
)
def test_a_period_has_a_name(typed: str, vi: str, en: str) -> None:
    period = parse_period(typed)
    assert period is not None
    assert (period_words(period, "vi"), period_words(period, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("typed", "today", "words"),
    [
        (
            "Q4/2026",
            date(2027, 2, 1),
            "Period: 01/10/2026 to 31/12/2026 · Previous: Q3 2026 · Same period last year: Q4 2025",
        ),
        (
            "Q2/2026",
            date(2026, 5, 10),
            (
                "Period: 01/04/2026 to 10/05/2026 (still running, compared with as many days)"
                " · Previous: 01/01/2026 – 09/02/2026 · Same period last year: 01/04/2025 – 10/05/2025"
            ),
        ),
        (
            "2026",
            date(2027, 1, 1),
            "Period: 01/01/2026 to 31/12/2026 · Previous, and the same period last year: Year 2025",
        ),
        (
            "2026",
            date(2026, 3, 1),
            (
                "Period: 01/01/2026 to 01/03/2026 (still running, compared with the same dates)"
                " · Previous, and the same period last year: 01/01/2025 – 01/03/2025"
            ),
        ),
        (
            "06/11/2026 - 15/11/2026",
            date(2027, 1, 1),
            (
                "Period: 06/11/2026 to 15/11/2026 · Previous: 27/10/2026 – 05/11/2026"
                " · Same period last year: 06/11/2025 – 15/11/2025"
            ),
        ),
    ],
)
def test_what_a_period_is_compared_with_is_said(typed: str, today: date, words: str) -> None:
    period = parse_period(typed)
    assert period is not None
    assert comparison_words(period, today, "en") == words


def test_no_day_is_a_dash() -> None:
    assert day_words(None) == "–"
