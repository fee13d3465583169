"""The server answers a team's own people about their own spreadsheet."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import pytest
import requests
from sheets_service.faults import Delay
from sheets_service.server import SheetsService
from starlette.exceptions import HTTPException
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

from sheetcrm.surfaces.serve.application import application
from sheetcrm.surfaces.serve.body_limit import MOST
from sheetcrm.surfaces.serve.body_limit import BodyLimit
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.teams import read_teams
from tests.app.books import clock
from tests.surfaces.serve.conftest import KEY
from tests.surfaces.serve.conftest import Serving
from tests.surfaces.serve.conftest import Team
from tests.surfaces.serve.conftest import listening
from tests.surfaces.serve.google_people import Keys
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


def test_a_click_on_recompute_changes_the_cells_with_few_requests(
    serving: Serving, sheets_service: SheetsService
) -> None:
    team = serving()
    team.typist.type("'Khách tiềm năng'!C4", [["Công ty Mới"]])
    answer = team.post("/v1/recompute")
    assert (answer.status, answer.body["state"]) == (200, "done"), answer.body
    asked = [(entry.verb, entry.path.rpartition(":")[2]) for entry in sheets_service.journal.entries]
    assert [verb for verb, _ in asked].count("GET") == 2, "a read, and a look before the write"
    assert [what for verb, what in asked if verb == "POST"][-1] == "batchUpdate"
    assert len(asked) <= 4
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


def test_a_recompute_that_was_begun_comes_to_its_end_when_the_server_is_stopped(
    sheets_service: SheetsService, serving: Serving, keys: Keys
) -> None:
    team = serving()
    team.typist.type("'Khách tiềm năng'!C4", [["Công ty Mới"]])
    gate = Gate(read_teams([team.config], None), KEY, Certificates(keys.base))
    sheets_service.schedule([(1, Delay(1.0))])
    with listening(application(gate, clock, 0.1)) as base:
        begun = Team(team.typist, base, team.config, iter(range(9))).post("/v1/recompute")
        assert (begun.status, begun.body["state"]) == (202, "running")
    assert team.typist.read("'Khách tiềm năng'!A4")[0][0], "the lead has got its id"


def test_a_request_that_says_it_is_too_large_is_refused_before_it_is_sent(serving: Serving) -> None:
    team = serving()
    refused = requests.post(f"{team.base}/v1/check", headers={"Content-Length": str(MOST + 1)}, timeout=60)
    assert (refused.status_code, refused.json()["code"]) == (413, "serve_too_large")


def test_a_request_that_does_not_say_how_large_it_is_is_read_no_further_than_the_limit() -> None:
    pieces = iter([b"12345", b"67890", b"1", b"never asked for"])

    async def receive() -> Message:
        return {"type": "http.request", "body": next(pieces), "more_body": True}

    async def send(_: Message) -> None: ...

    async def reads_on(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (await receive())["more_body"]:
            pass

    with pytest.raises(HTTPException) as refused:
        asyncio.run(BodyLimit(reads_on, most=10)({"type": "http", "headers": []}, receive, send))
    assert refused.value.status_code == 413
    assert next(pieces) == b"never asked for"


def test_another_teams_recompute_is_not_told_of(serving: Serving) -> None:
    ours, theirs = serving(), serving()
    job = str(theirs.post("/v1/recompute").body["job"])
    assert theirs.get(f"/v1/recompute/{job}", spreadsheet=theirs.spreadsheet).status == 200
    assert ours.get(f"/v1/recompute/{job}", spreadsheet=ours.spreadsheet).status == 401


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
