"""Find and replace over a range, a sheet or all sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_service.area import Area
from sheets_service.cell import Cell
from sheets_service.cell import Formula
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.reading import Rendering
from sheets_service.reading import render
from sheets_service.sheet import Sheet
from sheets_service.writing import entered


def find_replace(edit: Edit, body: Json) -> Json:
    """Changes what is shown, or formulas where asked; the result is read as if typed."""
    pattern = _pattern(edit, body)
    replacement = body.get("replacement", "")
    if not body.get("searchByRegex"):
        replacement = replacement.replace("\\", "\\\\")
    replacement = re.sub(r"\$(\d)", r"\\\1", replacement) if body.get("searchByRegex") else replacement
    counts = {"valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    for sheet, area in _scope(edit, body):
        rows = set()
        for row, column in area.clamped(len(sheet.grid.rows), sheet.column_count).places():
            cell = sheet.grid.cell(row, column)
            text = _searched(edit, sheet, cell, formulas=body.get("includeFormulas", False))
            changed, number = pattern.subn(replacement, text) if text else ("", 0)
            if number:
                edit.touch(Area(sheet.id, row, row + 1, column, column + 1))
                sheet.grid.put(row, column, [entered(edit, cell, changed, "USER_ENTERED")])
                counts["formulasChanged" if isinstance(cell.value, Formula) else "valuesChanged"] += 1
                counts["occurrencesChanged"] += number
                rows.add(row)
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {name: count for name, count in counts.items() if count}


def _searched(edit: Edit, sheet: Sheet, cell: Cell, *, formulas: bool) -> str:
    if cell.value is None:
        return ""
    if isinstance(cell.value, Formula):
        return cell.value.text if formulas else ""
    return str(render(edit.book, sheet, cell, Rendering()))


def _pattern(edit: Edit, body: Json) -> re.Pattern[str]:
    find = body.get("find", "")
    if not find:
        raise edit.refuse("find must be set.")
    text = find if body.get("searchByRegex") else re.escape(find)
    if body.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if body.get("matchCase") else re.IGNORECASE)
    except re.error as error:
        raise edit.refuse(f"Invalid regular expression: {find}") from error


def _scope(edit: Edit, body: Json) -> Iterator[tuple[Sheet, Area]]:
    if "range" in body:
        yield edit.area(body["range"])
    elif body.get("allSheets"):
        yield from ((sheet, sheet.whole) for sheet in edit.book.sheets)
    else:
        sheet = edit.sheet(body.get("sheetId", 0))
        yield sheet, sheet.whole


KINDS: dict[str, Kind] = {"findReplace": find_replace}
