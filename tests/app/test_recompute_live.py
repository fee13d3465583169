"""A recompute in an open workbook writes the same cells as one of the file, and the next one touches nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.workbooks import open_workbook
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import ids
from tests.app.books import lead
from tests.live_office.desk import Desk
from tests.live_office.opening import OpenBooks

pytestmark = pytest.mark.xdist_group("live office")  # one worker, so that one LibreOffice serves all

REPORTS = {"Hôm nay", "Công nợ & giao hàng", "Chất lượng dữ liệu"}
"""The reports that are kept: LibreOffice takes long over the others."""
PERIOD = "kpi_period"
"""A table that stands on one of the others."""


def test_the_same_cells_as_in_a_file_and_then_nothing_more(
    live_office: Desk, open_books: OpenBooks, tmp_path: Path
) -> None:
    leads = [lead(), lead(id="L2", company="=1+1", phone="không có", bant_need=None), lead(id="L3", phone="0912")]
    deals = [deal(), deal(id="D2", lead_id="L2", account="=1+1", stage="present", amount=None, next_step="007")]
    path = book(tmp_path / "a.xlsx", leads=leads, opportunities=deals)
    copy = Path(shutil.copy(path, tmp_path / "live.xlsx"))
    filed = recompute_workbook(open_workbook(path), "a", templates=None, clock=clock, today=TODAY, new_id=ids())

    live = open_books.open(copy)
    for sheet in live_office.do("sheets", live.name):
        if sheet in open_report_titles(path) - REPORTS:
            live_office.do("delete_sheet", live.name, sheet)
    told = recompute_workbook(live, "a", templates=None, clock=clock, today=TODAY, new_id=ids())
    assert (told.leads, told.opportunities, told.moves, told.held) == (filed.leads, filed.opportunities, 1, 1)
    assert told.problems == filed.problems
    assert live.read() == {table: data for table, data in open_workbook(path).read().items() if table != PERIOD}

    for workbook in (open_workbook(path), live):  # the move that was accepted is counted now
        recompute_workbook(workbook, "a", templates=None, clock=clock, today=TODAY, new_id=ids())
    assert live.read() == {table: data for table, data in open_workbook(path).read().items() if table != PERIOD}

    live_office.journal.clear()
    again = recompute_workbook(live, "a", templates=None, clock=clock, today=TODAY, new_id=ids())
    assert again.receipt.cells_changed == 0
    assert live_office.count("write", "copy", "clear", "add_link", "unprotect", "set_screen_updating") == 0

    live.book.save(str(tmp_path / "saved.xlsx"))
    expected, saved = (openpyxl.load_workbook(file) for file in (path, tmp_path / "saved.xlsx"))
    assert set(saved.sheetnames) >= REPORTS
    for title in saved.sheetnames:
        assert list(differing(expected[title], saved[title])) == []
        assert expected[title].protection.sheet == saved[title].protection.sheet


def open_report_titles(path: Path) -> set[str]:
    made = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title for sheet in made if str(sheet["A1"].value).startswith("report.")}


def differing(expected: Worksheet, saved: Worksheet) -> Iterator[tuple[str, object, object]]:
    """Cells that say or show something else; row 1 remembers looks in the open workbook."""
    for row in expected.iter_rows(min_row=2):
        for cell in row:
            other = saved[cell.coordinate]
            if said(cell) != said(other):
                yield cell.coordinate, cell.value, other.value
            elif cell.value is not None and shown(cell) != shown(other):
                yield cell.coordinate, shown(cell), shown(other)


def said(cell: Cell) -> object:
    return f"{cell.value:.10g}" if isinstance(cell.value, float | int) else cell.value


def shown(cell: Cell) -> tuple[object, ...]:
    """Weight, fill and number format; LibreOffice gives texts that look like numbers the format of texts, and
    joins quoted words."""
    code = cell.number_format.replace("\\", "").replace('""', "")
    text = isinstance(cell.value, str) and code in ("General", "@")
    return cell.font.b, cell.fill.fgColor.rgb if cell.fill.fill_type else None, "text" if text else code
