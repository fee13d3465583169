"""The recordings of the real service, played against the stand-in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from sheets_service.replay import RECORDER
from sheets_service.replay import RECORDINGS
from sheets_service.replay import Send
from sheets_service.replay import replay
from sheets_service.replay import without_network
from sheets_service.server import SheetsService
from sheets_service.service import Answer
from sheets_service.service import Request
from sheets_service.world import World


def test_every_recorded_answer_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    report = replay(RECORDINGS, without_network)
    with capsys.disabled():
        print(f"\n{report.requests - len(report.mismatches)} of {report.requests} recorded answers match")
    assert report.mismatches == []
    assert report.requests == 1252


def test_every_recorded_answer_is_given_over_http() -> None:
    with SheetsService() as service, requests.Session() as session:
        token = service.gate.accounts.give(RECORDER)

        def send(request: Request) -> Answer:
            answer = session.request(
                request.verb,
                f"{service.base}{request.path}?{request.query}",
                data=request.body,
                headers={"Authorization": f"Bearer {token}"},
                timeout=30,
            )
            return Answer(answer.status_code, answer.content, answer.headers["Content-Type"])

        def start() -> tuple[World, Send]:
            service.world.files.clear()
            return service.world, send

        report = replay(RECORDINGS, start)
        assert service.defects == []
    assert report.mismatches == []


def spoiled(tmp_path: Path, spoil: Any) -> Path:
    name = "WorksheetTest.test_sort.json"
    entries = json.loads((RECORDINGS / name).read_text("utf-8"))
    spoil(entries)
    (tmp_path / name).write_text(json.dumps(entries), "utf-8")
    return tmp_path


def last_values(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return next(entry for entry in reversed(entries) if "values" in entry["response"])


def spoil_value(entries: list[dict[str, Any]]) -> None:
    last_values(entries)["response"]["values"][2][1] = "other"


def spoil_status(entries: list[dict[str, Any]]) -> None:
    last_values(entries)["status"] = 400


def spoil_shape(entries: list[dict[str, Any]]) -> None:
    last_values(entries)["response"]["more"] = 1


@pytest.mark.parametrize("spoil", [spoil_value, spoil_status, spoil_shape])
def test_another_answer_would_be_noticed(tmp_path: Path, spoil: Any) -> None:
    report = replay(spoiled(tmp_path, spoil), without_network)
    assert len(report.mismatches) == 1
    assert 0 < report.share < 1
