"""The HTTP shell: a loopback server with keep-alive, one thread a connection and one lock around the service."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Any
from typing import Self
from urllib.parse import urlsplit

import gspread

from sheets_service.client import http_client
from sheets_service.clock import Clock
from sheets_service.faults import Schedule
from sheets_service.gate import Gate
from sheets_service.gate import Outcome
from sheets_service.journal import Journal
from sheets_service.quotas import Quotas
from sheets_service.service import Answer
from sheets_service.service import Request
from sheets_service.typist import Typist
from sheets_service.world import File
from sheets_service.world import World

TOKEN_PATH = "/token"
SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, gate: Gate) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.gate = gate
        self.lock = threading.Lock()
        self.connections: set[socket.socket] = set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def do_any(self) -> None:
        """One request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        with self.server.lock:
            if address.path == TOKEN_PATH:
                outcome = Outcome(self.server.gate.accounts.grant(body))
            else:
                request = Request(self.command, address.path, address.query, body)
                outcome = self.server.gate.receive(self.headers.get("Authorization", ""), request)
        if outcome.wait:
            time.sleep(outcome.wait)
        self.send(outcome)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_any  # noqa: N815  http.server names them so

    def send(self, outcome: Outcome) -> None:
        """The answer, half of it, or a broken connection."""
        if outcome.answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        answer = outcome.answer
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.status == 401:
            self.send_header("WWW-Authenticate", 'Bearer realm="https://accounts.google.com/", error="invalid_token"')
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if outcome.cut else answer.body)
        self.close_connection |= outcome.cut

    def log_message(self, *arguments: Any) -> None:
        """Nothing is printed; the journal knows."""


class SheetsService:
    """The stand-in, running: start it, get clients for accounts, plan faults, read the journal."""

    def __init__(self, quotas: Quotas | None = None) -> None:
        self.gate = Gate(quotas=quotas)
        self._server = _Server(self.gate)
        self.gate.accounts.token_uri = self.base + TOKEN_PATH
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def start(self) -> Self:
        """Begins to answer."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answers no more; open connections are closed."""
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._server.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def base(self) -> str:
        """The address that takes the place of Google's hosts."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def world(self) -> World:
        """The files."""
        return self.gate.api.world

    @property
    def clock(self) -> Clock:
        """The virtual clock."""
        return self.world.clock

    @property
    def journal(self) -> Journal:
        """What was asked."""
        return self.gate.journal

    @property
    def defects(self) -> list[str]:
        """Answers that Google's schema does not allow; a test that finds one has found a bug of the stand-in."""
        return self.gate.api.defects

    def credentials(self, name: str = "sync") -> dict[str, str]:
        """The JSON of a service account whose token address is this server."""
        return self.gate.accounts.service_account(name)

    def client(self, name: str = "sync", scopes: Sequence[str] = SCOPES) -> gspread.Client:
        """The real gspread for a service account."""
        return gspread.service_account_from_dict(
            self.credentials(name), scopes=scopes, http_client=http_client(self.base)
        )

    def new_spreadsheet(
        self, title: str = "Hub", owner: str = "manager@company.example", writers: Sequence[str] = ("sync",)
    ) -> File:
        """A spreadsheet of a person, shared with service accounts by their names, or with others by their addresses."""
        with self._server.lock:
            file = self.world.create(title, owner)
            for name in writers:
                email = name if "@" in name else self.credentials(name)["client_email"]
                self.world.share(file, {"type": "user", "role": "writer", "emailAddress": email})
        return file

    def typist(self, file: File, email: str | None = None) -> Typist:
        """Another user of the spreadsheet, whose edits need no line; the owner when no other is named."""
        return Typist(self.gate.api, file.book.id, email or file.permissions[0]["emailAddress"])

    def schedule(self, faults: Schedule) -> None:
        """From now on requests are counted from 1 and meet these events."""
        with self._server.lock:
            self.gate.schedule(faults)

    def deliver_rest(self) -> None:
        """Carries out requests that are still under way."""
        with self._server.lock:
            self.gate.deliver_rest()

    def answer_token_request(self, form: bytes) -> Answer:
        """A token request without a line."""
        return self.gate.accounts.grant(form)
