"""A team's hub on the stand-in, and a server for it, for the tests of this room."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
import requests
import uvicorn
from fastapi import FastAPI
from sheets_service.book import Book
from sheets_service.running import sheets_service
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.app.hub import HubWish
from sheetcrm.app.hub import adopt_hub
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.surfaces.serve.application import application
from sheetcrm.surfaces.serve.compute_tokens import compute_token
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.teams import read_teams
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.xlsx.references import column_letters
from tests.app.books import NOW
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import ids
from tests.app.books import lead
from tests.app.test_recompute_google import value
from tests.surfaces.serve.google_people import AUDIENCE
from tests.surfaces.serve.google_people import Keys
from tests.surfaces.serve.google_people import identity_token
from tests.surfaces.serve.google_people import serving_keys
from tests.sync_google.google_teams import trim
from tests.workbooks.google.sheets import opened
from tests.workbooks.google.sheets import signed_in

__all__ = ["sheets_service"]
KEY = b"k" * 32
PASTED_INTO = "Khách tiềm năng"
"""A block of two hundred rows is."""


@pytest.fixture(scope="session")
def keys() -> Iterator[Keys]:
    with serving_keys() as server:
        yield server


@dataclass
class Team:
    """One team with its spreadsheet, and what its script sends."""

    typist: Typist
    base: str
    config: Path
    numbers: Iterator[int]

    @property
    def spreadsheet(self) -> str:
        return self.typist.book_id

    def post(self, path: str, *, token: str | None = None, **body: object) -> Answered:
        said = {"spreadsheet": self.spreadsheet, "request": f"request-{next(self.numbers)}", **body}
        said = {name: value for name, value in said.items() if value is not None}
        return self.send("POST", path, token, json=said)

    def get(self, path: str, *, token: str | None = None, **query: str) -> Answered:
        return self.send("GET", path, token, params=query)

    def send(self, method: str, path: str, token: str | None, **more: object) -> Answered:
        headers = {"Authorization": f"Bearer {identity_token() if token is None else token}"}
        answer = requests.request(method, self.base + path, headers=headers, timeout=60, **more)
        return Answered(answer.status_code, answer.json(), answer.headers)

    def compute_token(self) -> str:
        return compute_token(KEY, self.spreadsheet)

    def lacks_a_meeting(self) -> None:
        """Have the opportunity stand where it lacks nothing but a meeting before it may be presented."""
        (keys,) = self.typist.read("'Cơ hội'!1:1")
        at = {str(key).split(".")[-1]: column_letters(number) for number, key in enumerate(keys, 1)}
        ready = {"stage": "Tiếp cận", "accepted_stage": "Tiếp cận", "approached_on": 46336, "channel": "Zalo"}
        for key, cell in ready.items():
            self.typist.type(f"'Cơ hội'!{at[key]}3", [[cell]])


@dataclass
class Answered:
    status: int
    body: dict[str, object]
    headers: Mapping[str, str]


def write_config(folder: Path, service: SheetsService, spreadsheet: str, server: str | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "key.json").write_text(json.dumps(service.credentials()))
    path = folder / "sheetcrm.toml"
    people = 'people = ["Lan@vec.example", "minh@vec.example"]\nmanagers = ["boss@vec.example"]\n'
    said = server or f'audience = ["{AUDIENCE}"]\n{people}'
    path.write_text(
        f'hub = "gsheet:{spreadsheet}"\ncredentials = "key.json"\n[[workbooks]]\nfile = "a.xlsx"\n[server]\n{said}'
    )
    return path


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A spreadsheet that is a hub and holds a small company, recomputed; each test gets a copy."""
    folder = tmp_path_factory.mktemp("company")
    return hub_of(open_workbook(book(folder / "company.xlsx", leads=[lead()], opportunities=[deal()])).read())


def hub_of(tables: Mapping[str, TableData], *, recomputed: bool = True) -> Book:
    """A spreadsheet that is a hub and holds these rows."""
    with SheetsService() as service:
        file = service.new_spreadsheet()
        connected = signed_in(service)
        adopt_hub(file.book.id, HubWish("vi"), None, lambda *_: connected, lambda: "BOOK")
        trim(service.typist(file), but=[PASTED_INTO])
        google = opened(service, service.typist(file))
        google.write(
            [
                InsertRow(table, {key: value(column[at]) for key, column in tables[table].columns.items()})
                for table in ("reps", "leads", "opportunities", "orders")
                for at in range(len(tables[table].rows))
            ]
        )
        if recomputed:
            recompute_workbook(google, "x", templates=None, clock=clock, today=TODAY, new_id=ids())
        return file.book


def a_hub(service: SheetsService, company: Book) -> Typist:
    file = service.new_spreadsheet()
    file.book = replace(company.copy(), id=file.book.id)
    service.journal.clear()
    return service.typist(file)


Serving = Callable[..., Team]


@pytest.fixture
def serving(
    tmp_path: Path, sheets_service: SheetsService, keys: Keys, company: Book, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Serving]:
    """Give a server for a team; `patience` is how long a recompute is waited for."""
    monkeypatch.setenv("SHEETCRM_GOOGLE_BASE", sheets_service.base)
    running = ExitStack()

    def serve(patience: float = 20.0, server: str | None = None, hub: Book | None = None) -> Team:
        typist = a_hub(sheets_service, hub or company)
        config = write_config(tmp_path / "team", sheets_service, typist.book_id, server)
        gate = Gate(read_teams([config], None), KEY, Certificates(keys.base))
        base = running.enter_context(listening(application(gate, _now, patience)))
        return Team(typist, base, config, iter(range(10**6)))

    with running:
        yield serve


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """Run an application on a loopback port as `sheetcrm serve` runs it, and give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def _now(time_zone: str) -> datetime:
    assert time_zone == "Asia/Ho_Chi_Minh"
    return NOW
