"""Prints the sheet of one table: hidden key row, header, rows, rules, highlights, page set-up."""

from __future__ import annotations

from itertools import chain
from itertools import repeat

from xlsxwriter.worksheet import Worksheet

from sheetcrm.templates.blueprint import ColumnBlueprint
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.xlsx.build_buttons import print_buttons
from sheetcrm.workbooks.xlsx.build_cells import LOCK_OPTIONS
from sheetcrm.workbooks.xlsx.build_cells import fitting_paper
from sheetcrm.workbooks.xlsx.build_cells import set_up_page
from sheetcrm.workbooks.xlsx.build_cells import write_value
from sheetcrm.workbooks.xlsx.build_looks import Looks
from sheetcrm.workbooks.xlsx.build_rules import print_rule

KEYS, HEADER, FIRST = KEY_ROW - 1, HEADER_ROW - 1, FIRST_DATA_ROW - 1
"""The same rows, counted from 0 as XlsxWriter does."""
_HEADER_HEIGHT = 36
_POINTS = 0.75
"""Of a pixel: what rows are measured in."""
_FITS_A3 = 330
"""Characters of column width that stay readable across an A3 page, landscape."""
_ROOM = 1000
"""Rules reach at least this far below the last row."""
_SWATCH = "style."


def print_table(sheet: Worksheet, table: TableSheet, looks: Looks, lang: str) -> None:
    """Print one table onto an empty sheet."""
    last = FIRST + len(table.rows) + table.blank_rows - 1
    ruled = max(FIRST + table.ruled_rows - 1, last + _ROOM)
    _print_frame(sheet, table, looks)
    _print_rows(sheet, table, looks)
    if table.as_table:
        _print_as_table(sheet, table, looks, last)
    for place, column in enumerate(table.columns):
        print_rule(sheet, FIRST, ruled, place, column)
    _print_highlights(sheet, table, looks, ruled)
    print_buttons(sheet, table)
    if table.hidden:
        sheet.very_hidden()
    else:
        _set_up_page(sheet, table, lang)
    if table.protected:
        sheet.protect("", LOCK_OPTIONS)


def _print_frame(sheet: Worksheet, table: TableSheet, looks: Looks) -> None:
    """Print keys, headers, widths; freeze them."""
    keys = looks.cell("table_key")
    sheet.set_row(KEYS, None, None, {"hidden": True})
    sheet.set_row(HEADER, _HEADER_HEIGHT + table.header_band * _POINTS)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, looks.cell(column.style), {"hidden": column.hidden})
        sheet.write_string(KEYS, place, column.key if place else f"{table.key}.{column.key}", keys)
        sheet.write_string(HEADER, place, column.header, looks.cell(_header_look(column, table)))
    sheet.freeze_panes(FIRST, table.frozen_columns)
    if table.tab_colour:
        sheet.set_tab_color(f"#{table.tab_colour}")


def header_style(column: ColumnBlueprint) -> str:
    """Name the look of a header: grey for what sheetcrm writes, the accent for what must be filled in."""
    if column.engine:
        return "table_header_engine"
    return "table_header_required" if column.required else "table_header"


def _header_look(column: ColumnBlueprint, table: TableSheet) -> str:
    """Below a band the texts of a header stand at its bottom."""
    return header_style(column) + ("_low" if table.header_band else "")


def _print_rows(sheet: Worksheet, table: TableSheet, looks: Looks) -> None:
    """Print the rows, then prepared blank ones whose cells already have their look."""
    formats = [looks.cell(column.style) for column in table.columns]
    blank = (None,) * len(formats)
    for row, values in enumerate(chain(table.rows, repeat(blank, table.blank_rows)), FIRST):
        for place, (value, look) in enumerate(zip(values, formats, strict=True)):
            swatch = isinstance(values[0], str) and values[0].startswith(_SWATCH)
            write_value(sheet, row, place, value, looks.cell(str(value)) if swatch and place else look)


def _print_as_table(sheet: Worksheet, table: TableSheet, looks: Looks, last: int) -> None:
    columns = [
        {"header": column.header, "header_format": looks.cell(_header_look(column, table))} for column in table.columns
    ]
    options = {"name": table.key, "columns": columns, "style": None, "autofilter": table.filters}
    sheet.add_table(HEADER, 0, last, len(columns) - 1, options)
    sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_DATA_ROW}:XFD{last + _ROOM}"})


def _print_highlights(sheet: Worksheet, table: TableSheet, looks: Looks, ruled: int) -> None:
    places = {column.key: place for place, column in enumerate(table.columns)}
    for highlight in table.highlights:
        start = places[highlight.column] if highlight.column else 0
        end = start if highlight.column else len(table.columns) - 1
        rule = {"type": "formula", "criteria": f"={highlight.formula}", "format": looks.paint(highlight.style)}
        sheet.conditional_format(FIRST, start, ruled, end, rule)


def _set_up_page(sheet: Worksheet, table: TableSheet, lang: str) -> None:
    """A4 when it stays readable, else A3; a very wide table takes several pages side by side, names repeated."""
    width = sum(column.width for column in table.columns if not column.hidden)
    set_up_page(sheet, lang, fitting_paper(width), 1 + (width - 1) // _FITS_A3)
    sheet.repeat_rows(HEADER)
    if table.frozen_columns:
        sheet.repeat_columns(0, table.frozen_columns - 1)
