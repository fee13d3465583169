"""Does something when LibreOffice has had a moment's peace, in the thread in which documents may be touched."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

import unohelper
from com.sun.star.awt import XCallback

PAUSE = 0.4
"""Seconds without a change after which it is due; what takes longer waits as long as it took the last time."""
LONGEST = 5.0
"""Seconds: what takes longer is not done unasked, for LibreOffice stands still meanwhile."""


class Later(unohelper.Base, XCallback):
    """One piece of work, wanted again and again."""

    def __init__(self, context: object, work: object) -> None:
        self._work = work
        self._window = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)
        self._wanted = 0.0
        self._waits = False
        self.took = 0.0
        """Seconds that it took the last time; whoever does it says so."""

    def soon(self) -> None:
        """Want it a moment after the last time that it was wanted."""
        self._wanted = time.monotonic()
        if not self._waits and self.took <= LONGEST:
            self._waits = True
            self._wait(self._pause())

    def notify(self, data: object) -> None:
        """Do it."""
        self._waits = False
        self._work()

    def _pause(self) -> float:
        return max(PAUSE, self.took)

    def _wait(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._due)
        timer.daemon = True  # LibreOffice may end meanwhile
        timer.start()

    def _due(self) -> None:
        """Wait on when it was wanted again meanwhile, else let LibreOffice do it when it comes to it."""
        left = self._wanted + self._pause() - time.monotonic()
        if left > 0:
            self._wait(left)
            return
        with suppress(Exception):  # LibreOffice is ending
            self._window.addCallback(self, None)
