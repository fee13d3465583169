"""The charts that `hub adopt` asks Google for are the charts of a new file: same kinds, titles, cells and colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries
from sheets_service.discovery import service
from sheets_service.server import SheetsService

from sheetcrm.app.build import new_workbook
from sheetcrm.app.hub import HubWish
from tests.app.test_hub import adopt
from tests.app.test_hub import spreadsheet

Cells = tuple[int, int, int, int]
"""First row and column, last row and column, from 1."""


class Drawn(NamedTuple):
    """One set of bars, or one line."""

    kind: str
    name: Cells
    categories: Cells
    values: Cells
    colour: str
    with_numbers: bool


class Seen(NamedTuple):
    """A chart as a program reads it."""

    sheet: str
    title: str
    at: tuple[int, int]
    series: list[Drawn]
    has_legend: bool


def charts_of_file(path: Path) -> list[Seen]:
    """Read by openpyxl, which did not write them."""
    book = openpyxl.load_workbook(path)
    return [_seen(sheet.title, chart) for sheet in book.worksheets for chart in sheet._charts]


def _seen(sheet: str, chart: Any) -> Seen:
    title = "".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r or ())
    series = [one for part in chart._charts for one in _drawn(part)]
    return Seen(
        sheet, title, (chart.anchor._from.row + 1, chart.anchor._from.col + 1), series, chart.legend is not None
    )


def _drawn(chart: Any) -> Iterator[Drawn]:
    kind = {"barChart": {"col": "COLUMN", "bar": "BAR"}.get(getattr(chart, "barDir", "")), "lineChart": "LINE"}
    for one in chart.series:
        name, categories, values = one.tx.strRef.f, one.cat.strRef.f, one.val.numRef.f
        fill = one.spPr.ln.solidFill if chart.tagname == "lineChart" else one.spPr.solidFill
        labels = one.dLbls is not None and bool(one.dLbls.showVal)
        said = kind[chart.tagname]
        assert said is not None
        yield Drawn(said, _cells(name), _cells(categories), _cells(values), fill.srgbClr, labels)


def _cells(reference: str) -> Cells:
    left, top, right, bottom = (number or 0 for number in range_boundaries(reference.rpartition("!")[2]))
    return top, left, bottom, right


def charts_of_spreadsheet(sheets: SheetsService, book_id: str) -> list[Seen]:
    """As Google keeps them: the service takes a series' name from the first cell of its range."""
    tabs = sheets.world.files[book_id].book.sheets
    return [_kept(tab.title, chart) for tab in tabs for chart in tab.hanging.get("charts", ())]


def _kept(sheet: str, chart: Any) -> Seen:
    spec, anchor = chart["spec"], chart["position"]["overlayPosition"]["anchorCell"]
    basic = spec["basicChart"]
    assert (basic["headerCount"], spec["hiddenDimensionStrategy"]) == (1, "SKIP_HIDDEN_ROWS_AND_COLUMNS")
    head, categories = _parted(basic["domains"][0]["domain"])
    series = []
    for one in basic["series"]:
        name, values = _parted(one["series"])
        assert name[0] == head[0]
        kind = one.get("type", basic["chartType"])
        series.append(
            Drawn(kind, name, categories, values, _colour(one), one.get("dataLabel", {}).get("type") == "DATA")
        )
    at = (anchor.get("rowIndex", 0) + 1, anchor.get("columnIndex", 0) + 1)
    return Seen(sheet, spec["title"], at, series, basic["legendPosition"] != "NO_LEGEND")


def _parted(data: Any) -> tuple[Cells, Cells]:
    """The head of a range, and what stands below it."""
    (area,) = data["sourceRange"]["sources"]
    top, bottom = area["startRowIndex"] + 1, area["endRowIndex"]
    left, right = area["startColumnIndex"] + 1, area["endColumnIndex"]
    return (top, left, top, right), (top + 1, left, bottom, right)


def _colour(series: Any) -> str:
    colour = series["colorStyle"]["rgbColor"]
    return "".join(f"{round(colour.get(part, 0) * 255):02X}" for part in ("red", "green", "blue"))


@pytest.mark.parametrize(("lang", "process"), [("vi", "standard"), ("en", "project_10")])
def test_a_hub_in_google_has_the_charts_of_a_file(
    sheets_service: SheetsService, tmp_path: Path, lang: str, process: str
) -> None:
    path = tmp_path / "new.xlsx"
    new_workbook(path, lang=lang, process=process, scheme="bant", currency="VND", templates=None)
    typist = spreadsheet(sheets_service)
    adopt(sheets_service, typist, HubWish(lang, process))
    in_file, in_google = charts_of_file(path), charts_of_spreadsheet(sheets_service, typist.book_id)
    assert len(in_file) == 10
    for one, other in zip(in_file, in_google, strict=True):
        assert one == other, one.title


def test_every_chart_is_of_a_kind_that_google_names(sheets_service: SheetsService, tmp_path: Path) -> None:
    """Google's own description of its service: kinds of charts, and of series in a combined one."""
    series = service("sheets.v4").schemas["BasicChartSeries"]["properties"]["type"]
    assert "Only LINE, AREA, and COLUMN are supported" in series["description"]
    typist = spreadsheet(sheets_service)
    adopt(sheets_service, typist)
    for chart in charts_of_spreadsheet(sheets_service, typist.book_id):
        kinds = {one.kind for one in chart.series}
        assert kinds <= set(service("sheets.v4").schemas["BasicChartSpec"]["properties"]["chartType"]["enum"])
        assert len(kinds) == 1 or kinds <= {"LINE", "AREA", "COLUMN"}, chart.title
