"""Who asks: Google's identity token, proved by Google's own library, and admitted by the team's list.

Apps Script's `ScriptApp.getIdentityToken()` gives a token that Google signed for the user who clicked, made for the
script's own client (its *audience*), good for an hour.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

import requests
from google.auth import exceptions
from google.auth import jwt

from sheetcrm.app.configuration import Admission
from sheetcrm.surfaces.serve.refusals import NotAdmitted
from sheetcrm.surfaces.serve.refusals import NotKnown
from sheetcrm.workbooks.google.loopback import loopback_base

CERTIFICATES = "/oauth2/v1/certs"
GOOGLE = "https://www.googleapis.com"
ISSUERS = frozenset({"https://accounts.google.com", "accounts.google.com"})
SKEW = 60
"""Seconds by which clocks may differ."""
_RETRY = 60.0
"""Seconds before certificates are asked for again because a token names a key that is not among them."""


class Person(NamedTuple):
    """A user as Google knows him."""

    email: str
    domain: str | None
    """The company's Google domain (`hd`); none for a private account, whatever its address says."""


class Certificates:
    """Google's signing keys, fetched when needed and kept for as long as Google says."""

    def __init__(self, base: str | None = None, now: Callable[[], float] = time.monotonic) -> None:
        """Fetch from Google, or from a stand-in on this machine. Raises: BadRequest for any other base."""
        self._url = (loopback_base(base) if base else GOOGLE) + CERTIFICATES
        self._now, self._lock = now, Lock()
        self._keys: Mapping[str, str] = {}
        self._good_until = self._asked_at = float("-inf")

    def for_key(self, key_id: str | None) -> Mapping[str, str]:
        """Give the certificates by key id. Raises: requests.RequestException."""
        with self._lock:
            now = self._now()
            unknown = key_id not in self._keys and now - self._asked_at > _RETRY
            if now > self._good_until or unknown:
                self._fetch(now)
            return self._keys

    def _fetch(self, now: float) -> None:
        self._asked_at = now
        answer = requests.get(self._url, timeout=10)
        answer.raise_for_status()
        self._keys = answer.json()
        kept = re.search(r"max-age=(\d+)", answer.headers.get("Cache-Control", ""))
        self._good_until = now + (int(kept[1]) if kept else 3600)


def prove(token: str, audience: tuple[str, ...], certificates: Certificates) -> Person:
    """Give the person a token stands for.

    Raises: NotKnown for a token that is malformed, wrongly signed, expired, or made for another client.
    """
    if not audience:
        raise NotKnown()
    try:
        keys = certificates.for_key(jwt.decode_header(token).get("kid"))
        claims = jwt.decode(token, certs=keys, audience=list(audience), clock_skew_in_seconds=SKEW)
    except (exceptions.GoogleAuthError, ValueError, requests.RequestException) as error:
        raise NotKnown() from error
    if claims.get("iss") not in ISSUERS or claims.get("email_verified") is not True or not claims.get("email"):
        raise NotKnown()
    return Person(str(claims["email"]).lower(), str(claims["hd"]).lower() if claims.get("hd") else None)


def admit(person: Person, admission: Admission) -> None:
    """Let a person in by his address, or by his company's Google domain. Raises: NotAdmitted."""
    if person.email not in admission.people and person.domain not in admission.domains:
        raise NotAdmitted(email=person.email)


def admit_manager(person: Person, admission: Admission) -> None:
    """Let a manager in. Raises: NotAdmitted."""
    if person.email not in admission.managers:
        raise NotAdmitted(email=person.email)
