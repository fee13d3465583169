"""Tells sheetcrm what stands in an open document, unsaved changes included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from com.sun.star.sheet.FormulaResult import ERROR
from com.sun.star.sheet.FormulaResult import STRING
from com.sun.star.sheet.FormulaResult import VALUE
from com.sun.star.util.NumberFormat import DATE
from com.sun.star.util.NumberFormat import LOGICAL
from com.sun.star.util.NumberFormat import TIME

_TEXTS = 12
"""How many cells of the selected row may name an opportunity."""
_MARKER = re.compile(r"\s*([a-z][a-z0-9_]*)\.[a-z][a-z0-9_]*\s*")
_REPORT = "report"


def tell(document: object) -> dict:
    """Give the sheets that are sheetcrm's, as `workbooks/open_document/grids.py` describes."""
    kinds = _Kinds(document)
    ours = [_sheet(sheet, kinds, [_used(sheet)]) for sheet in document.Sheets if is_ours(sheet)]
    return {"name": document.Title, "url": document.URL, "sheets": ours}


def tell_tables(document: object, wanted: object) -> dict:
    """Give the tables of these names, all of them for None: their own columns only.

    Beside them a user may keep formulas that ask sheetcrm themselves: those must not be calculated to answer one.
    """
    kinds = _Kinds(document)
    asked = [sheet for sheet in document.Sheets if _tables(sheet) & (_tables(sheet) if wanted is None else set(wanted))]
    return {"name": document.Title, "sheets": [_sheet(sheet, kinds, list(_columns(sheet))) for sheet in asked]}


def pointed(document: object) -> list:
    """Give the sheet and the row in which the selection begins, and what the row's first cells say."""
    controller = document.CurrentController
    sheet, selection = controller.ActiveSheet, document.CurrentSelection
    if not hasattr(selection, "getRangeAddress") and not hasattr(selection, "getRangeAddresses"):
        return ["", 0, []]  # a chart or a picture is selected
    areas = [selection.RangeAddress] if hasattr(selection, "getRangeAddress") else selection.RangeAddresses
    row = areas[0].StartRow if areas else 0
    cells = sheet.getCellRangeByPosition(0, row, _TEXTS - 1, row).getDataArray()[0]
    return [sheet.Name, row + 1, [cell for cell in cells if isinstance(cell, str) and cell]]


def is_ours(sheet: object) -> bool:
    """Say whether the first row of a sheet says what it holds."""
    return any(map(_MARKER.fullmatch, _keys(sheet)))


def holds_table(sheet: object) -> bool:
    """Say whether that is a table, and not only reports."""
    return bool(_tables(sheet))


def _tables(sheet: object) -> set:
    return {found.group(1) for found in map(_MARKER.fullmatch, _keys(sheet)) if found} - {_REPORT}


def _keys(sheet: object) -> list:
    """Give the texts of the first row. A formula is no key, and is not calculated to find that out."""
    return list(sheet.getCellRangeByPosition(0, 0, _used(sheet).RangeAddress.EndColumn, 0).getFormulaArray()[0])


def _used(sheet: object) -> object:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def _columns(sheet: object) -> Iterator[object]:
    """Give neighbouring columns that have a key, as ranges."""
    keys, bottom, start = [*_keys(sheet), ""], _used(sheet).RangeAddress.EndRow, None
    for at, key in enumerate(keys):
        if key.strip() and start is None:
            start = at
        elif not key.strip() and start is not None:
            yield sheet.getCellRangeByPosition(start, 0, at - 1, bottom)
            start = None


def _sheet(sheet: object, kinds: _Kinds, ranges: list) -> dict:
    """Give what stands in these ranges, from left to right; all of them begin in the first row and end in the last."""
    rows = [[] for _ in range(ranges[0].RangeAddress.EndRow + 1)]
    formulas, errors, areas = [], [], []
    for cells in ranges:
        gap = cells.RangeAddress.StartColumn - len(rows[0])
        for at, said in enumerate(cells.getDataArray()):
            rows[at].extend([""] * gap)
            rows[at].extend("" if cell is None else cell for cell in said)
        formulas += [_area(one) for one in cells.queryFormulaCells(VALUE | STRING | ERROR).RangeAddresses]
        errors += _errors(sheet, cells)
        areas += kinds.areas(cells)
    for row, column, _ in errors:
        rows[row - 1][column - 1] = ""
    return {"title": sheet.Name, "rows": rows, "kinds": areas, "errors": errors, "formulas": formulas}


def _errors(sheet: object, used: object) -> Iterator[list]:
    for area in used.queryFormulaCells(ERROR).RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                yield [row + 1, column + 1, sheet.getCellByPosition(column, row).getString()]


class _Kinds:
    """Which numbers are shown as days or truth values, by the document's number formats."""

    def __init__(self, document: object) -> None:
        self._formats = document.getNumberFormats()
        self._known = {}

    def areas(self, used: object) -> Iterator[list]:
        """Give areas `[kind, top, left, bottom, right]`."""
        for ranges in used.getUniqueCellFormatRanges():
            kind = self._kind(ranges.NumberFormat)
            if kind:
                for area in ranges.RangeAddresses:
                    yield [kind, *_area(area)]

    def _kind(self, key: int) -> str:
        if key not in self._known:
            shown = self._formats.getByKey(key).Type
            self._known[key] = "date" if shown & (DATE | TIME) else ("logical" if shown & LOGICAL else "")
        return self._known[key]


def _area(address: object) -> list:
    """Give top, left, bottom and right, counted from 1."""
    return [address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1]
