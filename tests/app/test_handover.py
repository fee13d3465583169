"""A leaver's rows go to a colleague, every open one once; what was done stays where it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.app.handover import HandoverReport
from sheetcrm.app.handover import Only
from sheetcrm.app.handover import hand_over
from sheetcrm.errors import BadRequest
from sheetcrm.sync.identity import derive_id
from sheetcrm.workbooks import open_workbook
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import Row
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import ids
from tests.app.books import lead
from tests.app.books import recompute
from tests.app.books import rows_of

MAI, HAI = "Trần Thị Mai", "Lê Hải"
KEPT = ("days_in_stage", "health", "accepted_stage", "accepted_status", "accepted_on", "weighted_amount")


def give(path: Path, giver: str = MAI, taker: str = HAI, **more: Any) -> HandoverReport:
    return hand_over(open_workbook(path), str(path), giver=giver, taker=taker, clock=clock, new_id=ids(), **more)


def owners(path: Path, table: str, column: str = "owner") -> list[object]:
    return [row[column] for row in rows_of(path, table)]


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """Mai has a lead, an open and a lost deal, a customer, a call done and one planned, and an order."""
    lost = deal(id=derive_id("lost"), status="lost", lost_reason="price", lost_on=date(2026, 11, 10), name="Đã mất")
    act = {"rep": MAI, "at": date(2026, 11, 20), "kind": "call", "direction": "out"}
    path = book(
        tmp_path / "hub.xlsx",
        leads=[lead(), lead(id=derive_id("his"), company="Khác", owner=HAI)],
        opportunities=[deal(), lost],
        accounts=[{"id": derive_id("customer"), "name": "Trường THPT Chu Văn An", "owner": MAI}],
        activities=[
            {"id": derive_id("done"), "outcome": "done", "opportunity_id": DEAL, **act},
            {"id": derive_id("planned"), "outcome": "planned", "opportunity_id": DEAL, **act},
            {"id": derive_id("visit"), "outcome": "planned", **act},
        ],
        orders=[{"id": derive_id("order"), "opportunity_id": DEAL, "rep": MAI, "signed_on": date(2026, 11, 1)}],
    )
    recompute(path)
    return path


def test_leads_deals_customers_and_plans_go_and_what_was_done_stays(company: Path) -> None:
    report = give(company)
    assert owners(company, "leads") == [HAI, HAI]
    assert owners(company, "opportunities") == [HAI, HAI]
    assert owners(company, "accounts") == [HAI]
    assert owners(company, "activities", "rep") == [MAI, HAI, HAI]
    assert owners(company, "orders", "rep") == [MAI]
    assert len(report.rows) == 6
    assert report.receipt is not None
    assert report.receipt.backup is not None


@pytest.mark.parametrize(
    ("only", "moved"),
    [
        ("leads", [("leads", LEAD)]),
        ("opportunities", [("opportunities", DEAL), ("opportunities", "lost"), ("activities", "planned")]),
        ("accounts", [("accounts", "customer")]),
        (
            "open",
            [
                ("leads", LEAD),
                ("opportunities", DEAL),
                ("accounts", "customer"),
                ("activities", "planned"),
                ("activities", "visit"),
            ],
        ),
    ],
)
def test_a_part_can_be_handed_over(company: Path, only: Only, moved: list[tuple[str, str]]) -> None:
    wanted = [(table, row_id if len(row_id) == 14 else derive_id(row_id)) for table, row_id in moved]
    assert [(row.table, row.row_id) for row in give(company, only=only).rows] == wanted


def test_the_history_tells_it_and_no_figure_moves(company: Path) -> None:
    before = rows_of(company, "opportunities")
    moves = len(rows_of(company, "stage_moves"))
    give(company, by=HAI)
    told = rows_of(company, "stage_moves")[moves:]
    assert {(row["opportunity_id"], row["reason"], row["by"]) for row in told} >= {
        (DEAL, f"Bàn giao từ {MAI} cho {HAI}", HAI)
    }
    assert recompute(company).moves == 0
    after = rows_of(company, "opportunities")
    assert [[row[key] for key in KEPT] for row in after] == [[row[key] for key in KEPT] for row in before]


def test_looking_first_writes_nothing(company: Path) -> None:
    before = company.read_bytes()
    report = give(company, look_only=True)
    assert len(report.rows) == 6
    assert report.receipt is None
    assert company.read_bytes() == before


@pytest.mark.parametrize(
    ("giver", "taker", "words"),
    [
        ("Trần Thi Mai Anh", HAI, f"Có phải là: {MAI}?"),
        (MAI, "Hải", f"Có phải là: {HAI}?"),
        (MAI, "Nobody", "trên trang Nhân sự"),
        (MAI, MAI, "chính mình"),
    ],
)
def test_names_must_be_among_the_reps_and_near_ones_are_told(company: Path, giver: str, taker: str, words: str) -> None:
    before = company.read_bytes()
    with pytest.raises(BadRequest) as caught:
        give(company, giver, taker)
    assert words in caught.value.in_language("vi")
    assert company.read_bytes() == before


def test_nobody_takes_over_who_has_left(tmp_path: Path) -> None:
    reps: list[Row] = [{"id": derive_id("mai"), "name": MAI}]
    reps.append({"id": derive_id("gone"), "name": HAI, "end_on": date(2026, 10, 31)})
    path = book(tmp_path / "hub.xlsx", reps=reps, leads=[lead()])
    with pytest.raises(BadRequest, match="left on 31/10/2026"):
        give(path)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((MAI, HAI, None)), st.sampled_from(("open", "lost", "paused"))), max_size=12))
def test_every_open_row_moves_once_and_a_second_time_none(
    tmp_path_factory: pytest.TempPathFactory, deals: list[tuple[str | None, str]]
) -> None:
    rows = [
        deal(id=derive_id(str(number)), name=str(number), owner=owner, status=status)
        for number, (owner, status) in enumerate(deals)
    ]
    path = book(tmp_path_factory.mktemp("law") / "hub.xlsx", opportunities=rows)
    report = give(path, only="open")
    wanted = [derive_id(str(n)) for n, (owner, status) in enumerate(deals) if owner == MAI and status != "lost"]
    assert [row.row_id for row in report.rows] == wanted
    assert give(path, only="open").rows == ()
    expected = [HAI if owner == MAI and status != "lost" else owner for owner, status in deals]
    assert owners(path, "opportunities") == expected
