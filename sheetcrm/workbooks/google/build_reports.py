"""A report sheet as requests: prepared cells, protected but for its input cells, and native charts."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from sheetcrm.templates.blueprint import Chart
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import Series
from sheetcrm.templates.blueprint import Style
from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.google.build_tables import TablePrinter
from sheetcrm.workbooks.google.build_tables import conditional
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import cell_data
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.cells import update_cells
from sheetcrm.workbooks.google.frame import add_sheet
from sheetcrm.workbooks.google.frame import hide_rows
from sheetcrm.workbooks.google.frame import protect
from sheetcrm.workbooks.google.frame import widths
from sheetcrm.workbooks.google.locales import Habits
from sheetcrm.workbooks.google.looks import cell_format
from sheetcrm.workbooks.google.looks import colour
from sheetcrm.workbooks.google.looks import paint_format
from sheetcrm.workbooks.rectangles import blocks
from sheetcrm.workbooks.xlsx.references import parse_area

_ROWS = 1000
_WHOLE = "userEnteredValue,userEnteredFormat"
_ONLY_SHOWN = {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS"}
"""Lines without content are hidden and make no bars."""
_NUMBERS = {"dataLabel": {"type": "DATA", "placement": "OUTSIDE_END"}}
"""Numbers stand at horizontal bars, as they do in a file."""


class ReportPrinter:
    """Prints report sheets into a spreadsheet under construction."""

    def __init__(self, styles: Mapping[str, Style], tables: TablePrinter, habits: Habits) -> None:
        """Keep the looks, and who knows how rules of typing are said."""
        self._styles = styles
        self._tables = tables
        self._habits = habits

    def requests(self, report: ReportSheet, sheet: int, title: str) -> Iterator[Request]:
        """Give the requests that make the sheet with that id and title: the tab first, its marker last."""
        yield add_sheet(
            sheet, title, (_ROWS, max(len(report.widths), 26)), (max(report.frozen_rows, KEY_ROW), 0),
            report.tab_colour, hidden=report.hidden, gridlines=False,
        )  # fmt: skip
        yield hide_rows(sheet, KEY_ROW)
        yield from widths(sheet, [(width, False) for width in report.widths])
        yield from self._cells(report, sheet)
        for (row, column), rule in report.inputs.items():
            said = self._tables.rule(rule)
            if said is not None:
                area = grid(sheet, (row, row), (column, column))
                yield {"setDataValidation": {"range": area, "rule": said}}
        for index, (painted, formula, style) in enumerate(report.highlights):
            look = paint_format(self._styles[style])
            yield conditional(_grid_of(sheet, painted), formula, look, index, self._habits)
        for chart in report.charts:
            yield {"addChart": {"chart": _chart(chart, sheet)}}
        key = cell_data(f"report.{report.key}", cell_format(self._styles["table_key"]))
        yield update_cells(sheet, KEY_ROW, 1, [[key]], _WHOLE)
        open_cells = [grid(sheet, (row, row), (column, column)) for row, column in report.inputs]
        yield protect({"sheetId": sheet}, report.key, open_cells)

    def _cells(self, report: ReportSheet, sheet: int) -> Iterator[Request]:
        """Ask for the cells it starts with, neighbours together."""
        for block in blocks(dict.fromkeys(report.cells)):
            rows = []
            for row in range(block.top, block.bottom + 1):
                given = [report.cells[row, column] for column in range(block.left, block.right + 1)]
                rows.append([cell_data(value, cell_format(self._styles[style])) for value, style in given])
            yield update_cells(sheet, block.top, block.left, rows, _WHOLE)


def _grid_of(sheet: int, text: str) -> Mapping[str, int]:
    """Give a range in A1 style as a grid range."""
    area = parse_area(text)
    assert area is not None, text
    return grid(sheet, (area.first_row, area.last_row), (area.first_column, area.last_column))


def _chart(chart: Chart, sheet: int) -> Mapping[str, Any]:
    """Give a native chart that reads cells of its own sheet, standing where the blueprint says."""
    anchor = {"sheetId": sheet, "rowIndex": chart.at[0] - 1, "columnIndex": chart.at[1] - 1}
    position = {"anchorCell": anchor, "widthPixels": chart.size[0], "heightPixels": chart.size[1]}
    look = {"title": chart.title, "fontName": "Calibri", "titleTextFormat": {"fontSize": 12}, **_ONLY_SHOWN}
    spec = _pie(chart, sheet) if chart.kind == "doughnut" else _basic(chart, sheet)
    return {"spec": {**look, **spec}, "position": {"overlayPosition": position}}


def _basic(chart: Chart, sheet: int) -> Mapping[str, Any]:
    kind = "COMBO" if chart.line_series else chart.kind.upper()
    main = "COLUMN" if kind == "COMBO" else None
    series = [_series(one, sheet, main) for one in chart.series]
    series += [_series(one, sheet, "LINE") for one in chart.line_series]
    if kind == "BAR":
        for one in series:
            one |= {"targetAxis": "BOTTOM_AXIS", **_NUMBERS}
    lone = len(series) == 1
    return {
        "basicChart": {
            "chartType": kind,
            "legendPosition": "NO_LEGEND" if lone else "BOTTOM_LEGEND",
            "headerCount": 1,
            "domains": [{"domain": _data(chart.series[0].categories, chart.series[0].name[0], sheet)}],
            "series": series,
        }
    }


def _series(series: Series, sheet: int, kind: str | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "series": _data(series.values, series.name[0], sheet),
        "targetAxis": "LEFT_AXIS",
        "colorStyle": colour(series.colour),
    }
    return said | ({"type": kind} if kind else {})


def _pie(chart: Chart, sheet: int) -> Mapping[str, Any]:
    series = chart.series[0]
    first, left, last, right = series.categories
    names = {"sourceRange": {"sources": [grid(sheet, (first, last), (left, right))]}}
    first, left, last, right = series.values
    values = {"sourceRange": {"sources": [grid(sheet, (first, last), (left, right))]}}
    return {"pieChart": {"legendPosition": "RIGHT_LEGEND", "domain": names, "series": values, "pieHole": 0.5}}


def _data(area: tuple[int, int, int, int], head: int, sheet: int) -> Mapping[str, Any]:
    """Give a range with its head in the first row, from which Google takes the name."""
    _, left, last, right = area
    return {"sourceRange": {"sources": [grid(sheet, (head, last), (left, right))]}}
