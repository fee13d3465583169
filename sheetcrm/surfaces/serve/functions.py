"""Functions in cells of a Google spreadsheet: what they are asked stands in the request, and so does what they rest on.

A custom function has no user. So its token reads nothing: the script sends the tables along. Who is known, from the
menu, may leave them out and has his team's spreadsheet read.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime

from fastapi import APIRouter
from fastapi import Request

from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.calling import call_function
from sheetcrm.app.cell_functions.showing import shown
from sheetcrm.surfaces.serve.asking import BEARER
from sheetcrm.surfaces.serve.asking import host_of
from sheetcrm.surfaces.serve.asking import token_of
from sheetcrm.surfaces.serve.bodies import Cell
from sheetcrm.surfaces.serve.bodies import FunctionAnswer
from sheetcrm.surfaces.serve.bodies import KpiBody
from sheetcrm.surfaces.serve.bodies import MoveBody
from sheetcrm.surfaces.serve.bodies import ScoreBody
from sheetcrm.surfaces.serve.compute_tokens import PREFIX
from sheetcrm.surfaces.serve.failing import language
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.refusals import NothingSent
from sheetcrm.surfaces.serve.teams import Team
from sheetcrm.values import Raw
from sheetcrm.workbooks.memory import MemoryWorkbook

Sent = Mapping[str, Mapping[str, Sequence[Cell]]]


def functions(gate: Gate, clock: Callable[[str], datetime]) -> APIRouter:
    """Give the routes of the functions."""
    routes = APIRouter()

    def answer(body: ScoreBody | MoveBody | KpiBody, request: Request) -> FunctionAnswer:
        token = token_of(request)
        team = gate.sheet(token, body.spreadsheet, host_of(request))
        if not body.tables and token.startswith(f"{PREFIX}."):
            raise NothingSent()
        book = CellBook(_workbook(team, body.tables), body.spreadsheet, clock, team.templates)
        rows = call_function(body.function, book, body.arguments, language(request))
        return FunctionAnswer(rows=shown(rows, date.isoformat, None))

    @routes.post("/v1/score", dependencies=[BEARER])
    def score(body: ScoreBody, request: Request) -> FunctionAnswer:
        """Score leads from the levels of their letters, and say why."""
        return answer(body, request)

    @routes.post("/v1/move", dependencies=[BEARER])
    def move(body: MoveBody, request: Request) -> FunctionAnswer:
        """Say what opportunities lack before they may move, or where they may go."""
        return answer(body, request)

    @routes.post("/v1/kpi", dependencies=[BEARER])
    def kpi(body: KpiBody, request: Request) -> FunctionAnswer:
        """Give KPI figures, in total or broken down."""
        return answer(body, request)

    return routes


def _workbook(team: Team, sent: Sent) -> MemoryWorkbook:
    """Give what was sent as a workbook; when nothing was, the team's spreadsheet as it was lately read."""
    if sent:
        return MemoryWorkbook(sent)
    tables: Mapping[str, Mapping[str, Sequence[Raw]]] = {
        key: data.columns for key, data in team.knowledge.tables().items()
    }
    return MemoryWorkbook(tables)
