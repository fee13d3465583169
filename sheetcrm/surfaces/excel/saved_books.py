"""The saved workbooks that functions in cells look things up in, kept as long as the file does not change.

While Excel calculates a cell it lets nobody look at the open workbook; the file as last saved it does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.unanswerable import Unanswerable
from sheetcrm.app.clock import local_now
from sheetcrm.workbooks import open_workbook

MOST_BOOKS = 4


class _State(NamedTuple):
    changed: int
    size: int
    day: date
    """Answers are as of today: a workbook left open overnight answers anew."""


class SavedBooks:
    """The workbooks asked last, each as it was saved last."""

    def __init__(self, clock: Callable[[str], datetime] = local_now) -> None:
        """Begin with none; `clock` gives the time in a named zone."""
        self._clock = clock
        self._kept: dict[Path, tuple[_State, CellBook]] = {}

    def at(self, place: str, today: date | None = None) -> CellBook:
        """Give the workbook that Excel says stands there. Raises: Unanswerable when it was never saved here."""
        path = local_path(place)
        if path is None or not path.is_file():
            raise Unanswerable("function_unsaved")
        known = path.stat()
        state = _State(known.st_mtime_ns, known.st_size, today or date.today())  # noqa: DTZ011  the user's own day
        kept = self._kept.pop(path, None)
        book = kept[1] if kept and kept[0] == state else CellBook(open_workbook(path), str(path), self._clock)
        self._kept[path] = state, book
        while len(self._kept) > MOST_BOOKS:
            del self._kept[next(iter(self._kept))]
        return book


def local_path(place: str) -> Path | None:
    """Give the file behind what Excel calls a workbook; None for OneDrive addresses that no folder here belongs to."""
    if "://" not in place:
        return Path(place)
    from xlwings import XlwingsError  # xlwings takes a while to load
    from xlwings.utils import fullname_url_to_local_path

    try:
        return Path(fullname_url_to_local_path(place))
    except (XlwingsError, OSError):
        return None
