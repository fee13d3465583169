"""From a request to its answer, without a network: route, schema, handler, mask, schema again."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from urllib.parse import parse_qsl

from sheets_service import drive_api
from sheets_service import spreadsheets_api
from sheets_service import values_api
from sheets_service.call import Call
from sheets_service.call import Handler
from sheets_service.discovery import Json
from sheets_service.discovery import Method
from sheets_service.discovery import Service
from sheets_service.discovery import service
from sheets_service.errors import ApiError
from sheets_service.errors import drive_error
from sheets_service.errors import invalid
from sheets_service.masks import Mask
from sheets_service.masks import parse_selection
from sheets_service.masks import select
from sheets_service.messages import Reader
from sheets_service.messages import read_query
from sheets_service.upload import UPLOAD
from sheets_service.upload import import_csv
from sheets_service.world import World

HANDLERS: dict[str, Handler] = {**spreadsheets_api.HANDLERS, **values_api.HANDLERS, **drive_api.HANDLERS}
DEFAULT_SCOPES = frozenset({"https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"})


@dataclass(frozen=True)
class Request:
    """A request as it came over the line."""

    verb: str
    path: str
    query: str = ""
    body: bytes = b""

    @property
    def is_read(self) -> bool:
        """Whether it counts as a read."""
        asks_by_body = ("batchGetByDataFilter", ":getByDataFilter", ":search")
        return self.verb == "GET" or self.path.endswith(asks_by_body)


@dataclass(frozen=True)
class Answer:
    """An answer as it goes over the line."""

    status: int
    body: bytes = b""
    kind: str = "application/json; charset=UTF-8"

    @classmethod
    def of_json(cls, status: int, value: Any) -> Answer:
        """A JSON body; without the real service's indentation, which would take longer than all the rest."""
        return cls(status, json.dumps(value, ensure_ascii=False).encode())

    @property
    def json(self) -> Any:
        """The body read again."""
        return json.loads(self.body)


@dataclass(frozen=True)
class User:
    """Who asks, and what his token allows."""

    email: str
    scopes: frozenset[str] = DEFAULT_SCOPES


@dataclass
class Api:
    """Both services over one world. ``defects`` holds answers that Google's schema does not allow: bugs of ours."""

    world: World = field(default_factory=World)
    defects: list[str] = field(default_factory=list)

    def answer(self, user: User, request: Request) -> Answer:
        """The answer to a request; a refusal is an answer too."""
        try:
            return self._answer(user, request)
        except ApiError as error:
            return Answer.of_json(error.code, error.body)
        except Exception:  # a bug of the stand-in must be told as one, not pass for a broken connection
            self.defects.append(traceback.format_exc())
            return Answer.of_json(500, ApiError(500, "INTERNAL", "Internal error encountered.").body)

    def _answer(self, user: User, request: Request) -> Answer:
        if request.verb == "PUT" and UPLOAD.fullmatch(request.path):
            return Answer.of_json(200, import_csv(self.world, user.email, request.path, request.body))
        for name in ("sheets.v4", "drive.v3"):
            found = service(name).find(request.verb, request.path)
            if found:
                _check_scopes(user, found[0])
                return self._call(service(name), *found, user, request)
        raise ApiError(404, "NOT_FOUND", f"The requested URL {request.path} was not found on this server.")

    def _call(self, known: Service, method: Method, path: dict[str, str], user: User, request: Request) -> Answer:
        handler = HANDLERS.get(method.id)
        if handler is None:
            raise ApiError(400, "INVALID_ARGUMENT", f"This stand-in of the service does not know {method.id}.")
        specs = {**known.common_parameters, **method.parameters}
        query = read_query(specs, parse_qsl(request.query), strict=known.name == "sheets.v4")  # Drive lets them pass
        mask = _mask(known, method, query)
        body = _read_body(known, method, request.body)
        result = handler(Call(self.world, user.email, path, query, body, mask))
        if result is None:
            return Answer(204)
        if isinstance(result, bytes):
            return Answer(200, result, query.get("mimeType", "application/octet-stream"))
        result = select(mask, result)
        self._check_answer(known, method, result)
        return Answer.of_json(200, result)

    def _check_answer(self, known: Service, method: Method, result: Any) -> None:
        if method.response is not None:
            try:
                Reader(known).read(method.response, result)
            except ApiError as error:
                self.defects.append(f"{method.id}: {error.message}")


def _check_scopes(user: User, method: Method) -> None:
    if not user.scopes & method.scopes:
        details = [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                "domain": "googleapis.com",
            }
        ]
        message = "Request had insufficient authentication scopes."
        raise ApiError(403, "PERMISSION_DENIED", message, details=details)


def _mask(known: Service, method: Method, query: Json) -> Mask | None:
    text = query.get("fields")
    if not text or method.response is None:
        return None
    try:
        return parse_selection(known, method.response, text)
    except ApiError as error:
        if known.name == "sheets.v4":
            raise
        where = {"location": "fields", "locationType": "parameter"}
        raise drive_error(400, "invalidParameter", f"Invalid field selection {text}", **where) from error


def _refuse_constant(name: str) -> None:
    """Python reads NaN and Infinity, JSON has no such numbers."""
    raise ValueError(name)


def _read_body(known: Service, method: Method, body: bytes) -> Json:
    if method.request is None or not body:
        return {}
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except ValueError:
        raise invalid("Invalid JSON payload received. Unexpected token.\n") from None
    strict = known.name == "sheets.v4"  # Drive lets unknown fields pass
    result = Reader(known, strict=strict).read(method.request, value, method.body_field)
    assert isinstance(result, dict)
    return result
