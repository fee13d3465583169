"""A press of a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheetcrm.app.clock import local_now
from sheetcrm.surfaces.excel.screen import Screen
from sheetcrm.workbooks.base import Workbook


@dataclass(frozen=True, slots=True)
class Click:
    """A press of a button in an open workbook. What the use cases raise goes through to whoever started it."""

    workbook: Workbook
    screen: Screen
    name: str
    """What errors call the workbook."""
    lang: str
    zone: str
    """The company's time zone: every time that a sheet shows is told in it, wherever the computer is."""
    templates: Path | None = None
    clock: Callable[[str], datetime] = local_now

    @property
    def at(self) -> str:
        """Say when."""
        return f"{self.clock(self.zone):%H:%M}"
