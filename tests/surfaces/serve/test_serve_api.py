"""The server answers a team's own people about their own spreadsheet."""

from __future__ import annotations

import time
from collections.abc import Mapping

from sheets_service.faults import Delay
from sheets_service.server import SheetsService

from tests.surfaces.serve.conftest import Serving
from tests.surfaces.serve.google_people import identity_token


def test_an_illegal_stage_is_held_with_sentences_for_its_cell(serving: Serving) -> None:
    team = serving()
    edited = {"table": "opportunities", "row": 3, "cells": {"stage": "Đàm phán"}}
    answer = team.post("/v1/check", rows=[edited])
    assert answer.status == 200, answer.body
    (row,) = answer.body["rows"]
    assert (row["held"], row["accepted_stage"]) == (True, "Chuẩn bị tiếp cận")
    assert "stage" in {one["column"] for one in row["findings"]}
    assert answer.body["lang"] == "vi"


def test_a_pasted_block_is_one_request_and_one_read_of_the_spreadsheet(
    serving: Serving, sheets_service: SheetsService
) -> None:
    team = serving()
    rows = [{"table": "leads", "row": 3 + at, "cells": {"company": f"Công ty {at}"}} for at in range(200)]
    first = team.post("/v1/check", rows=rows)
    again = team.post("/v1/check", rows=rows)
    assert [len(one.body["rows"]) for one in (first, again)] == [200, 200]
    asked = [entry.path.rpartition("/")[2] for entry in sheets_service.journal.entries]
    assert asked == [team.spreadsheet, "values:batchGetByDataFilter"]  # which tabs there are, and what they hold


def test_a_click_on_recompute_changes_the_cells_of_the_spreadsheet(serving: Serving) -> None:
    team = serving()
    team.typist.type("'Khách tiềm năng'!C4", [["Công ty Mới"]])
    answer = team.post("/v1/recompute")
    assert (answer.status, answer.body["state"]) == (200, "done"), answer.body
    assert team.typist.read("'Khách tiềm năng'!A4")[0][0]


def test_a_second_click_waits_for_the_same_recompute_and_a_cell_says_that_it_goes_on(
    serving: Serving, sheets_service: SheetsService
) -> None:
    team = serving(patience=0.4)
    team.typist.type("'Khách tiềm năng'!C4", [["Công ty Mới"]])
    sheets_service.schedule([(1, Delay(1.5))])
    first, second = team.post("/v1/recompute"), team.post("/v1/recompute")
    assert [one.status for one in (first, second)] == [202, 202]
    assert first.body["job"] == second.body["job"]
    until = time.monotonic() + 60
    while (answer := team.get(f"/v1/recompute/{first.body['job']}", spreadsheet=team.spreadsheet)).status == 202:
        assert time.monotonic() < until
    assert answer.body["state"] == "done"
    assert "dữ liệu" in team.typist.read("KPI!A3")[0][0]
    written = [one for one in sheets_service.journal.writes if one.path.endswith(":batchUpdate")]
    assert len(written) == 2  # the line that says it goes on, and the recompute


MEETING = {
    "at": 46347.0,
    "rep": "Trần Thị Mai",
    "opportunity_id": "Sân bóng cỏ nhân tạo",
    "kind": "Gặp mặt",
    "outcome": "Đã xong",
}


def test_what_one_user_has_just_edited_is_known_when_the_next_one_edits(
    serving: Serving, sheets_service: SheetsService
) -> None:
    """Minh logs a meeting, and Lan may move the opportunity; he empties the row again, and she may not."""
    team = serving()
    team.lacks_a_meeting()
    asked = len(sheets_service.journal)

    def lan_is_told() -> tuple[object, str]:
        move = {"table": "opportunities", "row": 3, "cells": {"stage": "Trình bày giải pháp"}}
        (told,) = team.post("/v1/check", rows=[move]).body["rows"]
        return told["held"], " ".join(one["sentence"] for one in told["findings"])

    def minh_types(cells: Mapping[str, object]) -> None:
        row = {"table": "activities", "row": 3, "cells": cells}
        assert team.post("/v1/check", token=identity_token("minh@vec.example"), rows=[row]).status == 200

    held, sentence = lan_is_told()
    assert held
    assert "tương tác hai chiều" in sentence
    minh_types(MEETING)
    assert lan_is_told() == (False, "")
    minh_types(dict.fromkeys(MEETING))
    assert lan_is_told()[0]
    assert len(sheets_service.journal) - asked == 2  # one reading, for all this happened within some seconds
