from __future__ import annotations

import pytest
from deals import TODAY
from deals import day
from deals import opportunity

from sheetcrm.domain.dates import date_problems


@pytest.mark.parametrize("column", ["created_on", "approached_on", "signed_on", "lost_on"])
def test_a_day_that_tells_of_the_past_cannot_lie_ahead(column: str) -> None:
    blank = {"created_on": None, "approached_on": None}
    (problem,) = date_problems(opportunity(**{**blank, column: day(1)}), TODAY)
    assert (problem.code, problem.column, problem.params) == ("date_in_future", column, {"day": day(1)})
    assert list(date_problems(opportunity(**{**blank, column: day(0)}), TODAY)) == []


@pytest.mark.parametrize(
    ("later", "earlier", "code"),
    [
        ("signed_on", "created_on", "signed_before_created"),
        ("signed_on", "approached_on", "signed_before_approached"),
        ("lost_on", "created_on", "lost_before_created"),
    ],
)
def test_days_in_an_impossible_order_are_told(later: str, earlier: str, code: str) -> None:
    blank = {"created_on": None, "approached_on": None}
    deal = opportunity(**{**blank, later: day(-10), earlier: day(-9)})
    (problem,) = date_problems(deal, TODAY)
    assert (problem.code, problem.column, problem.row) == (code, later, 3)
    assert problem.params == {later: day(-10), earlier: day(-9)}
    assert list(date_problems(opportunity(**{**blank, later: day(-9), earlier: day(-9)}), TODAY)) == []
