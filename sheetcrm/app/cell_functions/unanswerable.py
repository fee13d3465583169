"""What stops a function in a cell: the sentence that the cell shows."""

from __future__ import annotations

from sheetcrm.errors import SheetCrmError


class Unanswerable(SheetCrmError):
    """What was asked makes no sense. A cell has little room: the sentence is the reason alone."""

    def __init__(self, code: str, /, **facts: object) -> None:
        """Name the sentence and its facts."""
        self.code = code
        super().__init__(**facts)
