"""LibreOffice's window, as far as a click needs it: what is said is collected, what is asked goes there and back."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sheetcrm.app.wording import Finding
from sheetcrm.errors import NotAllowed
from sheetcrm.problems import Severity
from sheetcrm.surfaces.excel.screen import Pointed
from sheetcrm.templates.drawing_buttons import MACRO_WORDS
from sheetcrm.templates.drawing_buttons import STATUS
from sheetcrm.templates.palette import ERROR_FILL
from sheetcrm.templates.palette import WARNING_FILL
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.open_document.workbook import OpenDocument

Converse = Callable[[Mapping[str, Any]], Any]
"""Asks the program; gives the reply.

`{"do": "ask" | "confirm" | "save" | "tell", "text", "suggested", "orders", "tables"}`, what each needs.
"""

LONGEST_PROMPT = 900
"""Signs that the extension's dialog has room for, on a small screen."""
_FILLS = {Severity.ERROR.value: ERROR_FILL, Severity.WARNING.value: WARNING_FILL}
"""What a cell with a problem is painted; the worst first."""


class OfficeScreen:
    """The window of an open document (implements `sheetcrm.surfaces.excel.screen.Screen`)."""

    def __init__(self, document: OpenDocument, pointed: Sequence[Any], converse: Converse) -> None:
        """Take the document, where the user points (sheet, row, texts), and how to ask the program."""
        self._document = document
        self._pointed = pointed
        self._converse = converse
        self._said = ""
        self._alerts: list[str] = []
        self._marks: list[Mapping[str, Any]] | None = None

    @property
    def room(self) -> int:
        """Say how much the dialog shows."""
        return LONGEST_PROMPT

    def result(self) -> Mapping[str, Any]:
        """Give all that the program has to do and to show now."""
        return {
            "orders": self._document.orders,
            "marks": self._marks,
            "fills": list(_FILLS.values()),
            "status": self._said,
            "alerts": self._alerts,
        }

    def say(self, text: str) -> None:
        """Show the line in a macro workbook's own place too."""
        self._said = text
        if MACRO_WORDS in self._document.read([MACRO_WORDS]):
            self._document.write([UpdateRow(MACRO_WORDS, STATUS, {"value": text})])

    def alert(self, text: str) -> None:
        """Show a box, once everything is done."""
        self._alerts.append(text)

    def confirm(self, text: str) -> bool:
        """Ask by a box with yes and no."""
        return bool(self._converse({"do": "confirm", "text": text}))

    def ask(self, prompt: str, suggested: str = "") -> str | None:
        """Ask by a small dialog."""
        typed = self._converse({"do": "ask", "text": prompt, "suggested": suggested})
        return None if typed is None else str(typed)

    def pointed_at(self) -> Pointed:
        """Say where the selection was when the button was pressed."""
        sheet, row, texts = self._pointed
        return Pointed(sheet, row, tuple(texts))

    def mark(self, findings: Sequence[Finding]) -> None:
        """Give one mark a cell: all that is said of it, in the colour of the worst."""
        cells: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            if finding.cell is not None:
                cells.setdefault((finding.sheet, finding.cell), []).append(finding)
        self._marks = [
            {
                "sheet": sheet,
                "cell": cell,
                "text": "\n".join(dict.fromkeys(one.sentence for one in found)),
                "fill": _FILLS[min((one.severity for one in found), key=list(_FILLS).index)],
            }
            for (sheet, cell), found in cells.items()
        ]

    def save(self) -> Path | None:
        """Let the program do what was written so far, and save the document in its place. Raises: NotAllowed."""
        done = self._converse({"do": "save", "orders": self._document.take_orders()})
        if done["failed"]:
            raise NotAllowed(file=self._document.name, why=done["failed"])
        return Path(done["saved"]) if done["saved"] else None
