"""Carries out sheetcrm's orders in the open document: one step to undo, nothing redrawn or recalculated on the way."""

from __future__ import annotations

from contextlib import suppress

from com.sun.star.lang import Locale
from com.sun.star.sheet.CellFlags import ANNOTATION
from com.sun.star.sheet.CellFlags import DATETIME
from com.sun.star.sheet.CellFlags import FORMULA
from com.sun.star.sheet.CellFlags import STRING
from com.sun.star.sheet.CellFlags import VALUE

from sheetcrm_office.linking import link

_FORMATS = {"date": "DD/MM/YYYY", "datetime": "DD/MM/YYYY HH:MM", "logical": "BOOLEAN", "number": "General"}
_LOOK = (
    "BottomBorder",
    "CellBackColor",
    "CellProtection",
    "CharColor",
    "CharFontName",
    "CharHeight",
    "CharPosture",
    "CharUnderline",
    "CharWeight",
    "HoriJustify",
    "IsTextWrapped",
    "LeftBorder",
    "NumberFormat",
    "ParaIndent",
    "RightBorder",
    "TopBorder",
    "VertJustify",
)
"""What makes the look of a cell."""


class Protected(Exception):
    """A sheet is protected with a password; its name."""


class OneStep:
    """Lets all that happens inside be one step to undo; when it fails, it is undone. The view stands still meanwhile.

    (A generator would do, but UNO's exceptions do not survive `contextlib`: they take no traceback.)
    """

    def __init__(self, document: object, title: str) -> None:
        self._document, self._title = document, title
        self._undo = document.getUndoManager()
        self._automatic = document.isAutomaticCalculationEnabled()

    def __enter__(self) -> None:
        self._before = self._undo.getAllUndoActionTitles()
        self._document.lockControllers()
        self._document.addActionLock()
        self._document.enableAutomaticCalculation(False)
        self._undo.enterUndoContext(self._title)

    def __exit__(self, failure: object, *rest: object) -> None:
        self._undo.leaveUndoContext()
        if failure is not None and self._undo.getAllUndoActionTitles() != self._before:
            self._undo.undo()
        self._document.enableAutomaticCalculation(self._automatic)
        self._document.removeActionLock()
        self._document.unlockControllers()


class Unprotected:
    """Opens a sheet that sheetcrm protects (without a password) while it is written. Raises: Protected."""

    def __init__(self, sheet: object) -> None:
        self._sheet = sheet
        self._protected = sheet.isProtected()

    def __enter__(self) -> None:
        if self._protected:
            with suppress(Exception):  # whether it worked is looked at
                self._sheet.unprotect("")
            if self._sheet.isProtected():
                raise Protected(self._sheet.Name)

    def __exit__(self, *failure: object) -> None:
        if self._protected:
            self._sheet.protect("")


def obey(document: object, orders: dict) -> None:
    """Carry out the orders to one sheet."""
    sheet = document.Sheets.getByName(orders["sheet"])
    with Unprotected(sheet):
        if orders["grow"]:
            _grow(document, sheet, *orders["grow"])
        for top, left, rows in orders["values"]:
            area = _range(sheet, top, left, top + len(rows) - 1, left + len(rows[0]) - 1)
            area.setDataArray(tuple(map(tuple, rows)))
        for kind, *area in orders["kinds"]:
            _range(sheet, *area).NumberFormat = _format(document, _FORMATS[kind])
        for source, areas in orders["looks"]:
            _look(document, sheet, orders["looks_on"], source, areas)
        for row, column, target in orders["links"]:
            link(document, sheet.getCellByPosition(column - 1, row - 1), target)
        for row, hides in orders["hidden"]:
            line = sheet.Rows.getByIndex(row - 1)
            if line.IsVisible == hides:
                line.IsVisible = not hides
        for row in orders["deleted"]:
            sheet.Rows.removeByIndex(row - 1, 1)


def _range(sheet: object, top: int, left: int, bottom: int, right: int) -> object:
    return sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def _format(document: object, code: str) -> int:
    english, formats = Locale("en", "US", ""), document.getNumberFormats()
    key = formats.queryKey(code, english, False)
    return key if key != -1 else formats.addNew(code, english)


def _look(document: object, sheet: object, kept_on: str, source: object, areas: list) -> None:
    """Give areas the look of a cell of the settings; None takes their look away."""
    together = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    addresses = [_range(sheet, *area).RangeAddress for area in areas]
    together.addRangeAddresses(tuple(addresses), False)
    if source is None:
        for name in _LOOK:
            together.setPropertyToDefault(name)
        return
    swatch = document.Sheets.getByName(kept_on).getCellByPosition(source[1] - 1, source[0] - 1)
    together.setPropertyValues(_LOOK, swatch.getPropertyValues(_LOOK))


def _grow(document: object, sheet: object, pattern: int, first: int, last: int) -> None:
    """Let rows below a table's end look and behave like its last one, and belong to the table."""
    number = sheet.RangeAddress.Sheet
    for table in document.DatabaseRanges:
        area = table.DataArea
        if area.Sheet == number and area.StartRow < first <= area.EndRow + 2 and last - 1 > area.EndRow:
            _copy_looks(sheet, pattern - 1, area.EndRow + 1, last - 1, area.StartColumn, area.EndColumn)
            area.EndRow = last - 1
            table.setDataArea(area)


def _copy_looks(sheet: object, pattern: int, first: int, last: int, left: int, right: int) -> None:
    source = sheet.getCellRangeByPosition(left, pattern, right, pattern).RangeAddress
    for row in range(first, last + 1):
        target = sheet.getCellByPosition(left, row)
        sheet.copyRange(target.CellAddress, source)
    added = sheet.getCellRangeByPosition(left, first, right, last)
    added.clearContents(VALUE | DATETIME | STRING | FORMULA | ANNOTATION)
