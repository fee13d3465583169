"""Fifty users editing one Google spreadsheet at once: how long each waits for the check, and what Google is asked.

`python -m benchmarks.serve_load [USERS] [EDITS]`. The server and the stand-in of the Sheets service run in this process
and share its cores with the users, so real waits are shorter.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Thread

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


def main(users: int, edits: int) -> None:
    """Run, and print the waits and the requests."""
    with tempfile.TemporaryDirectory() as name, SheetsService() as service, serving_keys() as keys:
        folder = Path(name)
        tables = _company(folder)
        spreadsheet = _hub(service, tables)
        emails = [f"user{number}@vec.example" for number in range(users)]
        said = 'audience = ["1234-script.apps.googleusercontent.com"]\n' + f"people = {json.dumps(emails)}\n"
        os.environ[BASE_VARIABLE] = service.base
        config = write_config(folder / "team", service, spreadsheet, said)
        service.gate.quotas = Quotas()
        service.journal.clear()
        gate = Gate(read_teams([config], None), KEY, Certificates(keys.base))
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(gate, clock), log_config=None, access_log=False))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        tokens = {email: identity_token(email) for email in emails}
        begun = time.perf_counter()
        with ThreadPoolExecutor(users) as pool:
            rounds = list(
                pool.map(lambda asker: _edit(base, spreadsheet, *asker, edits, tables["opportunities"]), tokens.items())
            )
        seconds = time.perf_counter() - begun
        server.should_exit = True
        thread.join()
    waits = sorted(wait for one in rounds for wait, _ in one)
    answers = Counter(answer for one in rounds for _, answer in one)
    refused = sum(1 for entry in service.journal.entries if entry.status == 429)
    cuts = statistics.quantiles(waits, n=100)
    print(f"{users} users, {edits} edits each, {len(tables['opportunities'].rows)} opportunities: {seconds:.1f} s")
    print(f"answered: {dict(answers)}; {len(waits) / seconds:.0f} a second")
    print(f"waits: median {cuts[49]:.2f} s, 95 % {cuts[94]:.2f} s, 99 % {cuts[98]:.2f} s, longest {waits[-1]:.2f} s")
    print(f"asked of Google: {len(service.journal)} requests, {refused} refused for its quota")


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


def _edit(base: str, spreadsheet: str, email: str, token: str, edits: int, deals: TableData) -> list[tuple[float, str]]:
    """Edit one cell after the other as one user: how long each check took, and whether its answer fits."""
    random, session, waited = Random(email), requests.Session(), []
    headers = {"Authorization": f"Bearer {token}"}
    for number in range(edits):
        time.sleep(random.uniform(0.2, 1.5))
        row = random.choice(deals.rows)
        edited = {"table": "opportunities", "row": row, "cells": {"next_step": f"Gọi lần {number}"}}
        body = {"spreadsheet": spreadsheet, "request": f"{email.split('@')[0]}-{number:06d}", "rows": [edited]}
        begun = time.perf_counter()
        answer = session.post(f"{base}/v1/check", json=body, headers=headers, timeout=300)
        good = answer.status_code == 200 and [one["row"] for one in answer.json()["rows"]] == [row]
        waited.append((time.perf_counter() - begun, "right" if good else f"{answer.status_code} {answer.text[:200]}"))
    return waited


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ("50", "10")))
