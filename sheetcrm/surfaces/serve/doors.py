"""How a manager comes to the desk: the spreadsheet's menu asks for a door, which opens once and gives a session.

So no sign-in page of anybody's is needed, and no script from elsewhere. On this machine, without a proxy, everybody is
the person at the keyboard.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from sheetcrm.surfaces.serve.teams import Team

DOOR_OPEN = 300.0
SESSION = 8 * 3600.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody at the desk of one team."""

    key: str
    team: Team
    until: float

    @property
    def proof(self) -> str:
        """Give what a form of this session carries and no other page can know."""
        return hmac.new(self.key.encode(), b"desk form", sha256).hexdigest()

    def proves(self, proof: str) -> bool:
        """Say whether a form came from a page of this session."""
        return hmac.compare_digest(self.proof.encode(), proof.encode())


class Doors:
    """Doors that were asked for, and the sessions they opened."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start with none."""
        self._now, self._lock = now, Lock()
        self._doors: dict[str, tuple[Team, float]] = {}
        self._sessions: dict[str, Session] = {}

    def make(self, team: Team) -> str:
        """Make a door to a team's desk, and give its key."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._drop_old()
            self._doors[key] = (team, self._now() + DOOR_OPEN)
        return key

    def enter(self, key: str) -> Session | None:
        """Go through a door, once."""
        with self._lock:
            self._drop_old()
            team, _ = self._doors.pop(key, (None, 0.0))
            return self._begin(team) if team else None

    def begin(self, team: Team) -> Session:
        """Begin a session of somebody who needs no door."""
        with self._lock:
            self._drop_old()
            return self._begin(team)

    def session(self, key: str | None) -> Session | None:
        """Give the session of a cookie."""
        with self._lock:
            self._drop_old()
            return self._sessions.get(key or "")

    def _begin(self, team: Team) -> Session:
        session = Session(secrets.token_urlsafe(32), team, self._now() + SESSION)
        self._sessions[session.key] = session
        return session

    def _drop_old(self) -> None:
        now = self._now()
        self._doors = {key: door for key, door in self._doors.items() if door[1] > now}
        self._sessions = {key: one for key, one in self._sessions.items() if one.until > now}
