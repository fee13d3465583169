"""Writes single values and page set-ups, the same on every sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sheetcrm.messages import say
from sheetcrm.values import Value

A3, A4 = 8, 9
_FITS_A4 = 165
"""Characters of column width that stay readable across an A4 page, landscape."""
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
LOCK_OPTIONS = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}
"""What stays allowed on a protected sheet."""


def write_value(sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    """Write one value; a text is never taken for a formula. Rows and columns count from 0 here."""
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value, look)


def fitting_paper(width: int) -> int:
    """Choose A4 as long as so many characters stay readable across it, else A3."""
    return A4 if width <= _FITS_A4 else A3


def set_up_page(sheet: Worksheet, lang: str, paper: int, pages_wide: int) -> None:
    """Landscape, so many pages wide and as long as it needs, with a footer."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_margins(**_MARGINS)
    page = say("print_page", lang, page="&P", pages="&N")
    sheet.set_footer(f"&L&8&F – &A&R&8{page}")
