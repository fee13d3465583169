"""No request may be larger than what a spreadsheet's block or its KPI tables need."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

MOST = 24 * 1024 * 1024


class BodyLimit:
    """Stops reading a request that has become too large, whatever length it claims."""

    def __init__(self, app: ASGIApp, most: int = MOST) -> None:
        """Stand around the application; `most` in bytes."""
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the body on while it is small enough. Raises: HTTPException (413)."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        announced = dict(scope["headers"]).get(b"content-length", b"")
        read, too_much = 0, announced.isdigit() and int(announced) > self._most

        async def counted() -> Message:
            nonlocal read
            if too_much:  # nothing of it is waited for
                raise HTTPException(413)
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise HTTPException(413)
            return message

        return await self._app(scope, counted, send)
