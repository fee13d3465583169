"""Waits between two runs of `sheetcrm sync --watch`: until the time is over, or somebody has saved or closed a file.

Only what the file system tells is looked at here; whether anything has happened is for the run to find out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sheetcrm.app.configuration import FileHub
from sheetcrm.app.configuration import read_configuration
from sheetcrm.errors import ConfigurationError
from sheetcrm.workbooks.xlsx.locks import is_marked

POLL_SECONDS = 1.0
SHORTEST_PAUSE = 5
"""Seconds between two runs, whatever is saved: so Google's sixty requests a minute are kept, and Excel is done."""

Sign = tuple[Path, bool, tuple[int, ...]]


def signs_of(config: Path) -> list[Sign]:
    """Tell of configuration, hub and workbooks when each was saved, how long it is, and whether it is open."""
    return [(path, is_marked(path), _told(path)) for path in _files(config)]


def wait(seconds: float, signs: Callable[[], list[Sign]], before: list[Sign]) -> None:
    """Wait for so long, or until the signs are others than `before` the last run and have come to rest."""
    start, last = time.monotonic(), before
    while (left := start + seconds - time.monotonic()) > 0:
        time.sleep(min(POLL_SECONDS, left))
        now = signs()
        if now == last != before and time.monotonic() - start >= SHORTEST_PAUSE:
            return
        last = now


def _files(config: Path) -> Iterator[Path]:
    yield config
    with suppress(ConfigurationError):  # the run tells it
        configuration = read_configuration(config)
        if isinstance(configuration.hub, FileHub):
            yield configuration.hub.path
        yield from (replica.path for replica in configuration.replicas)


def _told(path: Path) -> tuple[int, ...]:
    try:
        told = path.stat()
    except OSError:
        return ()
    return told.st_mtime_ns, told.st_size, told.st_ino
