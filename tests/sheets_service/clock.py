"""A clock that only moves when a test moves it."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


class Clock:
    """Virtual time: quotas, tokens and files' dates go by it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self.now += timedelta(seconds=seconds)

    @property
    def seconds(self) -> float:
        """Seconds since 1970."""
        return self.now.timestamp()

    @property
    def stamp(self) -> str:
        """As Drive writes a moment."""
        return self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
