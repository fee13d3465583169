"""The stand-in for Google, and memory of its own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets_service.running import sheets_service as sheets_service

from sheetcrm.app.sync_desk import DATA_FOLDER


@pytest.fixture(autouse=True)
def _own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_FOLDER, str(tmp_path / "memory"))
