"""Excel's window, through xlwings."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import xlwings

from sheetcrm.app.wording import Finding
from sheetcrm.problems import Severity
from sheetcrm.surfaces.excel.prompts import fitting
from sheetcrm.surfaces.excel.saved_books import local_path
from sheetcrm.surfaces.excel.screen import Pointed
from sheetcrm.templates.drawing_buttons import MACRO_WORDS
from sheetcrm.templates.drawing_buttons import STATUS
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.live.marks import Mark
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook

TITLE = "sheetcrm"
LONGEST_PROMPT = 250
"""Signs that Excel's input box takes."""
BOTTOM_STAYS = sys.platform != "darwin"
"""On a Mac xlwings wipes the bottom of the window as soon as Python has ended: there the sheet has to say it."""
_ASK = "CrmAsk"
_TEXTS = 12
"""How many cells of the selected row may name an opportunity."""


class ExcelScreen:
    """The window of an open workbook (implements `sheetcrm.surfaces.excel.screen.Screen`)."""

    def __init__(self, workbook: LiveExcelWorkbook) -> None:
        """Take the open workbook."""
        self._workbook = workbook
        self._book: xlwings.Book = workbook.book

    @property
    def room(self) -> int:
        """Say how much Excel's input box shows."""
        return LONGEST_PROMPT

    def say(self, text: str) -> None:
        """Show the line beside the buttons of a macro workbook, else where the sheet has room; and at the bottom.

        At the bottom only, as long as nothing was written: a click that changes nothing leaves all that can be undone.
        """
        if BOTTOM_STAYS and not self._workbook.has_written:
            self._book.app.status_bar = text
        elif MACRO_WORDS in self._workbook.read([MACRO_WORDS]):
            self._workbook.write([UpdateRow(MACRO_WORDS, STATUS, {"value": text})])
            self._book.app.status_bar = text
        else:
            self._workbook.show_status(text)

    def alert(self, text: str) -> None:
        """Show a box."""
        self._book.app.alert(text, title=TITLE)

    def confirm(self, text: str) -> bool:
        """Ask by a box with yes and no."""
        return bool(self._book.app.alert(text, title=TITLE, buttons="yes_no") == "yes")

    def ask(self, prompt: str, suggested: str = "") -> str | None:
        """Ask by Excel's own input box, which the workbook's macros open for us."""
        typed = self._book.macro(_ASK)(fitting(prompt, self.room), TITLE, suggested)
        return None if typed is False or typed is None else str(typed)

    def pointed_at(self) -> Pointed:
        """Read the row in which the selection begins."""
        selected = self._book.app.selection
        if selected is None:  # a chart or a picture is selected
            return Pointed("", 0, ())
        sheet, row = selected.sheet, selected.row
        cells = sheet.range((row, 1), (row, _TEXTS)).value
        return Pointed(sheet.name, row, tuple(cell for cell in cells if isinstance(cell, str)))

    def mark(self, findings: Sequence[Finding]) -> None:
        """Put a note and a colour on each cell concerned."""
        marks = [
            Mark(one.sheet, one.cell, one.sentence, Severity(one.severity)) for one in findings if one.cell is not None
        ]
        self._workbook.mark_problems(marks)

    def save(self) -> Path | None:
        """Save in place; a workbook in OneDrive is found in the folder that is kept in step with it."""
        path = local_path(self._book.fullname)
        if path is None or not path.is_file():
            return None
        self._book.save()
        return path
