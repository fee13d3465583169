"""What a click needs of the spreadsheet program besides cells: to say, to ask, to know what the user points at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from typing import Protocol

from sheetcrm.app.wording import Finding


class Pointed(NamedTuple):
    """Where the user's selection begins, and what that row says in its first cells."""

    sheet: str
    row: int
    texts: tuple[str, ...]


class Screen(Protocol):
    """Implemented by `ExcelScreen` and `OfficeScreen`; a workbook is open behind it."""

    @property
    def room(self) -> int:
        """Say how many signs a question may have."""
        ...

    def say(self, text: str) -> None:
        """Show a line where results of clicks stand. Raises: WorkbookError."""
        ...

    def alert(self, text: str) -> None:
        """Show a box that the user must close."""
        ...

    def confirm(self, text: str) -> bool:
        """Ask a question that is answered by yes or no."""
        ...

    def ask(self, prompt: str, suggested: str = "") -> str | None:
        """Ask for a text; None when the user cancels."""
        ...

    def pointed_at(self) -> Pointed:
        """Say where the selection is."""
        ...

    def mark(self, findings: Sequence[Finding]) -> None:
        """Show these problems, and no others of ours, on their cells. Raises: WorkbookError."""
        ...

    def save(self) -> Path | None:
        """Save the workbook in its place and give it; None when it has none on this computer."""
        ...
