"""A small company whose hub is a Google spreadsheet on the stand-in; its reps' workbooks are real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from click import Command
from click.testing import CliRunner
from sheets_service.book import Book
from sheets_service.journal import Entry as Asked
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.app.hub import HubWish
from sheetcrm.app.hub import adopt_hub
from sheetcrm.app.sync_desk import DATA_FOLDER
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from sheetcrm.workbooks.xlsx.references import column_letters
from tests.sync_files.teams import NOW
from tests.sync_files.teams import Desk
from tests.sync_files.teams import make_file
from tests.workbooks.google.sheets import signed_in

KEPT_ROWS, FEWEST_ROWS = 60, 4
TITLE = "Bảng chung"
EPOCH = date(1899, 12, 30)
_BUILT: dict[str, Book] = {}
_LEAN: dict[str, Book] = {}
Row = dict[str, Any]


def new_hub(service: SheetsService, lang: str = "vi") -> Typist:
    """A hub that the manager has shared with the account `sync`; built once a language, then copied."""
    file = service.new_spreadsheet(TITLE)
    typist = service.typist(file)
    if lang not in _BUILT:
        client = signed_in(service)
        adopt_hub(typist.book_id, HubWish(lang), None, lambda *_: client, lambda: "HUBHUBHUBHUB88")
        trim(typist)
        _BUILT[lang] = file.book.copy()
    else:
        built = _BUILT[lang].copy()
        built.id = typist.book_id
        service.world.keep(file, built)
    return typist


def lean_hub(service: SheetsService) -> Typist:
    """A hub whose manager has deleted all reports and most blank rows: so the stand-in answers quickly."""
    if "vi" not in _LEAN:
        typist = new_hub(service)
        for sheet in list(service.world.files[typist.book_id].book.sheets):
            if str(sheet.grid.cell(0, 0).value).startswith("report."):
                typist.change({"deleteSheet": {"sheetId": sheet.id}})
            elif sheet.row_count > FEWEST_ROWS and not any(
                cell.value is not None for row in sheet.grid.rows[2:] for cell in row
            ):
                span = {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": FEWEST_ROWS}
                typist.change({"deleteDimension": {"range": span}})
        _LEAN["vi"] = service.world.files.pop(typist.book_id).book
    file = service.new_spreadsheet(TITLE)
    book = _LEAN["vi"].copy()
    book.id = file.book.id
    service.world.keep(file, book)
    return service.typist(file)


def trim(typist: Typist, but: Collection[str] = ()) -> None:
    """Delete most of the blank rows that a hub begins with: the stand-in takes a while to tell their looks.

    Tabs of the titles in `but` keep theirs.
    """
    answer = typist.ask("GET", "", fields="sheets(properties(sheetId,title,gridProperties(rowCount)))")
    for sheet in answer["sheets"]:
        properties = sheet["properties"]
        if properties["gridProperties"]["rowCount"] > KEPT_ROWS and properties["title"] not in but:
            span = {"sheetId": properties["sheetId"], "dimension": "ROWS", "startIndex": KEPT_ROWS}
            typist.change({"deleteDimension": {"range": span}})


@dataclass
class GoogleTeam(Desk):
    """A hub on the stand-in, workbooks, and the memory of the machine that keeps them in step."""

    folder: Path
    service: SheetsService
    owners: Mapping[str, str | None]
    langs: Mapping[str, str] = field(default_factory=dict)
    conflicts: str = "hub"
    now: datetime = NOW
    lean: bool = False
    """The hub has no reports, and few blank rows: quicker where they do not matter."""

    def __post_init__(self) -> None:
        self.typist = lean_hub(self.service) if self.lean else new_hub(self.service)
        for name in self.owners:
            make_file(self.folder / name, self.langs.get(name, "vi"))
        self.key_file.write_text(json.dumps(self.service.credentials("sync")), encoding="utf-8")
        self.configure()
        self.service.journal.clear()

    @property
    def key_file(self) -> Path:
        return self.folder / "key.json"

    def configure(self) -> None:
        self.write_configuration(f"gsheet:{self.typist.book_id}", 'credentials = "key.json"')

    @cached_property
    def client(self) -> PatientClient:
        """One that waits on the stand-in's clock."""
        return signed_in(self.service, f"gsheet:{self.typist.book_id}")

    def sync(self, **wish: Any) -> SyncReport:
        asked = {"clock": lambda _: self.now, "connect": lambda *_: self.client, **wish}
        with open_desk(self.config) as desk:
            return synchronise(desk, SyncWish(**asked))

    def requests(self, **wish: Any) -> list[str]:
        """Synchronise; what was asked of Google: `read`, `write`, `looks` …, in order."""
        self.service.journal.clear()
        self.sync(**wish)
        return [kind_of(entry) for entry in self.service.journal.entries]

    def elsewhere(self, folder: Path, owners: Mapping[str, str | None]) -> GoogleTeam:
        """Another machine with workbooks and a memory of its own, at the same hub."""
        folder.mkdir()
        other = GoogleTeam(folder, self.service, owners, now=self.now, lean=True)
        other.typist = self.typist
        other.configure()
        return other

    def title_of(self, table: str) -> str:
        """The tab of a table, found by its hidden key row."""
        for sheet in self.service.world.files[self.typist.book_id].book.sheets:
            if str(sheet.grid.cell(0, 0).value).startswith(f"{table}."):
                return str(sheet.title)
        raise AssertionError(f"no tab of {table}")

    def columns(self, table: str) -> dict[str, int]:
        """Key → column, from 1."""
        keys = self.typist.read(f"'{self.title_of(table)}'!1:1")[0]
        return {str(key).rpartition(".")[2]: at for at, key in enumerate(keys, start=1) if key}

    def rows(self, table: str = "leads") -> list[Row]:
        """The filled rows of a table on the hub."""
        return list(self.places(table).values())

    def places(self, table: str) -> dict[int, Row]:
        """The filled rows by their numbers on the sheet."""
        columns = self.columns(table)
        found = self.typist.read(f"'{self.title_of(table)}'!A3:ZZ")
        return {
            number: {key: row[at - 1] if at <= len(row) else "" for key, at in columns.items()}
            for number, row in enumerate(found, start=3)
            if any(cell != "" for cell in row)
        }

    def column(self, key: str, table: str = "leads") -> list[Any]:
        return [row[key] for row in self.rows(table)]

    def type_row(self, table: str = "leads", **cells: Any) -> None:
        """A user types a row below the last one, in the browser."""
        self._type(table, max(self.places(table), default=2) + 1, cells)

    def edit(self, company: str, table: str = "leads", key: str = "company", **cells: Any) -> None:
        """A user types over cells of one row."""
        self._type(table, self._place(company, table, key), cells)

    def delete(self, company: str, table: str = "leads", key: str = "company") -> None:
        """A user deletes a row."""
        self.typist.delete_rows(self.title_of(table), self._place(company, table, key))

    def sort(self, table: str = "leads", key: str = "company") -> None:
        """A user sorts a table, backwards."""
        title, columns = self.title_of(table), self.columns(table)
        last = column_letters(max(columns.values()))
        self.typist.sort(f"'{title}'!A3:{last}{max(self.places(table))}", columns[key] - 1, descending=True)

    def _place(self, company: str, table: str, key: str) -> int:
        return next(number for number, row in self.places(table).items() if row[key] == company)

    def _type(self, table: str, row: int, cells: Mapping[str, Any]) -> None:
        title, columns = self.title_of(table), self.columns(table)
        sheet = self.service.world.files[self.typist.book_id].book.titled(title)
        assert sheet is not None
        if row > sheet.row_count:
            size = {"sheetId": sheet.id, "dimension": "ROWS", "length": row - sheet.row_count}
            self.typist.change({"appendDimension": size})
        for key, value in cells.items():
            typed = value.strftime("%Y-%m-%d") if isinstance(value, date) else "" if value is None else value
            self.typist.type(f"'{title}'!{column_letters(columns[key])}{row}", [[typed]])

    def shown(self, report: str) -> list[list[Any]]:
        """What a report's tab shows."""
        for sheet in self.service.world.files[self.typist.book_id].book.sheets:
            if str(sheet.grid.cell(0, 0).value) == f"report.{report}":
                return self.typist.read(f"'{sheet.title}'")
        raise AssertionError(f"no tab of {report}")


def run(command: Command, team: GoogleTeam, *arguments: str, code: int | None = 0) -> str:
    """Run a command as its user does; what it says."""
    options = ["--config", str(team.config)]
    result = CliRunner().invoke(command, [*options, *arguments], catch_exceptions=False)
    assert code is None or result.exit_code == code, result.output
    return result.output


def start_sync(team: GoogleTeam, memory: Path, preexec_fn: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start a real `sheetcrm sync`; `preexec_fn` is called in it first."""
    environment = {**os.environ, BASE_VARIABLE: team.service.base, DATA_FOLDER: str(memory)}
    arguments = [sys.executable, "-m", "sheetcrm", "sync", "--config", str(team.config)]
    return subprocess.Popen(
        arguments,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=preexec_fn,
    )


def kind_of(entry: Asked) -> str:
    """What a request was about."""
    if entry.verb == "GET":
        return "read"
    return "look" if entry.path.endswith("ByDataFilter") else "write"
