"""The conflict desk's addresses: the scorecard and Today, and open conflicts that a click resolves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from typing import Literal

from fastapi import APIRouter
from fastapi import Form
from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sheetcrm.errors import SheetCrmError
from sheetcrm.messages import say
from sheetcrm.surfaces.serve.desk_work import ACTION
from sheetcrm.surfaces.serve.desk_work import desk_page
from sheetcrm.surfaces.serve.desk_work import synchronise_team
from sheetcrm.surfaces.serve.desk_work import take_choice
from sheetcrm.surfaces.serve.doors import SESSION
from sheetcrm.surfaces.serve.doors import Doors
from sheetcrm.surfaces.serve.doors import Session
from sheetcrm.surfaces.serve.jobs import Jobs
from sheetcrm.surfaces.serve.refusals import NotAdmitted
from sheetcrm.surfaces.serve.refusals import NotKnown
from sheetcrm.surfaces.serve.teams import Team
from sheetcrm.surfaces.serve.teams import Teams
from sheetcrm.workbooks.google.loopback import is_loopback_address

COOKIE = "sheetcrm_desk"
DOOR = "/desk/door/"
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}

SyncJobs = Jobs[int]
"""Each gives how many workbooks were synchronised."""
_Told = Literal["", "chosen", "later", "gone"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The desks of all teams. `at_home`: the server listens on this machine only, so whoever reaches it may enter."""

    teams: Teams
    doors: Doors
    jobs: SyncJobs
    clock: Callable[[str], datetime]
    patience: float
    at_home: bool

    def routes(self) -> APIRouter:
        """Give the desk's addresses."""
        routes = APIRouter(include_in_schema=False)
        routes.get(DOOR + "{key}")(self.door)
        routes.get("/")(self.home)
        routes.get(ACTION)(self.show)
        routes.post(ACTION)(self.choose)
        return routes

    def door(self, key: str) -> Response:
        """Enter by a door that the spreadsheet's menu asked for."""
        session = self.doors.enter(key)
        if session is None:
            raise NotKnown()
        return _entering(session, secure=not self.at_home)

    def home(self, request: Request, team: int = 0) -> Response:
        """Enter at home: the first team's desk, or the one asked for by its place among the configurations."""
        known = list(self.teams)
        asked = f"http://{request.headers.get('host', '')}"  # a name that points here is not here: DNS rebinding
        if not self.at_home or not is_loopback_address(asked, "http") or not 0 <= team < len(known):
            raise NotKnown()
        return _entering(self.doors.begin(known[team]), secure=False)

    def show(self, request: Request, told: _Told = "") -> Response:
        """Show the desk."""
        session = self._session(request)
        lang = session.team.lang
        return self._page(session, lang, say(f"desk_{told}", lang) if told else "")

    async def choose(
        self,
        request: Request,
        number: Annotated[int, Form()],
        pick: Annotated[Literal["hub", "workbook", "value"], Form()],
        proof: Annotated[str, Form()],
        value: Annotated[str, Form()] = "",
    ) -> Response:
        """Choose what stands in a conflict, and have it synchronised at once."""
        session = self._session(request)
        if not session.proves(proof):
            raise NotAdmitted()
        try:
            told = await self._chosen(session.team, number, value if pick == "value" else pick)
        except SheetCrmError as error:
            lang = await asyncio.to_thread(lambda: session.team.lang)
            sentence = say("desk_not_done", lang, why=error.in_language(lang))
            return await asyncio.to_thread(self._page, session, lang, sentence)
        return RedirectResponse(f"{ACTION}?told={told}", 303, headers=_HEADERS)

    async def _chosen(self, team: Team, number: int, pick: str) -> _Told:
        if not await asyncio.to_thread(take_choice, team, number, pick, self.clock):
            return "gone"
        job = self.jobs.start(team.address, lambda: synchronise_team(team))
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(job.outcome)), self.patience)
        except TimeoutError:
            return "later"
        return "chosen"

    def _page(self, session: Session, lang: str, told: str) -> Response:
        return HTMLResponse(desk_page(session, lang, self.clock, told), headers=_HEADERS)

    def _session(self, request: Request) -> Session:
        session = self.doors.session(request.cookies.get(COOKIE))
        if session is None:
            raise NotKnown()
        return session


def _entering(session: Session, *, secure: bool) -> Response:
    answer = RedirectResponse(ACTION, 303, headers=_HEADERS)
    answer.set_cookie(COOKIE, session.key, int(SESSION), httponly=True, samesite="strict", secure=secure, path=ACTION)
    return answer
