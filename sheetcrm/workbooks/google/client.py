"""gspread's HTTP client with time-outs, bounded patience, and errors that say what to do.

gspread's own `BackOffHTTPClient` never gives up and sends changes twice; the plain one waits for ever.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import MutableMapping
from typing import Any
from typing import NoReturn
from urllib.parse import urlsplit

from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError
from google.auth.exceptions import TransportError
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from requests import ConnectionError as NoConnection
from requests import ConnectTimeout
from requests import RequestException
from requests import Response
from requests import Session

from sheetcrm.errors import NotAllowed
from sheetcrm.errors import RateLimited
from sheetcrm.errors import SpreadsheetNotFound
from sheetcrm.errors import Unreachable
from sheetcrm.errors import WorkbookError
from sheetcrm.errors import WriteUncertain
from sheetcrm.workbooks.google.loopback import loopback_base
from sheetcrm.workbooks.google.patience import QUOTA_PATIENCE
from sheetcrm.workbooks.google.patience import TOO_MANY
from sheetcrm.workbooks.google.patience import Trouble
from sheetcrm.workbooks.google.patience import may_repeat
from sheetcrm.workbooks.google.patience import patience_with
from sheetcrm.workbooks.google.patience import wait_before

CONNECT_TIMEOUT = 10.0
ANSWER_TIMEOUT = 190.0
"""Google ends a request itself after 180 seconds."""

HOSTS = frozenset({"sheets.googleapis.com", "www.googleapis.com"})
_LOOKS = (":batchGetByDataFilter", ":getByDataFilter", "developerMetadata:search")
"""Requests that are sent like changes and only look."""
_HIDDEN = 403
_SIGNED_OUT = 401
_ABSENT = 404


class PatientClient(HTTPClient):
    """Sends gspread's requests: reads are repeated until they succeed, changes only when that is surely harmless."""

    def __init__(
        self,
        auth: Credentials,
        session: Session | None = None,
        *,
        place: str = "",
        base: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        waiting: Callable[[float], None] | None = None,
    ) -> None:
        """Keep who signs in. `place` names the spreadsheet in errors; `base` is another service on this machine.

        `waiting` is told the seconds of each wait for the quota, so that people see why nothing moves.
        Raises: BadRequest when `base` is not on this machine: tokens never go anywhere else.
        """
        super().__init__(auth, session)
        self.set_timeout((CONNECT_TIMEOUT, ANSWER_TIMEOUT))
        self.requests_sent = 0
        self.account = str(getattr(auth, "service_account_email", "") or "")
        self._place = place
        self._base = loopback_base(base) if base else None
        self._sleep = sleep
        self._chance = chance
        self.waiting = waiting

    def request(
        self,
        method: str,
        endpoint: str,
        params: MutableMapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> Response:
        """Send one request, again where that is harmless.

        Raises: WriteUncertain when a change may or may not have been made; RateLimited, Unreachable, NotAllowed,
        NotFound; APIError for what the service says of the request itself (400).
        """
        endpoint = self._moved(endpoint)
        changes = method.lower() != "get" and not endpoint.endswith(_LOOKS)
        waited, attempt = 0.0, 0
        while True:
            attempt += 1
            self.requests_sent += 1
            try:
                return super().request(method, endpoint, params, data, json, files, headers)
            except (APIError, RequestException, TransportError, RefreshError) as error:
                trouble = _trouble(error)
                pause = wait_before(attempt, trouble, self._chance)
                if not may_repeat(trouble, changes=changes) or waited + pause > patience_with(trouble):
                    self._give_up(error, trouble, changes=changes)
            waited += pause
            if self.waiting:
                self.waiting(pause)
            self._sleep(pause)

    def _moved(self, endpoint: str) -> str:
        """Give the address with its host replaced by the service on this machine, if there is one."""
        parts = urlsplit(endpoint)
        if self._base is None or parts.hostname not in HOSTS:
            return endpoint
        return self._base + endpoint[endpoint.index(parts.netloc) + len(parts.netloc) :]

    def _give_up(self, error: Exception, trouble: Trouble, *, changes: bool) -> NoReturn:
        if isinstance(error, APIError) and trouble.status not in (_SIGNED_OUT, _HIDDEN, _ABSENT):
            if trouble.status == TOO_MANY:
                raise RateLimited(file=self._place, seconds=int(QUOTA_PATIENCE)) from error
            if trouble.status is not None and trouble.status < 500:
                raise error
        if changes and trouble.sent and (trouble.status or 500) >= 500:
            raise WriteUncertain(file=self._place) from error
        raise self._refusal(error, trouble) from error

    def _refusal(self, error: Exception, trouble: Trouble) -> WorkbookError:
        if trouble.status == _SIGNED_OUT:
            return NotAllowed(file=self._place, why="@google_signed_out")
        if trouble.status == _HIDDEN:
            why = "@google_not_shared" if self.account else "@google_not_shared_person"
            return NotAllowed(file=self._place, why=why, account=self.account)
        if trouble.status == _ABSENT:
            return SpreadsheetNotFound(file=self._place)
        return Unreachable(file=self._place)


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, APIError):
        wanted = error.response.headers.get("Retry-After", "")
        return Trouble(error.response.status_code, retry_after=float(wanted) if wanted.isdigit() else None)
    if isinstance(error, RefreshError):  # before the request itself is sent
        return Trouble(None if error.retryable else _SIGNED_OUT, sent=False)
    return Trouble(None, sent=not (isinstance(error, ConnectTimeout | TransportError) or _refused(error)))


def _refused(error: Exception) -> bool:
    """Say whether no connection was made at all."""
    reason = getattr(error.args[0], "reason", None) if isinstance(error, NoConnection) and error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")
