"""Shows how a click ended: a sentence in the status bar, and a box when something needs attention."""

from __future__ import annotations

import uno
from com.sun.star.awt.MessageBoxType import INFOBOX
from com.sun.star.awt.MessageBoxType import WARNINGBOX


class Screen:
    """The window in which somebody clicked; a hidden one shows nothing."""

    def __init__(self, context: object, frame: object) -> None:
        self._context = context
        self._frame = frame
        self._bar = frame.createStatusIndicator()

    def working(self, text: str) -> None:
        """Say that something goes on."""
        self._bar.start(text, 0)

    def done(self, text: str, message: str | None) -> str:
        """Say what was done; with a message, in a box."""
        self._bar.start(text, 0)
        if message:
            self._box(INFOBOX, text, message)
        return text

    def refuse(self, text: str) -> str:
        """Say why nothing was done."""
        self._bar.end()
        self._box(WARNINGBOX, "sheetcrm", text)
        return text

    def _box(self, kind: object, title: str, text: str) -> None:
        window = self._frame.ContainerWindow
        if window.isVisible():
            window.Toolkit.createMessageBox(window, kind, 1, title, text).execute()


assert uno  # importing it lets Python find `com.sun.star`
