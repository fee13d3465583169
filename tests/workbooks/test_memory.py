from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.values import Raw
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.memory import MemoryWorkbook
from tests.workbooks.contract import WorkbookContract


class TestMemoryWorkbook(WorkbookContract):
    def make(self, tables: Mapping[str, Mapping[str, Sequence[Raw]]], reports: Sequence[str]) -> MemoryWorkbook:
        return MemoryWorkbook(tables, reports)

    def shown(self, workbook: Workbook, report: str) -> Mapping[tuple[int, int], Raw]:
        assert isinstance(workbook, MemoryWorkbook)
        return {place: cell.value for place, cell in workbook.report(report).items() if cell.value is not None}


def test_a_report_keeps_the_look_of_a_cell_unless_another_is_named() -> None:
    workbook = MemoryWorkbook({}, ["today"])
    workbook.write([ReplaceBlock("today", 2, 1, [[ReportCell("a", "header"), ReportCell("b", "header")]])])
    workbook.write([ReplaceBlock("today", 2, 1, [[ReportCell("c"), ReportCell("d", "muted")]])])
    assert [workbook.report("today")[2, column] for column in (1, 2)] == [
        ReportCell("c", "header"),
        ReportCell("d", "muted"),
    ]
    workbook.close()
