"""Small workbooks in the layout of `sheetcrm.workbooks.base`, built by XlsxWriter."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook as Book
from xlsxwriter.worksheet import Worksheet

from sheetcrm.values import Raw

STYLES = {
    "header": {"bold": True, "bg_color": "#DDEBF7"},
    "money": {"num_format": "#,##0"},
    "date": {"num_format": "dd/mm/yyyy"},
}

Finish = Callable[[Book, Mapping[str, Worksheet]], None]


def make_xlsx(
    path: Path,
    tables: Mapping[str, Mapping[str, Sequence[Raw]]],
    reports: Sequence[str] = (),
    *,
    blank_rows: int = 2,
    as_table: bool = True,
    finish: Finish | None = None,
    options: Mapping[str, object] | None = None,
) -> Path:
    """Write tables (sheet title = key capitalised), reports and the settings; `finish` adds whatever a user would."""
    book = xlsxwriter.Workbook(str(path), dict(options or {}))
    day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheets: dict[str, Worksheet] = {}
    for key in reports:
        sheets[key] = book.add_worksheet(key.capitalize())
        sheets[key].write_string(0, 0, f"report.{key}")
    for key, columns in tables.items():
        sheet = sheets[key] = book.add_worksheet(key.capitalize())
        height = max((len(cells) for cells in columns.values()), default=0)
        for place, (column, cells) in enumerate(columns.items()):
            sheet.write_string(0, place, column if place else f"{key}.{column}")
            sheet.write_string(1, place, column.capitalize())
            for row, raw in enumerate(cells, start=2):
                put(sheet, row, place, raw, day, moment)
        if as_table:
            headers = [{"header": column.capitalize()} for column in columns]
            sheet.add_table(1, 0, 1 + max(1, height + blank_rows), len(columns) - 1, {"columns": headers, "name": key})
    _write_settings(book)
    if finish:
        finish(book, sheets)
    book.close()
    return path


def put(sheet: Worksheet, row: int, column: int, raw: Raw, day: object, moment: object) -> None:
    if raw is None:
        return
    if isinstance(raw, bool):
        sheet.write_boolean(row, column, raw)
    elif isinstance(raw, str):
        sheet.write_string(row, column, raw)
    elif isinstance(raw, date):
        sheet.write_datetime(row, column, raw, moment if hasattr(raw, "hour") else day)
    else:
        sheet.write_number(row, column, raw)


def _write_settings(book: Book) -> None:
    sheet = book.add_worksheet("_sheetcrm")
    sheet.very_hidden()
    sheet.write_row(0, 0, ["settings.id", "value"])
    sheet.write_row(1, 0, ["id", "value"])
    sheet.write_row(2, 0, ["lang", "vi"])
    for row, (name, look) in enumerate(STYLES.items(), start=3):
        sheet.write_string(row, 0, f"style.{name}")
        sheet.write_blank(row, 1, None, book.add_format(dict(look)))
