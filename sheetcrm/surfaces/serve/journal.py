"""One line of JSON a request, or a reading that failed, for whoever looks after the server.

No name, address, cell or token stands in it.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

from sheetcrm.messages import say

LOG = logging.getLogger("sheetcrm.serve")
REQUEST_ID = "X-Request-Id"


class Journal:
    """Gives each request an id, and writes down what became of it."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and write the line."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request_id, begun, status = secrets.token_hex(8), time.perf_counter(), 0
        scope.setdefault("state", {})["request_id"] = request_id

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (REQUEST_ID.lower().encode(), request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, tell)
        except Exception as error:  # whatever broke: its words may hold what somebody typed, so only its name is kept
            LOG.error("%s", json.dumps({"request_id": request_id, "broken": type(error).__name__}))
            if not status:
                await _broken(request_id)(scope, receive, tell)
        finally:
            LOG.info("%s", line(scope, request_id, status, time.perf_counter() - begun))
        return None


def _broken(request_id: str) -> JSONResponse:
    sentence = f"{say('serve_broken', 'vi')} {say('serve_broken', 'en')}"
    return JSONResponse({"code": "serve_broken", "sentence": sentence, "request_id": request_id}, 500)


def note(level: int, **said: object) -> None:
    """Write down something that happened beside the requests; the same rules hold."""
    LOG.log(level, "%s", json.dumps({"time": _now(), **said}))


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def line(scope: MutableMapping[str, Any], request_id: str, status: int, seconds: float) -> str:
    """Write down a request: the route as it is declared, never the address as it was asked for."""
    route = getattr(scope.get("route"), "path", None)
    said = {
        "time": _now(),
        "request_id": request_id,
        "method": scope["method"],
        "route": route or "unknown",
        "status": status,
        "ms": round(seconds * 1000),
    }
    return json.dumps(said)
