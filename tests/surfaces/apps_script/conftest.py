"""A team's spreadsheet with the script that was built for it, and a live server."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.surfaces.apps_script.build import build_script
from tests.surfaces.apps_script.script_host import ScriptHost
from tests.surfaces.serve.conftest import Serving
from tests.surfaces.serve.conftest import Team
from tests.surfaces.serve.conftest import company
from tests.surfaces.serve.conftest import keys
from tests.surfaces.serve.conftest import serving
from tests.surfaces.serve.conftest import sheets_service

__all__ = ["company", "keys", "serving", "sheets_service"]

Opening = Callable[..., tuple[Team, ScriptHost]]


@pytest.fixture
def opening(serving: Serving, tmp_path: Path) -> Iterator[Opening]:
    """Open a team's spreadsheet; `server` is another address than the team's own."""
    running = ExitStack()

    def open_it(server: str | None = None, email: str = "lan@vec.example", **more: Any) -> tuple[Team, ScriptHost]:
        team = serving(**more)
        built = build_script(tmp_path / "script", server or team.base, team.spreadsheet, team.compute_token())
        files = [path for path in built if path.parent.name == "vi" and path.suffix == ".js"]
        host = running.enter_context(ScriptHost(team.typist, sorted(files, reverse=True), email))
        return team, host

    with running:
        yield open_it
