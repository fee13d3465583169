"""Recomputing a company on a Google spreadsheet and in memory gives the same cells."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sheets_service.server import SheetsService

from sheetcrm.app.hub import HubWish
from sheetcrm.app.hub import adopt_hub
from sheetcrm.app.hub import draw
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.memory import MemoryWorkbook
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import ids
from tests.app.books import lead
from tests.workbooks.google.sheets import opened
from tests.workbooks.google.sheets import signed_in


def company(path: Path) -> Mapping[str, TableData]:
    """Leads and deals, some of which may not go on; some rows have no id yet."""
    leads = [lead(), lead(id=None, company="Công ty Bình", phone=None), lead(id=None, created_on=date(2026, 10, 1))]
    deals = [deal(), deal(id=None, name="Mái che", stage="present"), deal(id=None, status="won", amount=350_000_000)]
    return open_workbook(book(path, leads=leads, opportunities=deals)).read()


def cells(workbook: Workbook) -> Mapping[str, Sequence[Mapping[str, Raw]]]:
    """All rows of all tables that people fill; in memory the chosen period stands on no report's tab."""
    return {
        table: [{key: column[at] for key, column in data.columns.items()} for at in range(len(data.rows))]
        for table, data in workbook.read().items()
        if table not in ("settings", "choices", "kpi_period")
    }


def value(raw: Raw) -> Value:
    """A cell of a file as it is written."""
    assert not isinstance(raw, CellError | time | timedelta)
    return Decimal(raw) if isinstance(raw, float) else raw


def recompute(workbook: Workbook) -> int:
    report = recompute_workbook(workbook, "x", templates=None, clock=clock, today=TODAY, new_id=ids())
    return report.receipt.cells_changed


def test_recompute_gives_the_same_cells_as_in_memory_and_is_done_after_once(
    tmp_path: Path, sheets_service: SheetsService
) -> None:
    tables = company(tmp_path / "a.xlsx")
    reports = [sheet.key for sheet in draw(HubWish("vi"), "BOOK").sheets if isinstance(sheet, ReportSheet)]
    memory = MemoryWorkbook({table: data.columns for table, data in tables.items()}, reports)

    typist = sheets_service.typist(sheets_service.new_spreadsheet())
    connected = signed_in(sheets_service)
    adopt_hub(typist.book_id, HubWish("vi"), None, lambda *_: connected, lambda: "BOOK")
    google = opened(sheets_service, typist)
    typed = ("leads", "opportunities", "reps")
    google.write(
        [
            InsertRow(table, {key: value(column[at]) for key, column in tables[table].columns.items()})
            for table in typed
            for at in range(len(tables[table].rows))
        ]
    )
    assert cells(google) == cells(memory)

    sheets_service.journal.clear()
    assert recompute(google) > 100
    assert [entry.verb for entry in sheets_service.journal.entries] == ["GET", "GET", "POST", "POST"]
    recompute(memory)
    assert cells(google) == cells(memory)
    titles = {sheet.title: sheet for sheet in sheets_service.world.files[typist.book_id].book.sheets}
    markers = {str(sheet.grid.cell(0, 0).value): title for title, sheet in titles.items()}
    for report in set(reports) - {"quality"}:  # names tabs and columns, which have no words in memory
        shown = typist.read(f"'{markers[f'report.{report}']}'")
        for (row, column), cell in memory.report(report).items():
            found = shown[row - 1][column - 1] if row <= len(shown) and column <= len(shown[row - 1]) else ""
            assert found == as_sent(cell.value), (report, row, column)

    assert recompute(google) == 0
    assert len(sheets_service.journal.writes) == 3, "the last look at looks, and no second batch"


def as_sent(value: Value) -> object:
    """What the service says, bare, for a value."""
    if value is None:
        return ""
    if isinstance(value, date):
        return (value - date(1899, 12, 30)).days
    return value if isinstance(value, str | bool) else float(value)
