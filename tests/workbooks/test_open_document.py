"""An open document keeps the promises of every workbook; its orders say no more than what differs."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime

from sheetcrm.values import Raw
from sheetcrm.values import to_serial
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.open_document.workbook import OpenDocument
from tests.workbooks.contract import LEADS
from tests.workbooks.contract import WorkbookContract


def told(tables: Mapping[str, Mapping[str, Sequence[Raw]]], reports: Sequence[str]) -> Mapping[str, object]:
    """Say a document as the extension tells it."""
    sheets = [_sheet(table, columns) for table, columns in tables.items()]
    empty = {"kinds": [], "errors": [], "formulas": []}
    sheets += [{"title": report, "rows": [[f"report.{report}"]], **empty} for report in reports]
    return {"name": "a.xlsx", "sheets": sheets}


def _sheet(table: str, columns: Mapping[str, Sequence[Raw]]) -> Mapping[str, object]:
    keys = [f"{table}.{key}" if not at else key for at, key in enumerate(columns)]
    cells = list(zip(*columns.values(), strict=True))
    kinds = [
        ["logical" if isinstance(raw, bool) else "date", row, column, row, column]
        for row, line in enumerate(cells, start=3)
        for column, raw in enumerate(line, start=1)
        if isinstance(raw, bool | date)
    ]
    rows = [keys, list(columns), *([_number(raw) for raw in line] for line in cells)]
    return {"title": table, "rows": rows, "kinds": kinds, "errors": [], "formulas": []}


def _number(raw: Raw) -> str | float:
    if raw is None or isinstance(raw, str):
        return raw or ""
    assert isinstance(raw, date | float | int)
    return float(to_serial(raw)) if isinstance(raw, date) else float(raw)


class TestOpenDocument(WorkbookContract):
    def make(self, tables: Mapping[str, Mapping[str, Sequence[Raw]]], reports: Sequence[str]) -> OpenDocument:
        return OpenDocument(told(tables, reports))

    def shown(self, workbook: Workbook, report: str) -> Mapping[tuple[int, int], Raw]:
        assert isinstance(workbook, OpenDocument)
        grid = workbook.sheet(report)
        assert grid is not None
        return {
            (row, column): raw
            for row, cells in enumerate(grid.rows[1:], start=2)
            for column, raw in enumerate(cells, start=1)
            if raw is not None
        }


def test_neighbouring_cells_are_one_order_and_unchanged_ones_none() -> None:
    document = OpenDocument(told({"leads": LEADS}, []))
    document.write([UpdateRow("leads", row, {"company": "Công ty An", "employees": 7}) for row in ("A1", "B2")])
    (orders,) = document.orders
    assert orders["values"] == [[3, 3, [[7.0]]], [4, 2, [["Công ty An", 7.0]]]]
    assert orders["grow"] is None


def test_a_day_is_ordered_as_a_number_that_is_shown_as_a_day_where_none_was_shown_before() -> None:
    document = OpenDocument(told({"leads": LEADS}, []))
    cells = {"created_on": datetime(2026, 11, 3, 8, 30)}
    document.write([UpdateRow("leads", row, cells) for row in ("A1", "C3")])
    (orders,) = document.orders
    assert [row for _, _, rows in orders["values"] for (row,) in rows] == [46329 + 8.5 / 24] * 2
    assert orders["kinds"] == [["datetime", 5, 4, 5, 4]]


def test_new_rows_say_which_row_they_are_to_look_like() -> None:
    document = OpenDocument(told({"leads": LEADS}, []))
    document.write([InsertRow("leads", {"id": "N"}), InsertRow("leads", {"id": "M"})])
    assert document.orders[0]["grow"] == [5, 6, 7]


def test_looks_lead_to_the_cell_that_has_them() -> None:
    styles = {"id": ["lang", "style.header", "style.amount"], "value": ["vi", None, None]}
    document = OpenDocument(told({"settings": styles}, ["today"]))
    cells = [ReportCell("a", "header"), ReportCell("b", "header"), ReportCell(1, "amount"), ReportCell(2, "unknown")]
    document.write([ReplaceBlock("today", 4, 1, [cells])])
    assert document.orders[0]["looks"] == [[[4, 2], [[4, 1, 4, 2]]], [[5, 2], [[4, 3, 4, 3]]]]


def test_cells_of_an_older_longer_block_lose_content_look_and_link() -> None:
    document = OpenDocument(told({}, ["today"]))
    block = ReplaceBlock("today", 2, 1, [[ReportCell("a", link="'leads'!A3")], [ReportCell("b")]], linked=True)
    document.write([block])
    document.write([ReplaceBlock("today", 2, 1, [[ReportCell("c")]], linked=True)])
    orders = document.orders[1]
    assert orders["values"] == [[2, 1, [["c"], [""]]]]
    assert orders["looks"] == [[None, [[3, 1, 3, 1]]]]
    assert orders["links"] == [[2, 1, None], [3, 1, None]]
