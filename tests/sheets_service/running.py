"""The fixture for tests of any room. A room's conftest takes it by

``from sheets_service.running import sheets_service as sheets_service``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sheets_service.server import SheetsService


@pytest.fixture
def sheets_service() -> Iterator[SheetsService]:
    """The stand-in for Google Sheets, running. It must never have answered what Google's schema does not allow."""
    with SheetsService() as service:
        yield service
    assert service.defects == []
