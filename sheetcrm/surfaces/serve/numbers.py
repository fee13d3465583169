"""Numbers that requests carry, so that a request which somebody recorded cannot be made again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from sheetcrm.surfaces.serve.refusals import AskedBefore

LIFETIME = 3700.0
"""Seconds: a little longer than an identity token is good for."""
_MOST = 200_000


class Numbers:
    """The numbers of the last hour, a spreadsheet's apart from another's."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start with none."""
        self._now, self._lock = now, Lock()
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def use(self, spreadsheet: str, number: str) -> None:
        """Use a number up. Raises: AskedBefore when it was used within the hour."""
        with self._lock:
            now = self._now()
            while self._seen and (len(self._seen) >= _MOST or next(iter(self._seen.values())) < now - LIFETIME):
                self._seen.popitem(last=False)
            if (spreadsheet, number) in self._seen:
                raise AskedBefore()
            self._seen[spreadsheet, number] = now
