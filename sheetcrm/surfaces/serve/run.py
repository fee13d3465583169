"""Runs the server: reads the teams, makes the gate, listens, and stops when asked to, once what was begun is done."""

from __future__ import annotations

import gc
import logging
import os
import socket
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from sheetcrm.app.sync_desk import data_folder
from sheetcrm.errors import BadRequest
from sheetcrm.messages import say
from sheetcrm.surfaces.serve.application import application
from sheetcrm.surfaces.serve.compute_tokens import server_key
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.keeper import keeping_warm
from sheetcrm.surfaces.serve.teams import Team
from sheetcrm.surfaces.serve.teams import read_teams
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from sheetcrm.workbooks.google.loopback import is_loopback

GRACE = 60
"""Seconds for which requests that were begun may take when the server is told to stop."""


def run_server(
    configurations: Sequence[Path],
    templates: Path | None,
    host: str,
    port: int,
    lang: str,
    tell: Callable[[str], None],
    *,
    behind_proxy: bool,
) -> None:
    """Serve until stopped.

    Raises: ConfigurationError; BadRequest for a hub that is a file, and for a host beyond this machine without a proxy.
    """
    gc.enable()  # the command line runs without; a server lives on
    if not behind_proxy and not is_loopback(host):
        raise BadRequest(what="--host", why="@serve_open_to_all", host=host)
    teams = read_teams(configurations, templates)
    for team in teams:
        if team.spreadsheet and not _admits_anybody(team):
            tell(say("serve_nobody_admitted", lang, file=team.configuration.path))
    gate = Gate(teams, server_key(data_folder()), Certificates(os.environ.get(BASE_VARIABLE)))
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("sheetcrm.serve").setLevel(logging.INFO)
    listener = _listen(host, port)
    settings = uvicorn.Config(
        application(gate, at_home=not behind_proxy),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=behind_proxy,
        timeout_graceful_shutdown=GRACE,
    )
    address = "http://{}:{}".format(*listener.getsockname()[:2])
    tell(say("serve_listening", lang, address=address, teams=len(teams)))
    with keeping_warm(gate):
        uvicorn.Server(settings).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises: BadRequest when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise BadRequest(what=f"{host}:{port}", why="@serve_port_taken", told=error.strerror or error) from error


def _admits_anybody(team: Team) -> bool:
    admission = team.configuration.admission
    return bool(admission.audience and (admission.people or admission.domains))
