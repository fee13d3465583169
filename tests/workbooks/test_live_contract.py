"""An open workbook keeps every promise of a workbook: real xlwings over a live LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

import pytest

from sheetcrm.values import Raw
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook
from tests.live_office.opening import OpenBooks
from tests.workbooks.contract import WorkbookContract

pytestmark = pytest.mark.xdist_group("live office")  # one worker, so that one LibreOffice serves all


class LiveContract(WorkbookContract):
    """The contract on open workbooks; a subclass says what is special about them."""

    as_table = True

    @pytest.fixture(autouse=True)
    def _books(self, open_books: OpenBooks) -> None:
        self.open_books = open_books

    def make(self, tables: Mapping[str, Mapping[str, Sequence[Raw]]], reports: Sequence[str]) -> LiveExcelWorkbook:
        return self.open_books.make(tables, reports, as_table=self.as_table)

    def shown(self, workbook: Workbook, report: str) -> Mapping[tuple[int, int], Raw]:
        assert isinstance(workbook, LiveExcelWorkbook)
        return self.open_books.shown(workbook, report.capitalize())


class TestLiveWorkbook(LiveContract):
    pass


class TestLiveWithoutExcelTables(LiveContract):
    """Every new row makes the table longer here."""

    as_table = False
