"""Dates in a map's format, and columns that put the month first."""

from __future__ import annotations

from datetime import date
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.app.importing.date_formats import has_month_first
from sheetcrm.app.importing.date_formats import is_date_format
from sheetcrm.app.importing.date_formats import put_in_order
from sheetcrm.app.importing.date_formats import read_date


@pytest.mark.parametrize("pattern", ["d/m/Y", "m/d/Y", "Y-m-d", "d.m.y", "m/d/Y H:M", "d/m/Y H:M:S"])
def test_a_format_names_a_whole_day(pattern: str) -> None:
    assert is_date_format(pattern)


@pytest.mark.parametrize(
    "pattern", ["", "d/m", "m/Y", "d/m/Y/y", "d/d/Y", "%d/%m/%Y", "dd/mm/yyyy", "ngày d/m/Y", "Ymd"]
)
def test_anything_else_is_no_format(pattern: str) -> None:
    assert not is_date_format(pattern)


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), pattern=st.sampled_from(["d/m/Y", "m/d/Y", "Y.m.d"]))
def test_a_date_written_in_a_format_is_read_back(day: date, pattern: str) -> None:
    written = pattern.replace("d", str(day.day)).replace("m", str(day.month)).replace("Y", str(day.year))
    assert read_date(f" {written} ", pattern) == datetime(day.year, day.month, day.day)


def test_what_is_not_in_the_format_is_not_read() -> None:
    assert read_date("31/12/2026", "m/d/Y") is None


def test_with_a_format_only_it_and_iso_count() -> None:
    cells = ["1/15/2026", "2026-01-16", "16/1/2026", None, "", datetime(2026, 1, 17)]
    ordered, problems = put_in_order(cells, "m/d/Y", "leads", "created_on")
    assert ordered == [datetime(2026, 1, 15), "2026-01-16", None, None, "", datetime(2026, 1, 17)]
    assert [(problem.code, problem.row, problem.params["value"]) for problem in problems] == [
        ("import_date_format", 2, "16/1/2026")
    ]


def test_a_column_that_puts_the_month_first_is_held_whole() -> None:
    ordered, problems = put_in_order(["1/5/2026", "1/15/2026", "2026-02-01"], None, "leads", "created_on")
    assert ordered == [None, None, "2026-02-01"]
    assert {problem.code for problem in problems} == {"import_date_month_first"}


def test_a_column_with_day_first_dates_is_left_as_it_is() -> None:
    cells = ["1/5/2026", "15/1/2026", "1/15/2026"]
    assert put_in_order(cells, None, "leads", "created_on") == (cells, [])
    assert not has_month_first(["1/5/2026", "không rõ"])
