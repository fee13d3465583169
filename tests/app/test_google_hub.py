"""Sync with a Google spreadsheet as its hub: the schedules of users, races and faults, through the real gspread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sheets_service.server import SheetsService

from tests.app.twin_hub import TwinHub
from tests.sync.schedules import play
from tests.sync.schedules import setting_of

SCHEDULES, SHARES = 8, 5


@pytest.fixture(scope="module")
def service() -> Iterator[SheetsService]:
    with SheetsService() as running:
        TwinHub.service = running
        running.gate.api.world.files.clear()
        yield running
    assert running.defects == []


@pytest.mark.parametrize("share", range(SHARES))
def test_every_promise_holds_on_a_spreadsheet_as_on_the_model(service: SheetsService, share: int) -> None:
    for seed in range(share * SCHEDULES, (share + 1) * SCHEDULES):
        service.journal.clear()
        play(seed, replace(setting_of(seed), hub=TwinHub))
        assert len(service.journal) > 4
