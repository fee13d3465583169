"""How often and how much anybody may ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock

from sheetcrm.surfaces.serve.refusals import TooOften

_FORGET = 10_000
"""Askers remembered before those who have been quiet are forgotten."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Limiter:
    """Lets each asker ask so often a minute, in bursts as well, and no oftener."""

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        """Start with a full minute's worth for everybody."""
        self._most, self._now, self._lock = a_minute, now, Lock()
        self._buckets: dict[str, _Bucket] = {}

    def take(self, asker: str) -> None:
        """Count one request. Raises: TooOften, with the seconds to wait."""
        with self._lock:
            bucket = self._refilled(asker)
            if bucket.left < 1:
                raise TooOften(seconds=ceil((1 - bucket.left) * 60 / self._most))
            bucket.left -= 1

    def _refilled(self, asker: str) -> _Bucket:
        now = self._now()
        if len(self._buckets) > _FORGET:
            self._buckets = {one: bucket for one, bucket in self._buckets.items() if now - bucket.at < 60}
        bucket = self._buckets.setdefault(asker, _Bucket(self._most, now))
        bucket.left = min(self._most, bucket.left + (now - bucket.at) * self._most / 60)
        bucket.at = now
        return bucket
