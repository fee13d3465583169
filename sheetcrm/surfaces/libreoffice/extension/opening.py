"""When a document was opened: our functions in it are asked anew, for LibreOffice shows what they said at saving."""

from __future__ import annotations

from contextlib import suppress

import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.sheet.CellFlags import FORMULA
from com.sun.star.task import XJob

NAME = "vnd.sheetcrm.Opening"
SERVICES = (NAME, "com.sun.star.task.Job")
_OURS = "VND.SHEETCRM."
"""How LibreOffice calls a function of ours within a formula, whatever a user reads there."""
_ARRAY = "{"
"""A formula over several cells begins with it; LibreOffice calculates those by itself."""


class Opening(unohelper.Base, XServiceInfo, XJob):
    """Made for each spreadsheet that is opened."""

    def __init__(self, context: object) -> None:
        """Nothing is kept."""

    def execute(self, arguments: tuple) -> object:
        """Look at the document that was opened."""
        given = {value.Name: value.Value for value in arguments}
        document = {value.Name: value.Value for value in given.get("Environment") or ()}.get("Model")
        if document is not None and document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            wake(document)
        return None

    def getImplementationName(self) -> str:  # noqa: N802
        """Give the name under which the extension registers it."""
        return NAME

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Say whether it is a job."""
        return name in SERVICES

    def getSupportedServiceNames(self) -> tuple:  # noqa: N802
        """Give what it is."""
        return SERVICES


def wake(document: object) -> None:
    """Let LibreOffice ask our functions once: there is nothing to undo, and nothing that would have to be saved."""
    asleep = [cell for sheet in document.Sheets for cell in _calling(sheet)]
    if not asleep:
        return
    undo, was_modified = document.getUndoManager(), document.isModified()
    undo.lock()
    document.lockControllers()
    try:
        for cell in asleep:
            with suppress(Exception):  # on a sheet that is protected it stays as it was saved
                cell.Formula = cell.Formula
    finally:
        document.unlockControllers()
        undo.unlock()
        document.setModified(was_modified)


def _calling(sheet: object) -> list:
    """Give the cells of a sheet in which a function of ours stands."""
    found = []
    for area in sheet.queryContentCells(FORMULA).RangeAddresses:
        cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        for y, row in enumerate(cells.getFormulaArray()):
            found += [
                cells.getCellByPosition(x, y)
                for x, formula in enumerate(row)
                if _OURS in formula.upper() and not formula.startswith(_ARRAY)
            ]
    return found


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816
g_ImplementationHelper.addImplementation(Opening, NAME, SERVICES)
