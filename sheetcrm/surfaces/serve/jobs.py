"""Recomputes in the background: one at a time for a spreadsheet; whoever asks meanwhile waits for the same one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from dataclasses import field
from threading import Lock
from typing import Generic
from typing import TypeVar

_Result = TypeVar("_Result")
_KEPT = 200
"""Finished jobs whose outcome can still be asked for."""


@dataclass(slots=True)
class Job(Generic[_Result]):
    """One piece of work for one spreadsheet."""

    spreadsheet: str
    outcome: Future[_Result]
    number: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def wait(self, seconds: float) -> bool:
        """Wait for the end, but not longer; say whether it has come."""
        try:
            self.outcome.exception(timeout=seconds)
        except NotYet:
            return False
        return True


class Jobs(Generic[_Result]):
    """The work that is being done and what was done lately."""

    def __init__(self, workers: int = 4) -> None:
        """Work for so many spreadsheets at once."""
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="recompute")
        self._lock = Lock()
        self._running: dict[str, Job[_Result]] = {}
        self._known: dict[str, Job[_Result]] = {}

    def start(self, spreadsheet: str, work: Callable[[], _Result]) -> Job[_Result]:
        """Begin the work, or give the job that is already at it."""
        with self._lock:
            running = self._running.get(spreadsheet)
            if running is not None and not running.outcome.done():
                return running
            job = Job(spreadsheet, self._pool.submit(work))
            self._running[spreadsheet] = self._known[job.number] = job
            while len(self._known) > _KEPT:
                del self._known[next(iter(self._known))]
            return job

    def find(self, number: str, spreadsheet: str) -> Job[_Result] | None:
        """Give a job of this spreadsheet by its number."""
        with self._lock:
            job = self._known.get(number)
        return job if job is not None and job.spreadsheet == spreadsheet else None

    def close(self) -> None:
        """Let what was begun come to its end, and begin nothing new."""
        self._pool.shutdown(wait=True, cancel_futures=True)
