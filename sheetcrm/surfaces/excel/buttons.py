"""Where the macros come in: `RunPython "from sheetcrm.surfaces.excel import buttons;buttons.recompute()"`.

`main` is what the button *Run main* of xlwings' add-in calls, for workbooks without macros.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable

import xlwings as xw

from sheetcrm.app.reading import read_settings
from sheetcrm.errors import SheetCrmError
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.excel import clicks
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.surfaces.excel.excel_screen import ExcelScreen
from sheetcrm.surfaces.excel.screen import Screen
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook

Job = Callable[[Click], None]


def recompute() -> None:
    """Recompute the calling workbook."""
    _press(clicks.recompute)


def check() -> None:
    """Show what is wrong in the calling workbook."""
    _press(clicks.check)


def sync() -> None:
    """Send what was typed in the calling workbook to the hub."""
    _press(clicks.sync)


def move_stage() -> None:
    """Move the selected opportunity on."""
    from sheetcrm.surfaces.excel.moving import move  # the form: no other button waits for it

    _press(move)


main = recompute


def _press(job: Job) -> None:
    gc.disable()  # one short run over many small values
    live = LiveExcelWorkbook(xw.Book.caller())
    press(job, live, ExcelScreen(live), live.name)


def press(job: Job, workbook: Workbook, screen: Screen, name: str) -> None:
    """Do a job on an open workbook; whatever stops it is one sentence in a box."""
    lang = preferred_language()
    try:
        settings = read_settings(workbook.read(["settings"]), name)
        lang = settings.lang
        job(Click(workbook, screen, name, lang, settings.time_zone))
    except SheetCrmError as error:
        screen.alert(error.in_language(lang))
    except Exception as error:  # the last edge before the user: a sentence, and the details for whoever looks after it
        logging.getLogger("sheetcrm").exception("a button failed")
        screen.alert(say("button_failed", lang, why=f"{type(error).__name__}: {error}"))
    finally:
        workbook.close()
