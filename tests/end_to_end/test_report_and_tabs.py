"""The report page says what the workbook's own tabs say: the same figures, the same things to do."""

from __future__ import annotations

from collections import Counter
from datetime import date
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from made_workbooks import make_dirty

from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.app.report.compose import report_of
from sheetcrm.app.report.number_words import NumberWords
from sheetcrm.app.report.page import Page
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.messages import say
from sheetcrm.workbooks import open_workbook

TODAY = date(2026, 11, 23)
WORDS = NumberWords("vi", "VND", '#,##0" ₫"')
Rows = list[tuple[object, ...]]


def clock(time_zone: str) -> datetime:
    return datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo(time_zone)).replace(tzinfo=None)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tabs") / "pipeline.xlsx"
    make_dirty(path, TODAY)
    recompute_workbook(open_workbook(path), str(path), templates=None, clock=clock, today=TODAY)
    return path


@pytest.fixture(scope="module")
def page(file: Path) -> Page:
    return report_of(open_workbook(file), file, period=None, templates=None, clock=clock, today=TODAY)


def tab(file: Path, name: str) -> Rows:
    return list(openpyxl.load_workbook(file, read_only=True)[name].iter_rows(values_only=True))


def column(rows: Rows, head: str) -> int:
    return next(row.index(head) for row in rows if head in row)


def test_every_figure_of_the_scorecard_is_the_one_on_the_kpi_tab(file: Path, page: Page) -> None:
    rows = tab(file, "KPI")
    heads = {"now": "kpi_head_now", "previous": "kpi_head_previous", "last_year": "kpi_head_last_year"}
    compared = 0
    for score in [one for block in page.scorecard for one in block.scores]:
        kpi = CATALOGUE[score.key]
        label = f"{kpi.number} · {kpi.vi}" if kpi.number else kpi.vi
        row = next(row for row in rows if label in row)
        for name, head in heads.items():
            cell = row[column(rows, say(head, "vi"))]
            shown = WORDS.number(cell, kpi.unit) if isinstance(cell, int | float) else cell
            assert getattr(score, name).text == (shown or ""), f"{score.key} {name}"
            compared += 1
    assert compared == 3 * sum(len(block.scores) for block in page.scorecard) > 60


def test_each_line_of_the_today_tab_is_on_the_page_once(file: Path, page: Page) -> None:
    rows = tab(file, "Hôm nay")
    customer, to_do = (column(rows, say(f"today_column_{key}", "vi")) for key in ("customer", "to_do"))
    first = next(at for at, row in enumerate(rows) if say("today_column_to_do", "vi") in row) + 1
    on_tab = Counter((row[customer] or "", row[to_do]) for row in rows[first:] if row[to_do])
    assert Counter((one.customer, one.to_do) for day in page.days for one in day.errands) == on_tab
    assert on_tab.total() > 50
