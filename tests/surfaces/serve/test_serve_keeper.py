"""A server has read the spreadsheet, and Google's keys, before its first user comes."""

from __future__ import annotations

import time

from sheets_service.server import SheetsService

from sheetcrm.surfaces.serve.application import application
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.keeper import keeping_warm
from sheetcrm.surfaces.serve.teams import read_teams
from tests.surfaces.serve.conftest import KEY
from tests.surfaces.serve.conftest import Serving
from tests.surfaces.serve.conftest import Team
from tests.surfaces.serve.conftest import listening
from tests.surfaces.serve.google_people import Keys


def test_the_first_user_does_not_wait_for_a_reading(
    serving: Serving, sheets_service: SheetsService, keys: Keys
) -> None:
    first = serving()
    gate, asked = Gate(read_teams([first.config], None), KEY, Certificates(keys.base)), keys.asked
    with keeping_warm(gate, look=0.05), listening(application(gate)) as base:
        until = time.monotonic() + 60
        while not (len(sheets_service.journal) == 2 and keys.asked > asked):
            assert time.monotonic() < until
            time.sleep(0.01)
        team = Team(first.typist, base, first.config, iter(range(9)))
        assert team.post("/v1/check", rows=[{"table": "leads", "row": 3, "cells": {}}]).status == 200
        time.sleep(0.2)  # some more looks of the keeper
    assert (len(sheets_service.journal), keys.asked - asked) == (2, 1)
