"""Keeps what is known of each spreadsheet warm: read when the server starts, and again while people come now and then.

So the first user of the day and the first after a pause do not wait for a reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from threading import Event
from threading import Thread

import requests

from sheetcrm.surfaces.serve.gate import Gate

_LOOK = 15.0
"""Seconds between two looks at how old everything is."""


@contextmanager
def keeping_warm(gate: Gate, look: float = _LOOK) -> Iterator[None]:
    """Read every team's spreadsheet, and Google's signing keys, at once and behind the scenes, and go on looking."""
    stop = Event()

    def keep() -> None:
        with suppress(requests.RequestException):  # whoever comes first asks again, and is told
            gate.certificates.for_key(None)
        while True:
            for team in gate.teams:
                if team.spreadsheet is not None:
                    team.knowledge.keep_warm()
            if stop.wait(look):
                return

    thread = Thread(target=keep, name="keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=1)
