from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest
from python_calamine import CalamineWorkbook

from sheetcrm.errors import BadRequest
from sheetcrm.errors import NotFound
from sheetcrm.values import Raw
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.workbooks.contract import WorkbookContract
from tests.workbooks.make_xlsx import make_xlsx


class XlsxContract(WorkbookContract):
    """The contract on files; a subclass says what is special about them."""

    as_table = True
    blank_rows = 2
    options: ClassVar[Mapping[str, object]] = {}

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        numbers = count()
        self.new_path: Callable[[], Path] = lambda: tmp_path / f"book{next(numbers)}.xlsx"

    def make(self, tables: Mapping[str, Mapping[str, Sequence[Raw]]], reports: Sequence[str]) -> Workbook:
        self.path = self.new_path()
        make_xlsx(self.path, tables, reports, as_table=self.as_table, blank_rows=self.blank_rows, options=self.options)
        self.rewrite(self.path)
        return open_workbook(self.path)

    def rewrite(self, path: Path) -> None:
        """Write the file in another way that says the same."""

    def shown(self, workbook: Workbook, report: str) -> Mapping[tuple[int, int], Raw]:
        rows = CalamineWorkbook.from_path(self.path).get_sheet_by_name(report.capitalize()).to_python(False)
        cells = ((row, column, cell) for row, cells in enumerate(rows, 1) for column, cell in enumerate(cells, 1))
        return {(row, column): cell for row, column, cell in cells if row > 1 and cell != ""}


class TestXlsxWorkbook(XlsxContract):
    pass


class TestXlsxWithoutExcelTables(XlsxContract):
    as_table = False


class TestXlsxWithFullTables(XlsxContract):
    blank_rows = 0


def test_addresses_name_files_or_known_schemes(tmp_path: Path) -> None:
    assert isinstance(open_workbook(str(tmp_path / "a.xlsx")), XlsxWorkbook)
    assert isinstance(open_workbook(r"C:\\pipeline.xlsx"), XlsxWorkbook)
    with pytest.raises(NotFound):
        open_workbook(f"file:{tmp_path / 'a.xlsx'}").read()
    with pytest.raises(BadRequest):
        open_workbook("gopher://pipeline")
