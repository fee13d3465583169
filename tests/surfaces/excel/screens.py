"""A window that answers as a script says and remembers what it was told to show."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from sheetcrm.app.wording import Finding
from sheetcrm.surfaces.excel.screen import Pointed

NOWHERE = Pointed("", 0, ())


@dataclass
class ScriptedScreen:
    """Implements `sheetcrm.surfaces.excel.screen.Screen` for tests; an answer that is missing cancels."""

    answers: list[str] = field(default_factory=list)
    pointed: Pointed = NOWHERE
    agrees: bool = True
    path: Path | None = None
    in_memory: Path | None = None
    """A file that stands for the workbook as the program has it open; saving copies it over the workbook's own."""
    room: int = 250
    status: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    marked: Sequence[Finding] = ()

    def say(self, text: str) -> None:
        self.status.append(text)

    def alert(self, text: str) -> None:
        self.boxes.append(text)

    def confirm(self, text: str) -> bool:
        self.asked.append(text)
        return self.agrees

    def ask(self, prompt: str, suggested: str = "") -> str | None:
        self.asked.append(prompt)
        return self.answers.pop(0) if self.answers else None

    def pointed_at(self) -> Pointed:
        return self.pointed

    def mark(self, findings: Sequence[Finding]) -> None:
        self.marked = findings

    def save(self) -> Path | None:
        if self.in_memory is not None and self.path is not None:
            shutil.copyfile(self.in_memory, self.path)
        return self.path
