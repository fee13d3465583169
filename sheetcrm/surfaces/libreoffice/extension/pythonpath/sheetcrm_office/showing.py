"""Shows how a click ended: a line on the sheet and in the status bar, and a box when something needs attention."""

from __future__ import annotations

import uno
from com.sun.star.awt.MessageBoxButtons import BUTTONS_OK
from com.sun.star.awt.MessageBoxButtons import BUTTONS_YES_NO
from com.sun.star.awt.MessageBoxResults import YES
from com.sun.star.awt.MessageBoxType import INFOBOX
from com.sun.star.awt.MessageBoxType import QUERYBOX
from com.sun.star.awt.MessageBoxType import WARNINGBOX

from sheetcrm_office.asking import TITLE
from sheetcrm_office.asking import ask
from sheetcrm_office.obeying import Unprotected

_SIGN = "▸ "
"""What our line begins with, so that the next one replaces it and nothing else."""
_ROWS = (3, 4)
"""The blank line between a report's head and its content, counted from 0."""
_BESIDE = 3


class Screen:
    """The window in which somebody clicked; a hidden one shows no box."""

    def __init__(self, context: object, frame: object) -> None:
        self._context = context
        self._frame = frame
        self._bar = frame.createStatusIndicator()

    def working(self, text: str) -> None:
        """Say that something goes on."""
        self._bar.start(text, 0)

    def done(self, text: str, alerts: list) -> str:
        """Say what was done, and in a box what needs attention."""
        self._bar.start(text, 0)
        for alert in alerts:
            self._box(INFOBOX, BUTTONS_OK, alert)
        return "\n".join([text, *alerts])

    def reply(self, request: dict) -> object:
        """Ask what the sheetcrm process wants to know while it works; in a hidden window everything is cancelled."""
        if not self._frame.ContainerWindow.isVisible():
            return None
        if request["do"] == "confirm":
            return self._box(QUERYBOX, BUTTONS_YES_NO, request["text"]) == YES
        return ask(self._context, self._frame.ContainerWindow, request["text"], request["suggested"])

    def save(self) -> object:
        """Save the document in its place and give its path; None when it has none on this computer."""
        document = self._frame.Controller.Model
        if not document.URL.startswith("file:"):
            return None
        document.store()
        return uno.fileUrlToSystemPath(document.URL)

    def refuse(self, text: str) -> str:
        """Say why nothing was done."""
        self._bar.end()
        self._box(WARNINGBOX, BUTTONS_OK, text)
        return text

    def _box(self, kind: object, buttons: int, text: str) -> int:
        window = self._frame.ContainerWindow
        if not window.isVisible():
            return 0
        box = window.Toolkit.createMessageBox(window, kind, buttons, TITLE, text)
        answer = box.execute()
        box.dispose()
        return answer


def write_status(document: object, text: str) -> None:
    """Say it on the sheet that people look at, if it is a report that has a line for it."""
    sheet = document.CurrentController.ActiveSheet
    keys = sheet.getCellRangeByPosition(0, 0, 9, 0).getDataArray()[0]
    marked = [at for at, key in enumerate(keys) if isinstance(key, str) and key.startswith("report.")]
    for row in _ROWS if marked else ():
        cells = sheet.getCellRangeByPosition(marked[0], row, marked[0] + _BESIDE, row).getDataArray()[0]
        if not any(cells[1:]) and str(cells[0]).startswith(_SIGN if cells[0] else ""):
            with Unprotected(sheet):
                sheet.getCellByPosition(marked[0], row).String = _SIGN + text
            return
