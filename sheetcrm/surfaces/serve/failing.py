"""Failures as answers: a code, a sentence in the asker's language, and the request's id; nothing of the inside."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sheetcrm.errors import BadRequest
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import RateLimited
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import Unreachable
from sheetcrm.errors import WorkbookError
from sheetcrm.messages import say
from sheetcrm.surfaces.serve.body_limit import MOST
from sheetcrm.surfaces.serve.refusals import Refused
from sheetcrm.surfaces.serve.refusals import TooOften

_STATUS: Mapping[type[SheetCrmError], int] = {
    BadRequest: 400,
    LayoutBroken: 409,
    RateLimited: 503,
    Unreachable: 503,
    WorkbookError: 502,
    SheetCrmError: 502,
}


def answer_failures(app: FastAPI) -> None:
    """Register what becomes of each kind of failure."""
    app.add_exception_handler(SheetCrmError, _failed)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(HTTPException, _not_answered)


def language(request: Request) -> str:
    """Give the language somebody asks in: Vietnamese unless the request says English."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "vi"


async def _failed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SheetCrmError)
    status = error.status if isinstance(error, Refused) else next(_STATUS[k] for k in type(error).mro() if k in _STATUS)
    headers = {"Retry-After": str(error.facts["seconds"])} if isinstance(error, TooOften) else {}
    return _refusal(request, status, error.code, error.in_language(language(request)), headers)


async def _misshapen(request: Request, error: Exception) -> JSONResponse:
    """Name where the request is wrong, and never repeat what stood there."""
    assert isinstance(error, RequestValidationError)
    places = sorted({".".join(str(part) for part in one["loc"][1:4]) for one in error.errors()})
    sentence = say("serve_misshapen", language(request), places=", ".join(places[:5]))
    return _refusal(request, 422, "serve_misshapen", sentence)


async def _not_answered(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {400: "serve_unreadable", 413: "serve_too_large"}.get(error.status_code, "serve_no_such_thing")
    sentence = say(code, language(request), most=MOST // (1024 * 1024))
    return _refusal(request, error.status_code, code, sentence, error.headers or {})


def _refusal(
    request: Request, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    body = {"code": code, "sentence": sentence, "request_id": request.state.request_id}
    return JSONResponse(body, status, dict(headers or {}))
