"""The teams a server works for: each has one `sheetcrm.toml`, one Google spreadsheet, and its own people."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path

from sheetcrm.app.check_edit import EditChecker
from sheetcrm.app.configuration import Configuration
from sheetcrm.app.configuration import FileHub
from sheetcrm.app.configuration import GoogleHub
from sheetcrm.app.configuration import hub_address
from sheetcrm.app.configuration import read_configuration
from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.serve.knowledge import Knowledge
from sheetcrm.surfaces.serve.refusals import NotKnown
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.google.bare_reading import BareReader
from sheetcrm.workbooks.google.connecting import connect


class Team:
    """One hub with its people, and what was last read of it. One that is a file has no spreadsheet: only a desk."""

    def __init__(
        self,
        configuration: Configuration,
        spreadsheet: str | None,
        templates: Path | None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep where everything is; nothing is read yet."""
        self.configuration, self.spreadsheet, self.templates = configuration, spreadsheet, templates
        self.knowledge = Knowledge(self._read, lambda tables: EditChecker(tables, self.address, templates), now)
        self._reader: BareReader | None = None

    @property
    def address(self) -> str:
        """Give the hub's address as commands take it."""
        return str(hub_address(self.configuration))

    @property
    def name(self) -> str:
        """Give what people call the team: the hub's file, or the folder of its configuration."""
        hub = self.configuration.hub
        return hub.path.stem if isinstance(hub, FileHub) else self.configuration.path.parent.name

    @property
    def lang(self) -> str:
        """Give the hub's language. Raises: what `Workbook.read` raises."""
        return self.knowledge.lang()

    def open(self) -> Workbook:
        """Open the hub, a spreadsheet with the team's own key. Raises: NoCredentials."""
        return open_workbook(self.address, self.configuration.credentials)

    def _read(self) -> Mapping[str, TableData]:
        """Read the hub, a spreadsheet as bare values: nothing is written by them. One thread at a time comes here."""
        if self.spreadsheet is not None:
            if self._reader is None:
                client = connect(self.address, self.configuration.credentials)
                self._reader = BareReader(client, self.spreadsheet, self.address)
            return self._reader.read()
        workbook = self.open()
        try:
            return workbook.read()
        finally:
            workbook.close()


class Teams:
    """All teams of a server, by their spreadsheets."""

    def __init__(self, teams: Iterable[Team]) -> None:
        """Keep the teams. Raises: BadRequest when two share a hub."""
        self._all = tuple(teams)
        seen: set[str] = set()
        for team in self._all:
            if team.address in seen:
                raise BadRequest(what=str(team.configuration.path), why="@serve_hub_twice")
            seen.add(team.address)
        self._by_spreadsheet = {team.spreadsheet: team for team in self._all if team.spreadsheet}

    def __iter__(self) -> Iterator[Team]:
        """Go through the teams in the order they were named."""
        return iter(self._all)

    def __len__(self) -> int:
        """Count the teams."""
        return len(self._all)

    def of(self, spreadsheet: str) -> Team:
        """Give the team of a spreadsheet. Raises: NotKnown, as for a bad token: nobody learns which there are."""
        team = self._by_spreadsheet.get(spreadsheet)
        if team is None:
            raise NotKnown()
        return team


def read_teams(configurations: Iterable[Path], templates: Path | None) -> Teams:
    """Read each team's `sheetcrm.toml`. Raises: ConfigurationError; BadRequest for a hub that is named twice."""
    return Teams(_team(read_configuration(path), templates) for path in configurations)


def _team(configuration: Configuration, templates: Path | None) -> Team:
    spreadsheet = configuration.hub.spreadsheet if isinstance(configuration.hub, GoogleHub) else None
    return Team(configuration, spreadsheet, templates)
