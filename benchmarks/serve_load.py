"""Fifty users editing one Google spreadsheet at once: how long each waits for the check, and what Google is asked.

`python -m benchmarks.serve_load [USERS] [EDITS]`. The server runs in a process of its own; users and the stand-in of
the Sheets service share another one. First everybody comes at once to a server that has read nothing yet; then it is
started as `sheetcrm serve` starts it, and all edit one cell after the other, longer than one reading stays fresh.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from secrets import token_hex

import requests
import uvicorn

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sheets_service.quotas import Quotas
from sheets_service.server import SheetsService

from sheetcrm.app.demo.company import demo_company
from sheetcrm.app.demo.write import build_company
from sheetcrm.app.hub import HubWish
from sheetcrm.app.hub import adopt_hub
from sheetcrm.surfaces.serve.application import application
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.keeper import keeping_warm
from sheetcrm.surfaces.serve.teams import read_teams
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from tests.app.books import TODAY
from tests.app.books import clock
from tests.app.test_recompute_google import value
from tests.surfaces.serve.conftest import KEY
from tests.surfaces.serve.conftest import write_config
from tests.surfaces.serve.google_people import identity_token
from tests.surfaces.serve.google_people import serving_keys
from tests.workbooks.google.sheets import opened
from tests.workbooks.google.sheets import signed_in

TABLES = ("reps", "leads", "opportunities", "activities", "objections", "orders")


@dataclass(frozen=True)
class Office:
    """A team's spreadsheet, its server's configuration, and the users with their identity tokens."""

    service: SheetsService
    spreadsheet: str
    config: Path
    keys: str
    tokens: Mapping[str, str]
    deals: TableData

    def edit(self, base: str, edits: int, pause: float) -> list[tuple[float, str]]:
        """Have all users edit at once: how long each check took, and whether its answer fits."""
        with ThreadPoolExecutor(len(self.tokens)) as pool:
            rounds = pool.map(lambda asker: self._edit(base, *asker, edits, pause), self.tokens.items())
            return [one for waits in rounds for one in waits]

    def _edit(self, base: str, email: str, token: str, edits: int, pause: float) -> list[tuple[float, str]]:
        random, session, waited = Random(email), requests.Session(), []
        headers = {"Authorization": f"Bearer {token}"}
        for number in range(edits):
            time.sleep(random.uniform(0.2, 1.5) * pause)
            row = random.choice(self.deals.rows)
            edited = {"table": "opportunities", "row": row, "cells": {"next_step": f"Gọi lần {number}"}}
            body = {"spreadsheet": self.spreadsheet, "request": token_hex(8), "rows": [edited]}
            begun = time.perf_counter()
            answer = session.post(f"{base}/v1/check", json=body, headers=headers, timeout=300)
            good = answer.status_code == 200 and [one["row"] for one in answer.json()["rows"]] == [row]
            waited.append(
                (time.perf_counter() - begun, "right" if good else f"{answer.status_code} {answer.text[:200]}")
            )
        return waited


def main(users: int, edits: int) -> None:
    """Run, and print the waits and the requests."""
    with tempfile.TemporaryDirectory() as name, SheetsService() as service, serving_keys() as keys:
        folder = Path(name)
        tables = _company(folder)
        spreadsheet = _hub(service, tables)
        emails = [f"user{number}@vec.example" for number in range(users)]
        said = 'audience = ["1234-script.apps.googleusercontent.com"]\n' + f"people = {json.dumps(emails)}\n"
        config = write_config(folder / "team", service, spreadsheet, said)
        tokens = {email: identity_token(email) for email in emails}
        office = Office(service, spreadsheet, config, keys.base, tokens, tables["opportunities"])
        os.environ[BASE_VARIABLE] = service.base
        rows = sum(len(data.rows) for data in tables.values())
        print(f"{users} users, {len(office.deals.rows)} opportunities, {rows} rows in all")
        with _serving(office, warm=False) as base:
            _tell("cold, all at once", office, lambda: office.edit(base, 1, 0))
        with _serving(office, warm=True) as base:
            _tell("the first one after the start", office, lambda: office.edit(base, 1, 0)[:1])
            _tell(f"warm, {edits} edits each", office, lambda: office.edit(base, edits, 1))


def _tell(what: str, office: Office, work: Callable[[], list[tuple[float, str]]]) -> None:
    office.service.gate.quotas = Quotas()
    office.service.journal.clear()
    begun = time.perf_counter()
    outcome = work()
    seconds = time.perf_counter() - begun
    waits, answers = sorted(wait for wait, _ in outcome), Counter(answer for _, answer in outcome)
    refused = sum(1 for entry in office.service.journal.entries if entry.status == 429)
    print(f"{what}: answered {dict(answers)} in {seconds:.1f} s, {len(waits) / seconds:.0f} a second")
    if len(waits) > 1:
        cuts = statistics.quantiles(waits, n=100)
        print(
            f"  waits: median {cuts[49]:.2f} s, 95 % {cuts[94]:.2f} s, 99 % {cuts[98]:.2f} s, longest {waits[-1]:.2f} s"
        )
    sizes = [entry.answer_size for entry in office.service.journal.entries]
    print(f"  asked of Google: {len(sizes)} requests, {sum(sizes) / 1e6:.1f} MB, {refused} refused for its quota")


@contextmanager
def _serving(office: Office, *, warm: bool) -> Iterator[str]:
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(office.config, office.keys, theirs, warm))
    process.start()
    yield f"http://127.0.0.1:{ours.recv()}"
    assert process.pid is not None
    os.kill(process.pid, signal.SIGTERM)
    process.join()


def _serve(config: Path, keys: str, told: Connection, warm: bool) -> None:
    """Serve as `sheetcrm serve` does, with the stand-in's keys in Google's place."""
    gate = Gate(read_teams([config], None), KEY, Certificates(keys))
    listener = socket.create_server(("127.0.0.1", 0))
    told.send(listener.getsockname()[1])
    settings = uvicorn.Config(application(gate, clock), log_config=None, access_log=False)
    with keeping_warm(gate) if warm else nullcontext():
        uvicorn.Server(settings).run(sockets=[listener])


def _company(folder: Path) -> Mapping[str, TableData]:
    path = folder / "company.xlsx"
    build_company(path, "vi", demo_company(1, TODAY), 1)
    return open_workbook(path).read()


def _hub(service: SheetsService, tables: Mapping[str, TableData]) -> str:
    typist = service.typist(service.new_spreadsheet())
    connected = signed_in(service)
    adopt_hub(typist.book_id, HubWish("vi"), None, lambda *_: connected, lambda: "BOOK")
    google = opened(service, typist)
    for table in TABLES:
        data = tables[table]
        google.write(
            [
                InsertRow(table, {key: value(cells[at]) for key, cells in data.columns.items()})
                for at in range(len(data.rows))
            ]
        )
    return typist.book_id


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ("50", "10")))
