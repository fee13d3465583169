"""Who sends a request, as the request says it; the gate finds out whether that is true."""

from __future__ import annotations

from fastapi import Depends
from fastapi import Request
from fastapi.security import HTTPBearer

from sheetcrm.surfaces.serve.refusals import NotKnown

BEARER = Depends(
    HTTPBearer(auto_error=False, description="Google's identity token of the user, or the spreadsheet's compute token.")
)
"""Tells the OpenAPI description where the token stands; the gate looks at it."""


def token_of(request: Request) -> str:
    """Give the token. Raises: NotKnown when there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise NotKnown()
    return token.strip()


def host_of(request: Request) -> str:
    """Give the address it comes from."""
    return request.client.host if request.client else ""
