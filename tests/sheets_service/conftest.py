"""A spreadsheet without a network, for tests of what the service does rather than of how it is reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sheets_service.service import Api
from sheets_service.typist import Typist

OWNER = "manager@company.example"


@pytest.fixture
def api() -> Iterator[Api]:
    """The pure service."""
    api = Api()
    yield api
    assert api.defects == []


@pytest.fixture
def book(api: Api) -> Typist:
    """The owner of a new spreadsheet with one empty sheet."""
    return Typist(api, api.world.create("Hub", OWNER).book.id, OWNER)
