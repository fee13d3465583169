"""Periods as people type them, in both languages and as spreadsheets bring them."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import decode_period

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
QUARTER = (date(2026, 10, 1), date(2026, 12, 31))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
RANGE = (date(2026, 10, 1), date(2026, 11, 15))


@pytest.mark.parametrize(
    "typed",
    ["11/2026", "2026-11", "11-2026", "tháng 11/2026", "Tháng 11 năm 2026", "T11/2026", "thang 11 2026", "Nov 2026",
     "November 2026", "Kỳ: 11/2026", "15/11/2026", date(2026, 11, 15), datetime(2026, 11, 1, 8), 46340],
)  # fmt: skip
def test_a_month(typed: Raw) -> None:
    assert decode_period(typed) == NOVEMBER


@pytest.mark.parametrize(
    "typed",
    ["Q4/2026", "q4 2026", "2026-Q4", "2026Q4", "quý 4/2026", "Quý IV/2026", "QUÝ 4 NĂM 2026", "Quarter 4, 2026",
     "quy 4-2026", "10/2026 - 12/2026", "T10 - T12/2026", "tháng 10 đến tháng 12/2026"],
)  # fmt: skip
def test_a_quarter(typed: Raw) -> None:
    assert decode_period(typed) == QUARTER


@pytest.mark.parametrize(
    "typed", ["2026", "'2026", "năm 2026", "cả năm 2026", "Year 2026", 2026, 2026.0, "Q1 - Q4/2026"]
)
def test_a_year(typed: Raw) -> None:
    assert decode_period(typed) == YEAR


def test_a_year_that_a_cell_of_dates_made_a_day_of_1905_is_that_year() -> None:
    assert decode_period(date(1905, 7, 18)) == YEAR
    assert decode_period(datetime(1905, 7, 18)) == YEAR


@pytest.mark.parametrize(
    "typed",
    ["01/10/2026 - 15/11/2026", "1/10/2026-15/11/2026", "01/10/2026..15/11/2026", "01/10/2026 … 15/11/2026",
     "01/10/2026 – 15/11/2026", "01/10/2026—15/11/2026", "01/10/2026 đến 15/11/2026", "01/10/2026 to 15/11/2026",
     "từ 1/10/2026 đến hết ngày 15/11/2026", "from 1 Oct 2026 to 15 Nov 2026", "2026-10-01..2026-11-15",
     "2026-10-01 - 2026-11-15", "2026-10-01-2026-11-15", "01-10-2026 - 15-11-2026", "01/10 - 15/11/2026"],
)  # fmt: skip
def test_two_days_and_all_between_them(typed: Raw) -> None:
    assert decode_period(typed) == RANGE


@pytest.mark.parametrize("typed", [None, "", "   ", "\u200b"])
def test_nothing_typed_is_nothing(typed: Raw) -> None:
    assert decode_period(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["tháng trước", "tháng 13/2026", "11/26", "2026-Q5", "10 - 15/11/2026", "2026-01-2027", "01/10/2026 - 12/2026",
     "31/02/2026 - 15/03/2026", "1/10/26 - 15/11/26", "kỳ", "-", "..", "0000", "Q1/0000", "1905", "2101",
     "9999-01-01..9999-12-31",
     0, 3.5, 1989, float("nan"), True, date(1909, 7, 19), timedelta(days=1), CellError("#REF!")],
)  # fmt: skip
def test_what_could_be_anything_is_refused(typed: Raw) -> None:
    refused = decode_period(typed)
    assert isinstance(refused, Undecodable)
    assert refused.code == "period_text"


@pytest.mark.parametrize("typed", ["15/11/2026 - 01/10/2026", "Q4/2026 - Q1/2026", "2027..2026"])
def test_a_period_that_ends_before_it_begins_is_refused_as_such(typed: Raw) -> None:
    refused = decode_period(typed)
    assert isinstance(refused, Undecodable)
    assert (refused.code, refused.params) == ("period_backwards", {"value": typed})


@given(st.text(max_size=30) | st.from_regex(r"[q0-9/.\- ]{1,24}", fullmatch=True))
def test_any_text_is_understood_or_refused_and_never_breaks(text: str) -> None:
    period = decode_period(text)
    if isinstance(period, tuple):
        first, last = period
        assert date(1990, 1, 1) <= first <= last <= date(2100, 12, 31)
