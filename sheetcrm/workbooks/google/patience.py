"""How long to go on asking Google, and after which answers: bounded, and each wait a little random.

Google allows 60 requests a minute a user; its own advice is to wait longer after each refusal. All programs of a
company that waited equally long would be refused again together, so every wait is drawn by chance below its bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ldexp

FIRST_WAIT = 1.0
LONGEST_WAIT = 32.0
PATIENCE = 180.0
"""Seconds of waiting in all: longer than the minute after which a used-up quota is full again."""

TOO_MANY = 429
BROKEN = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request has no good answer: the service's status, or None when no answer came."""

    status: int | None
    sent: bool = True
    """Whether the request may have reached the service."""
    retry_after: float | None = None
    """Seconds the service asked to wait."""


def may_repeat(trouble: Trouble, *, changes: bool) -> bool:
    """Say whether the same request may be sent again as it is.

    A read may, after any passing trouble. What changes something may only when the service surely did not do it: it
    said that there were too many requests, or the request never left. Else only looking tells what happened.
    """
    if trouble.status == TOO_MANY:
        return True
    passing = trouble.status is None or trouble.status in BROKEN
    return passing and (not changes or not trouble.sent)


def wait_before(attempt: int, trouble: Trouble, chance: Callable[[], float]) -> float:
    """Give the seconds to wait before attempt 1, 2, …; `chance` gives numbers from 0 up to 1."""
    bound = min(ldexp(FIRST_WAIT, attempt - 1), LONGEST_WAIT)
    drawn = bound * (0.5 + chance() / 2)
    return max(drawn, min(trouble.retry_after or 0.0, LONGEST_WAIT))
