"""What each button does: the same click as in Excel, on a document whose cells were told and whose program obeys."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sheetcrm.app.reading import read_settings
from sheetcrm.errors import SheetCrmError
from sheetcrm.surfaces.excel import clicks
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.surfaces.excel.moving import move
from sheetcrm.surfaces.libreoffice.office_screen import Converse
from sheetcrm.surfaces.libreoffice.office_screen import OfficeScreen
from sheetcrm.workbooks.open_document.workbook import OpenDocument

Question = Mapping[str, Any]
"""`ask`, `lang` (of the program), `document` as `workbooks.open_document.grids` says, `pointed`, `templates`."""

JOBS: Mapping[str, Callable[[Click], None]] = {
    "recompute": clicks.recompute,
    "check": clicks.check,
    "sync": clicks.sync,
    "move_stage": move,
}
"""Button → what it does."""


def press(question: Question, converse: Converse) -> Mapping[str, Any]:
    """Do what a button is for, and give what the program has to do and to show."""
    document = OpenDocument(question["document"])
    screen = OfficeScreen(document, question["pointed"], converse)
    lang, templates = question["lang"], question["templates"]
    try:
        settings = read_settings(document.read(["settings"]), document.name)
        lang, folder = settings.lang, Path(templates) if templates else None
        JOBS[question["ask"]](Click(document, screen, document.name, lang, settings.time_zone, folder))
    except SheetCrmError as error:
        return {"failed": error.in_language(lang)}
    return screen.result()
