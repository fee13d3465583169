"""The schedules of the model, played on a Google hub and real files by whole runs: no promise is broken.

`python -m benchmarks.sync_google_schedules` plays as many as one likes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sheets_service.server import SheetsService

from tests.sync.schedules import play
from tests.sync_google.google_world import GoogleWorld
from tests.thoroughness import stride


@pytest.fixture(scope="module")
def service() -> Iterator[SheetsService]:
    with SheetsService() as running:
        GoogleWorld.service = running
        yield running
    assert running.defects == []


@pytest.mark.parametrize("seed", range(0, 10, stride(5)))
def test_no_schedule_with_a_google_hub_breaks_a_promise(service: SheetsService, seed: int) -> None:
    service.journal.clear()
    world = play(seed, None, GoogleWorld)
    assert world.syncs
    assert service.journal.writes
