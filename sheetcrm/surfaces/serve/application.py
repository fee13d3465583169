"""The whole server as one ASGI application, made of its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI

from sheetcrm import __version__
from sheetcrm.app.clock import local_now
from sheetcrm.surfaces.serve.api import PATIENCE
from sheetcrm.surfaces.serve.api import RecomputeJobs
from sheetcrm.surfaces.serve.api import api
from sheetcrm.surfaces.serve.bodies import Refusal
from sheetcrm.surfaces.serve.body_limit import BodyLimit
from sheetcrm.surfaces.serve.desk import Desk
from sheetcrm.surfaces.serve.desk import SyncJobs
from sheetcrm.surfaces.serve.doors import Doors
from sheetcrm.surfaces.serve.failing import answer_failures
from sheetcrm.surfaces.serve.functions import functions
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.journal import Journal

REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": Refusal} for status in (400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503)
}


def application(
    gate: Gate,
    clock: Callable[[str], datetime] = local_now,
    patience: float = PATIENCE,
    *,
    at_home: bool = True,
) -> FastAPI:
    """Put the server together; `at_home`: it listens on this machine only.

    Pages of FastAPI that load scripts from elsewhere are left out.
    """
    jobs, syncs, doors = RecomputeJobs(), SyncJobs(), Doors()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        """Let recomputes that were begun come to their end before the server stops."""
        yield
        jobs.close()
        syncs.close()

    app = FastAPI(
        title="sheetcrm", version=__version__, docs_url=None, redoc_url=None, lifespan=lifespan, responses=REFUSALS
    )
    app.include_router(api(gate, jobs, doors, clock, patience))
    app.include_router(functions(gate, clock))
    app.include_router(Desk(gate.teams, doors, syncs, clock, patience, at_home).routes())
    answer_failures(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Journal)
    return app
