"""The limits of daily work."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sheetcrm.templates.limits_spec import read_limits

RAW = tomllib.loads((Path(__file__).parents[2] / "workbook_templates" / "daily_work.toml").read_text("utf-8"))


def test_the_shipped_limits_are_those_of_the_page() -> None:
    limits = read_limits(RAW)
    assert limits.own_rates_from == 30
    assert limits.two_way_kinds == {"call", "demo_call", "meeting", "site_visit"}


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("own_rates_from", 0, "greater than or equal to 1"),
        ("quote_answer_days", -1, "greater than or equal to 0"),
        ("urgency", ["staple"], "no kind of item 'staple'; known are receivable_overdue, "),
        ("urgency", ["stale", "stale"], "stale stands twice"),
        ("qoute_answer_days", 5, "Extra inputs"),
    ],
)
def test_wrong_limits_are_refused_with_the_reason(key: str, value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_limits({**RAW, key: value})
