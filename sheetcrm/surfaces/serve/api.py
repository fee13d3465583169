"""What the spreadsheet's script asks: check edited rows, recompute, open the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from fastapi import Request
from fastapi import Response

from sheetcrm import __version__
from sheetcrm.app.check_edit import RowVerdict
from sheetcrm.app.edited_rows import EditedRow
from sheetcrm.app.recompute import RecomputeReport
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.errors import SheetCrmError
from sheetcrm.messages import say
from sheetcrm.surfaces.serve.asking import BEARER
from sheetcrm.surfaces.serve.asking import host_of
from sheetcrm.surfaces.serve.asking import token_of
from sheetcrm.surfaces.serve.bodies import CheckAnswer
from sheetcrm.surfaces.serve.bodies import CheckBody
from sheetcrm.surfaces.serve.bodies import DeskAnswer
from sheetcrm.surfaces.serve.bodies import FindingBody
from sheetcrm.surfaces.serve.bodies import Health
from sheetcrm.surfaces.serve.bodies import JobAnswer
from sheetcrm.surfaces.serve.bodies import RecomputeBody
from sheetcrm.surfaces.serve.bodies import RowBody
from sheetcrm.surfaces.serve.desk import DOOR
from sheetcrm.surfaces.serve.doors import Doors
from sheetcrm.surfaces.serve.failing import language
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.jobs import Job
from sheetcrm.surfaces.serve.jobs import Jobs
from sheetcrm.surfaces.serve.progress import ProgressCell
from sheetcrm.surfaces.serve.refusals import NotKnown
from sheetcrm.surfaces.serve.teams import Team

PATIENCE = 20.0
"""Seconds for which a recompute is waited for before the asker is told to ask again (Apps Script waits 60)."""
RUNNING: dict[int | str, dict[str, object]] = {202: {"model": JobAnswer, "description": "It goes on."}}

RecomputeJobs = Jobs[RecomputeReport]


def api(
    gate: Gate, jobs: RecomputeJobs, doors: Doors, clock: Callable[[str], datetime], patience: float = PATIENCE
) -> APIRouter:
    """Give the routes of one server."""
    routes = APIRouter()

    @routes.get("/healthz", responses={})
    async def healthz() -> Health:
        """Say that the server is there."""
        return Health(status="ok", version=__version__)

    @routes.post("/v1/check", dependencies=[BEARER])
    def check(body: CheckBody, request: Request) -> CheckAnswer:
        """Judge rows that were just edited."""
        team, _ = gate.person(token_of(request), body.spreadsheet, host_of(request), body.request, gate.checks)
        edited = [EditedRow(one.table, one.row, one.cells) for one in body.rows]
        today = clock(team.configuration.time_zone).date()
        verdicts, lang = team.knowledge.check(edited, today, body.lang)
        return CheckAnswer(lang="en" if (body.lang or lang) == "en" else "vi", rows=[_row(one) for one in verdicts])

    @routes.post("/v1/recompute", dependencies=[BEARER], responses=RUNNING)
    async def recompute(body: RecomputeBody, request: Request, response: Response) -> JobAnswer:
        """Recompute the spreadsheet; 202 with the job's number when it takes longer than can be waited for."""
        token, host = token_of(request), host_of(request)
        team, _ = await asyncio.to_thread(gate.person, token, body.spreadsheet, host, body.request)
        job = jobs.start(body.spreadsheet, lambda: _recompute(team, clock, patience))
        return await _standing(job, response, language(request), patience)

    @routes.get("/v1/recompute/{number}", dependencies=[BEARER], responses=RUNNING)
    async def progress(number: str, spreadsheet: str, request: Request, response: Response) -> JobAnswer:
        """Say how a recompute stands, waiting a while for its end."""
        await asyncio.to_thread(gate.person, token_of(request), spreadsheet, host_of(request))
        job = jobs.find(number, spreadsheet)
        if job is None:
            raise NotKnown()
        return await _standing(job, response, language(request), patience)

    @routes.post("/v1/desk", dependencies=[BEARER])
    def desk(body: RecomputeBody, request: Request) -> DeskAnswer:
        """Make a door to the conflict desk for a manager."""
        team, _ = gate.manager(token_of(request), body.spreadsheet, host_of(request), body.request)
        base = team.configuration.admission.address or str(request.base_url)
        return DeskAnswer(address=f"{base.rstrip('/')}{DOOR}{doors.make(team)}")

    return routes


def _recompute(team: Team, clock: Callable[[str], datetime], patience: float) -> RecomputeReport:
    now = clock(team.configuration.time_zone)
    workbook = ProgressCell(team.open(), patience, _both("serve_recompute_since", at=f"{now:%H:%M}"))
    try:
        return recompute_workbook(workbook, team.address, templates=team.templates, clock=clock)
    except SheetCrmError as error:
        workbook.failed(f"{error.in_language('vi')} / {error.in_language('en')}")
        raise
    finally:
        team.knowledge.renew()
        workbook.close()


def _both(code: str, **blanks: object) -> str:
    """Say it in both languages: nothing has been read yet that tells the spreadsheet's own."""
    return f"{say(code, 'vi', **blanks)} / {say(code, 'en', **blanks)}"


async def _standing(job: Job[RecomputeReport], response: Response, lang: str, patience: float) -> JobAnswer:
    try:
        report = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(job.outcome)), patience)
    except TimeoutError:
        response.status_code = 202
        return JobAnswer(job=job.number, state="running", sentence=say("serve_recompute_running", lang))
    except SheetCrmError as error:
        return JobAnswer(job=job.number, state="failed", sentence=error.in_language(lang))
    sentence = say(
        "serve_recomputed",
        report.lang,
        leads=report.leads,
        opportunities=report.opportunities,
        moves=report.moves,
        held=report.held,
        problems=len(report.problems),
    )
    return JobAnswer(
        job=job.number,
        state="done",
        sentence=sentence,
        moves=report.moves,
        held=report.held,
        problems=len(report.problems),
    )


def _row(told: RowVerdict) -> RowBody:
    return RowBody(
        table=told.table,
        row=told.row,
        held=told.held,
        accepted_stage=told.accepted_stage,
        score=told.score,
        band=told.band,
        why=told.why,
        findings=[
            FindingBody(column=one.column_key, sentence=one.sentence, code=one.code, severity=one.severity)
            for one in told.findings
        ],
    )
