"""Workbooks opened in the live LibreOffice, as xlwings gives them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import xlwings

from sheetcrm.values import Raw
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook
from tests.live_office.desk import Desk
from tests.live_office.engine import App
from tests.live_office.engine import Engine
from tests.live_office.engine import Person
from tests.workbooks.make_xlsx import Finish
from tests.workbooks.make_xlsx import make_xlsx


class OpenBooks:
    """Makes and opens workbooks; closes what a test left open."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.folder = folder
        self._engine = xlwings.Engine(impl=Engine(desk))
        self._numbers = count(1)

    @property
    def excel(self) -> App:
        """The program itself, for what a test wants it to be like."""
        excel: App = self._engine.apps.active.impl
        return excel

    @property
    def person(self) -> Person:
        """Who sits before the screen."""
        return self.excel.person

    def make(
        self,
        tables: Mapping[str, Mapping[str, Sequence[Raw]]],
        reports: Sequence[str] = (),
        *,
        as_table: bool = True,
        blank_rows: int = 2,
        finish: Finish | None = None,
    ) -> LiveExcelWorkbook:
        """Build a small workbook and open it."""
        path = self.folder / f"book{next(self._numbers)}.xlsx"
        make_xlsx(path, tables, reports, as_table=as_table, blank_rows=blank_rows, finish=finish)
        return self.open(path)

    def open(self, path: Path, *, read_only: bool = False) -> LiveExcelWorkbook:
        """Open a file."""
        book = self._engine.apps.active.books.open(str(path), read_only=read_only)
        self.desk.journal.clear()
        return LiveExcelWorkbook(book)

    def shown(self, workbook: LiveExcelWorkbook, sheet: str) -> Mapping[tuple[int, int], Raw]:
        """Give what a report's sheet shows from row 2 on, as plain values; blanks left out."""
        used = self.desk.do("used", workbook.name, sheet)
        rows = self.desk.do("read", workbook.name, sheet, [1, 1, used[0] + used[2] - 1, used[1] + used[3] - 1])
        cells = ((row, column, cell) for row, line in enumerate(rows, 1) for column, cell in enumerate(line, 1))
        return {(row, column): cell for row, column, cell in cells if row > 1 and cell is not None}

    @contextmanager
    def in_front(self) -> Iterator[None]:
        """Let this LibreOffice be the program that xlwings finds, as it finds Excel on Windows and on a Mac."""
        before = xlwings.engines.active
        xlwings.engines.add(self._engine)
        self._engine.activate()
        try:
            yield
        finally:
            xlwings.engines.active = before
            xlwings.engines.engines.remove(self._engine)
            del xlwings.engines.engines_by_name[self._engine.name]

    def close_all(self) -> None:
        """Close every open workbook, unsaved."""
        for book in list(self._engine.apps.active.books):
            book.close()
