"""Imported opportunities keep the stage they had, and their history says since when."""

from __future__ import annotations

from datetime import date
from datetime import datetime

import pytest

from sheetcrm.app.importing.headers import Match
from sheetcrm.app.importing.opening import Row
from sheetcrm.app.importing.opening import open_balance
from sheetcrm.app.importing.opening import prove_opening
from sheetcrm.app.importing.opening import settle_closing_dates
from sheetcrm.app.importing.opening import shared_closing_dates
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.load import load_template
from sheetcrm.values import Value

PROCESS = load_template().processes["standard"]
NOW = datetime(2026, 3, 10, 9, 30)
ID = derive_id("opportunities", "1")


def opened(**cells: Value) -> tuple[Row, Row]:
    balance = open_balance({"id": ID, **cells}, PROCESS, NOW, "Số dư đầu kỳ")
    return balance.opportunity, balance.move


def test_the_given_stage_and_status_are_accepted_and_told_in_the_history() -> None:
    row, move = opened(stage="negotiate", status="paused", created_on=date(2026, 1, 5))
    assert (row["accepted_stage"], row["accepted_status"], row["accepted_on"]) == (
        "negotiate",
        "paused",
        date(2026, 1, 5),
    )
    assert move == {
        "id": derive_id("stage_moves", ID, "opening"),
        "opportunity_id": ID,
        "to_stage": "negotiate",
        "to_status": "paused",
        "at": date(2026, 1, 5),
        "recorded_at": NOW,
        "reason": "Số dư đầu kỳ",
    }


def test_blank_means_open_in_the_first_stage() -> None:
    row, move = opened(stage=None)
    assert (row["stage"], row["status"]) == (PROCESS.start, "open")
    assert (move["to_stage"], move["at"]) == (PROCESS.start, NOW.date())


@pytest.mark.parametrize(
    ("cells", "since"),
    [
        ({"status": "won", "signed_on": date(2026, 2, 1), "accepted_on": date(2026, 1, 1)}, date(2026, 2, 1)),
        ({"status": "lost", "lost_on": date(2026, 2, 2)}, date(2026, 2, 2)),
        ({"status": "open", "accepted_on": date(2026, 1, 1), "created_on": date(2025, 1, 1)}, date(2026, 1, 1)),
        ({"created_on": date(2026, 1, 1), "approached_on": date(2026, 1, 8)}, date(2026, 1, 8)),
        ({"created_on": date(2026, 1, 1), "approached_on": date(2026, 9, 9)}, date(2026, 1, 1)),
        ({"created_on": date(2026, 9, 9)}, date(2026, 3, 10)),
    ],
)
def test_it_stands_there_since_the_last_day_known_of_it(cells: dict[str, Value], since: date) -> None:
    assert opened(**cells)[0]["accepted_on"] == since


def test_won_and_lost_ones_must_say_when() -> None:
    (problem,) = prove_opening({"status": "won"}, 4)
    assert (problem.code, problem.column, problem.row) == ("import_closed_without_date", "signed_on", 4)
    assert prove_opening({"status": "lost"}, 0)[0].column == "lost_on"
    assert prove_opening({"status": "won", "signed_on": date(2026, 1, 1)}, 0) == []
    assert prove_opening({"status": "open"}, 0) == prove_opening({}, 0) == []


def match(*columns: str) -> Match:
    return Match("Close date", 0, columns, "name")


def test_one_closing_date_for_all_is_noticed() -> None:
    assert shared_closing_dates([match("name"), match("lost_on", "signed_on")]) == ("signed_on", "lost_on")
    assert shared_closing_dates([match("signed_on"), match("lost_on")]) == ()


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        ("won", "signed_on"),
        ("lost", "lost_on"),
        ("open", "expected_close_on"),
        (None, "expected_close_on"),
        ("paused", "expected_close_on"),
    ],
)
def test_a_shared_closing_date_goes_where_the_status_says(status: str | None, kept: str) -> None:
    shared = ("expected_close_on", "signed_on", "lost_on")
    row: Row = {"status": status, **dict.fromkeys(shared, date(2026, 1, 1))}
    settle_closing_dates(row, shared)
    assert [column for column in shared if row[column] is not None] == [kept]


def test_a_date_that_is_only_for_closed_ones_is_blank_on_open_ones() -> None:
    row: Row = {"status": "open", "signed_on": date(2026, 1, 1), "lost_on": date(2026, 1, 1)}
    settle_closing_dates(row, ("signed_on", "lost_on"))
    assert row == {"status": "open", "signed_on": None, "lost_on": None}
