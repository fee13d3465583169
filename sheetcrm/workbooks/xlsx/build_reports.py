"""Prints a report sheet: prepared cells, protected but for its input cells, and native charts."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.utility import xl_range
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sheetcrm.templates.blueprint import Chart
from sheetcrm.templates.blueprint import HintRule
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import Series
from sheetcrm.templates.blueprint import Sparkline
from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.xlsx.build_buttons import print_buttons
from sheetcrm.workbooks.xlsx.build_cells import LOCK_OPTIONS
from sheetcrm.workbooks.xlsx.build_cells import fitting_paper
from sheetcrm.workbooks.xlsx.build_cells import set_up_page
from sheetcrm.workbooks.xlsx.build_cells import write_value
from sheetcrm.workbooks.xlsx.build_looks import Looks
from sheetcrm.workbooks.xlsx.build_rules import rule_options
from sheetcrm.workbooks.xlsx.references import LAST_ROW

_GREY, _LINE = "#7B8794", "#E4E8EB"
_TITLE_HEIGHT = 27
_FONT = {"color": _GREY, "size": 9}
_NO_TICKS = {"major_tick_mark": "none", "minor_tick_mark": "none"}
_MORE: dict[str, dict[str, object]] = {
    "column": {"gap": 60},
    "bar": {"gap": 40},
    "line": {"marker": {"type": "circle", "size": 5, "border": {"color": "#FFFFFF"}}},
}


def print_report(workbook: Workbook, sheet: Worksheet, report: ReportSheet, looks: Looks, lang: str) -> None:
    """Print one report onto an empty sheet."""
    sheet.hide_gridlines(2)
    sheet.set_row(KEY_ROW - 1, None, None, {"hidden": True})
    sheet.write_string(0, 0, f"report.{report.key}", looks.cell("table_key"))
    for place, width in enumerate(report.widths):
        sheet.set_column(place, place, width)
    for (row, column), (value, style) in report.cells.items():
        write_value(sheet, row - 1, column - 1, value, looks.cell(style))
        if style == "title":
            sheet.set_row(row - 1, _TITLE_HEIGHT)
    for (row, column), rule in report.inputs.items():
        sheet.data_validation(row - 1, column - 1, row - 1, column - 1, rule_options(rule))
    words = [
        xl_rowcol_to_cell(row - 1, column - 1) for (row, column), r in report.inputs.items() if isinstance(r, HintRule)
    ]
    if words:  # 2026 typed as text is meant so: no green corner
        sheet.ignore_errors({"number_stored_as_text": " ".join(words)})
    for area, formula, style in report.highlights:
        sheet.conditional_format(area, {"type": "formula", "criteria": f"={formula}", "format": looks.paint(style)})
    for chart in report.charts:
        _print_chart(workbook, sheet, chart, report.title)
    for line in report.sparklines:
        _print_sparkline(sheet, line, report.title)
    print_buttons(sheet, report)
    _set_up(sheet, report, lang)


def _set_up(sheet: Worksheet, report: ReportSheet, lang: str) -> None:
    """Freeze, colour, set up for print, hide and protect."""
    sheet.freeze_panes(max(report.frozen_rows, KEY_ROW), 0)
    if report.tab_colour:
        sheet.set_tab_color(f"#{report.tab_colour}")
    set_up_page(sheet, lang, fitting_paper(sum(report.widths[: report.printed_columns])), 1)
    if report.printed_rows:
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
    if report.repeated_rows:
        sheet.repeat_rows(*(row - 1 for row in report.repeated_rows))
    if report.printed_columns or report.printed_rows:
        last_column = (report.printed_columns or len(report.widths)) - 1
        sheet.print_area(0, 0, (report.printed_rows or LAST_ROW) - 1, last_column)
    if report.hidden:
        sheet.hide()
    sheet.protect("", LOCK_OPTIONS)


def _print_sparkline(sheet: Worksheet, line: Sparkline, title: str) -> None:
    first_row, first_column, last_row, last_column = (place - 1 for place in line.values)
    values = xl_range(first_row, first_column, last_row, last_column)
    look: dict[str, object] = {"type": "column", "series_color": f"#{line.colour}", "negative_points": True}
    look |= {"last_point": True, "last_color": f"#{line.last_colour}"}  # LibreOffice prints bars, but no lines
    if line.from_zero:
        look["min"] = 0
    sheet.add_sparkline(line.at[0] - 1, line.at[1] - 1, {"range": f"{quote_sheetname(title)}!{values}", **look})


def _print_chart(workbook: Workbook, sheet: Worksheet, chart: Chart, title: str) -> None:
    native = workbook.add_chart({"type": chart.kind})
    _add_series(native, chart.series, title, chart.kind, chart.number_format)
    if chart.line_series:
        lines = workbook.add_chart({"type": "line"})
        _add_series(lines, chart.line_series, title, "line")
        native.combine(lines)
    native.set_title({"name": chart.title, "name_font": {"size": 12, "color": "#1F2933"}, "overlay": False})
    native.set_size({"width": chart.size[0], "height": chart.size[1]})
    native.set_legend({"none": True} if _is_plain(chart) else {"position": "bottom", "font": _FONT})
    native.set_chartarea({"border": {"color": _LINE}})
    if chart.kind != "doughnut":
        values: dict[str, object] = {
            "num_format": chart.number_format,
            "num_font": _FONT,
            "line": {"none": True},
            **_NO_TICKS,
        }
        if chart.from_zero:
            values["min"] = 0
        values["major_gridlines"] = {"visible": True, "line": {"color": _LINE}}
        names: dict[str, object] = {
            "num_font": _FONT,
            "line": {"color": _LINE},
            "reverse": chart.kind == "bar",
            **_NO_TICKS,
        }
        if not chart.from_zero:
            names["label_position"] = "low"  # below negative bars, not across them
        if chart.kind == "bar":  # numbers stand at the bars: with the first name on top, their axis would be there too
            values |= {"visible": False, "major_gridlines": {"visible": False}}
        # A bar chart lies on its side: there XlsxWriter calls the horizontal axis, which holds the values, x.
        native.set_x_axis(values if chart.kind == "bar" else names)
        native.set_y_axis(names if chart.kind == "bar" else values)
    sheet.insert_chart(chart.at[0] - 1, chart.at[1] - 1, native, {"object_position": 2})


def _is_plain(chart: Chart) -> bool:
    """A single set of bars or one line says in its title what it is."""
    return chart.kind != "doughnut" and len(chart.series) + len(chart.line_series) == 1


def _add_series(
    native: NativeChart, series: Iterable[Series], title: str, kind: str, number_format: str | None = None
) -> None:
    for one in series:
        colour = f"#{one.colour}"
        look: dict[str, object] = (
            {"line": {"color": colour, "width": 2.25}} if kind == "line" else {"fill": {"color": colour}}
        )
        native.add_series(
            {
                "name": [title, *(place - 1 for place in one.name)],
                "categories": [title, *(place - 1 for place in one.categories)],
                "values": [title, *(place - 1 for place in one.values)],
                **look,
                **_MORE.get(kind, {}),
                **_labels(kind, number_format),
            }
        )


def _labels(kind: str, number_format: str | None) -> dict[str, object]:
    """Numbers stand at horizontal bars, which have no axis of numbers."""
    if kind != "bar":
        return {}
    return {"data_labels": {"value": True, "font": _FONT, "num_format": number_format}}
