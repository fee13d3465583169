"""What was edited is known to whoever asks next: by row, by id, cleared, new, moved, and from several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sheetcrm.app.check_edit import EditChecker
from sheetcrm.app.check_edit import Laid
from sheetcrm.app.check_edit import RowVerdict
from sheetcrm.app.edited_rows import EditedRow
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Raw
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import TableData
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead

DEAL_NAME = "Sân bóng cỏ nhân tạo"
MEETING: dict[str, Raw] = {
    "id": None,
    "at": 46347.0,
    "rep": "Trần Thị Mai",
    "lead_id": None,
    "opportunity_id": DEAL_NAME,
    "kind": "Gặp mặt",
    "outcome": "Đã xong",
}
MOVE = EditedRow("opportunities", 3, {"stage": "Trình bày giải pháp"})


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TableData]:
    """An opportunity that lacks one thing before it may be presented: a meeting."""
    ready = deal(
        stage="approach",
        accepted_stage="approach",
        accepted_status="open",
        approached_on=date(2026, 11, 10),
        channel="Gặp trực tiếp",
    )
    path: Path = tmp_path_factory.mktemp("edited") / "a.xlsx"
    leads = [lead(), lead(id=derive_id("second"), company="Trường Hai"), lead(id=derive_id("third"), company="Ba")]
    return dict(open_workbook(book(path, leads=leads, opportunities=[ready])).read())


@pytest.fixture
def checker(tables: dict[str, TableData]) -> EditChecker:
    return EditChecker(tables, "a.xlsx", None)


def edit(checker: EditChecker, *edited: EditedRow) -> list[RowVerdict]:
    return checker.check(edited, TODAY)


def held(checker: EditChecker) -> bool:
    return edit(checker, MOVE)[0].held


def whole(tables: dict[str, TableData], table: str, position: int, **other: Raw) -> dict[str, Raw]:
    """A row's cells as the script sends them: all of them."""
    return {key: cells[position] for key, cells in tables[table].columns.items()} | other


def codes(told: RowVerdict) -> set[str]:
    return {one.code for one in told.findings}


def test_a_meeting_that_was_logged_counts_for_the_move_that_follows(checker: EditChecker) -> None:
    assert held(checker)
    edit(checker, EditedRow("activities", 3, MEETING))
    assert not held(checker)


def test_a_meeting_that_was_emptied_or_taken_to_another_lead_counts_no_more(checker: EditChecker) -> None:
    edit(checker, EditedRow("activities", 3, MEETING), EditedRow("activities", 4, MEETING))
    edit(checker, EditedRow("activities", 3, dict.fromkeys(MEETING)))
    assert not held(checker), "the other one is still there"
    edit(checker, EditedRow("activities", 4, {**MEETING, "opportunity_id": None, "lead_id": "Trường Hai"}))
    assert held(checker)
    edit(checker, EditedRow("activities", 4, MEETING))
    assert not held(checker)


def test_one_cleared_cell_is_known_to_be_blank(checker: EditChecker) -> None:
    edit(checker, EditedRow("activities", 3, MEETING))
    assert not held(checker)
    edit(checker, EditedRow("opportunities", 3, {"channel": ""}))
    assert held(checker)


def test_a_row_that_has_no_id_yet_is_the_same_row_when_it_gets_one(checker: EditChecker) -> None:
    edit(checker, EditedRow("activities", 3, MEETING))
    row_id = derive_id("stamped")
    edit(checker, EditedRow("activities", 3, {**MEETING, "id": row_id}))
    (told,) = edit(checker, EditedRow("activities", 3, {**MEETING, "id": row_id, "outcome": "Dự kiến"}))
    assert codes(told) == set()
    assert held(checker), "there is one meeting, and it has not taken place"


def test_a_new_lead_and_its_opportunity_are_known_to_each_other_by_name(checker: EditChecker) -> None:
    new = {"id": None, "company": "Trường Mới", "created_on": 46347.0, "status": "Đang khai thác"}
    edit(checker, EditedRow("leads", 6, new))
    deal_of_it = {"id": None, "name": "Sân mới", "lead_id": "Trường Mới", "stage": "Tìm kiếm & phân loại"}
    (told,) = edit(checker, EditedRow("opportunities", 4, deal_of_it))
    assert not [one for one in told.findings if one.column_key == "lead_id"]


def test_a_row_that_was_sorted_elsewhere_is_known_by_its_id(checker: EditChecker, tables: dict[str, TableData]) -> None:
    laid = checker.lay([EditedRow("leads", 5, whole(tables, "leads", 0, contact_role=None))])
    assert laid.moved
    (told,) = checker.judge(laid, TODAY)
    assert told.score is not None
    assert "id_copied" not in codes(told)
    assert list(laid.tables["leads"].columns["id"]) == [LEAD]
    assert list(laid.tables["leads"].rows) == [5]
    edit(checker, EditedRow("activities", 3, MEETING))
    assert held(checker), "the lead's contact decides nothing any more, wherever the lead stands"


def test_a_row_inserted_above_takes_nothing_from_the_one_that_stood_there(
    checker: EditChecker, tables: dict[str, TableData]
) -> None:
    inserted = dict.fromkeys(tables["leads"].columns) | {"company": "Chen vào"}
    laid = checker.lay([EditedRow("leads", 3, inserted)])
    assert laid.moved
    (told,) = checker.judge(laid, TODAY)
    assert {one.row for one in told.findings} == {3}
    edit(checker, EditedRow("activities", 3, MEETING))
    assert not held(checker), "the lead that stood there is still the opportunity's"
    shifted = checker.lay([EditedRow("leads", 4, whole(tables, "leads", 0, bant_need=1.0))])
    assert list(shifted.tables["leads"].columns["bant_need"]) == [1.0]


def test_a_row_that_was_copied_below_is_a_row_of_its_own(checker: EditChecker, tables: dict[str, TableData]) -> None:
    laid = checker.lay([EditedRow("leads", 6, whole(tables, "leads", 0))])
    assert not laid.moved
    edit(checker, EditedRow("leads", 6, whole(tables, "leads", 0, contact_role=None)))
    edit(checker, EditedRow("activities", 3, MEETING))
    assert not held(checker), "the opportunity's own lead is as it was"


def test_a_row_that_lost_its_id_alone_is_the_same_row(checker: EditChecker, tables: dict[str, TableData]) -> None:
    laid = checker.lay([EditedRow("opportunities", 3, whole(tables, "opportunities", 0, id=None))])
    assert not laid.moved
    assert len(laid.tables["opportunities"].rows) == 1


def test_what_two_users_edit_in_one_row_is_both_known(checker: EditChecker) -> None:
    edit(checker, EditedRow("opportunities", 3, {"channel": None}))
    edit(checker, EditedRow("activities", 3, MEETING))
    assert held(checker)
    edit(checker, EditedRow("opportunities", 3, {"channel": "Zalo"}))
    assert not held(checker)


def test_nobody_changes_the_settings_for_others(checker: EditChecker) -> None:
    edit(checker, EditedRow("settings", 3, {"id": "process", "value": "no such process"}))
    assert [one.held for one in edit(checker, MOVE)] == [True]


def test_what_is_being_judged_does_not_change_when_others_edit(checker: EditChecker) -> None:
    before = checker.lay([MOVE])
    edit(checker, EditedRow("activities", 3, MEETING), EditedRow("reps", 3, {"name": "Ai đó"}))
    assert checker.judge(before, TODAY)[0].held
    assert "Ai đó" not in before.tables["reps"].columns["name"]


def test_edits_of_many_threads_are_all_known(checker: EditChecker) -> None:
    """Each thread logs meetings of its own and moves the deal; afterwards every row stands as it was sent last."""

    def one(thread: int) -> Laid:
        for number in range(40):
            row = 3 + thread * 40 + number
            checker.lay([EditedRow("activities", row, {**MEETING, "note": f"{thread}/{number}"})])
            checker.lay([EditedRow("activities", row, {**MEETING, "note": f"{thread}/{number} xong"})])
        return checker.lay([replace(MOVE)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    seen = checker.lay([MOVE]).tables["activities"]
    said = dict(zip(seen.rows, seen.columns["note"], strict=True))
    assert said == {3 + at: f"{at // 40}/{at % 40} xong" for at in range(320)}
    assert set(seen.columns["opportunity_id"]) == {DEAL_NAME}
    assert checker.lay([MOVE]).tables["opportunities"].columns["id"] == [DEAL]
