"""The workbooks in which functions in cells are asked: as they are open, else as they were saved last.

While nothing is unsaved the file says the same and is read faster. What is not saved is read once a state: the macros
hand over a word that changes with every edit. Nothing is ever written, and an Excel that does not let itself be read
while it calculates is not asked again: the saved file answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime

import xlwings as xw

from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.clock import local_now
from sheetcrm.surfaces.excel.saved_books import SavedBooks
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import WriteReceipt


class Snapshot:
    """What an open workbook said at one moment, as a workbook that cannot be written."""

    def __init__(self, tables: Mapping[str, TableData]) -> None:
        """Keep what was read."""
        self._tables = tables

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Give tables as they were."""
        return {key: data for key, data in self._tables.items() if tables is None or key in tables}

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Refuse: while Excel calculates nothing may change."""
        raise NotImplementedError("functions in cells write nothing")

    def close(self) -> None:
        """Let go of nothing."""


class CallingBooks:
    """The workbooks asked last."""

    def __init__(
        self, caller: Callable[[], xw.Book] = xw.Book.caller, clock: Callable[[str], datetime] = local_now
    ) -> None:
        """Begin with none; `caller` gives the workbook in whose cell a function stands."""
        self._caller, self._clock = caller, clock
        self._saved = SavedBooks(clock)
        self._kept: dict[str, tuple[str, CellBook]] = {}
        self._refused: set[str] = set()

    def at(self, place: str, edited: str = "") -> CellBook:
        """Give the workbook that Excel says stands there; `edited` tells its unsaved states apart, "" is saved.

        Raises: Unanswerable when it was never saved here and cannot be read as it is open.
        """
        if not edited or place in self._refused:
            return self._saved.at(place)
        kept = self._kept.get(place)
        if kept is not None and kept[0] == edited and kept[1].is_of_today:
            return kept[1]
        try:
            book = self._open(place)
        except Exception:  # whatever Excel answers in the middle of calculating: the saved workbook can be asked
            logging.getLogger("sheetcrm").warning("%s cannot be read while Excel calculates", place, exc_info=True)
            self._refused.add(place)
            return self._saved.at(place)
        self._kept = {place: (edited, book)}
        return book

    def _open(self, place: str) -> CellBook:
        from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook  # nothing saved waits for it

        live = LiveExcelWorkbook(self._caller())
        if live.book.fullname != place:
            raise LookupError(f"{live.book.fullname} calls in place of {place}")
        return CellBook(Snapshot(live.read()), live.name, self._clock)
