"""The functions for cells as xlwings offers them to Excel: thin, undecorated work stands in `app.cell_functions`.

Excel calls them by these names from the macros in the workbook (`xlwings_udfs`), which hand over the workbook's place,
and a word that changes with every edit that is not saved.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from typing import Any
from typing import TypeVar

import xlwings as xw

from sheetcrm.app.cell_functions.calling import call_function
from sheetcrm.app.cell_functions.showing import shown
from sheetcrm.errors import SheetCrmError
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.excel.calling_books import CallingBooks
from sheetcrm.templates.function_signatures import SIGNATURES

Shown = str | int | float | bool | datetime
Answer = list[list[Shown]]
Function = TypeVar("Function", bound=Callable[..., Answer])

_BOOKS = CallingBooks()


def answer(name: str, arguments: Sequence[Any], place: str, edited: str, books: CallingBooks = _BOOKS) -> Answer:
    """Give what a function answers in the workbook at a place, in the state that `edited` names; never a traceback."""
    lang = preferred_language()
    try:
        return shown(call_function(name, books.at(place, edited), arguments, lang), _midnight, "")
    except SheetCrmError as error:
        return [[error.in_language(lang)]]
    except Exception:  # the last edge before a cell: whatever it is, a cell shows a sentence
        logging.getLogger("sheetcrm").exception("%s failed", name)
        return [[say("function_failed", lang)]]


def _midnight(day: date) -> datetime:
    """Give a day as Excel takes it."""
    return day if isinstance(day, datetime) else datetime.combine(day, time())


def _offered(function: Function) -> Function:
    """Offer a function to Excel, every argument as rows of cells and with its help."""
    lang = preferred_language()
    for place, argument in enumerate(SIGNATURES[function.__name__], 1):
        level = argument.name.startswith("level")
        help_text = say(f"function_argument_{'level' if level else argument.name}", lang, number=place)
        function = xw.arg(argument.name, ndim=2, doc=help_text)(function)
    function = xw.arg("workbook", vba="ThisWorkbook.FullName")(function)
    function = xw.arg("edited", vba="CrmEdited()")(function)
    return xw.func(category="sheetcrm")(function)


@_offered
def CRM_SCORE(  # noqa: N802  the name people type
    level1: Any,
    level2: Any = None,
    level3: Any = None,
    level4: Any = None,
    level5: Any = None,
    level6: Any = None,
    level7: Any = None,
    workbook: str = "",
    edited: str = "",
) -> Answer:
    """Score a lead from the levels 0–3 of its letters."""
    return answer("CRM_SCORE", (level1, level2, level3, level4, level5, level6, level7), workbook, edited)


@_offered
def CRM_BAND(  # noqa: N802
    level1: Any,
    level2: Any = None,
    level3: Any = None,
    level4: Any = None,
    level5: Any = None,
    level6: Any = None,
    level7: Any = None,
    workbook: str = "",
    edited: str = "",
) -> Answer:
    """Say whether a lead is hot, warm or cold."""
    return answer("CRM_BAND", (level1, level2, level3, level4, level5, level6, level7), workbook, edited)


@_offered
def CRM_WHY(  # noqa: N802
    level1: Any,
    level2: Any = None,
    level3: Any = None,
    level4: Any = None,
    level5: Any = None,
    level6: Any = None,
    level7: Any = None,
    workbook: str = "",
    edited: str = "",
) -> Answer:
    """Explain a lead's score step by step."""
    return answer("CRM_WHY", (level1, level2, level3, level4, level5, level6, level7), workbook, edited)


@_offered
def CRM_CHECK(opportunity: Any, stage: Any = None, workbook: str = "", edited: str = "") -> Answer:  # noqa: N802
    """Say what is missing before an opportunity may move to a stage."""
    return answer("CRM_CHECK", (opportunity, stage), workbook, edited)


@_offered
def CRM_NEXT(opportunity: Any, workbook: str = "", edited: str = "") -> Answer:  # noqa: N802
    """Name the stages an opportunity may move to."""
    return answer("CRM_NEXT", (opportunity,), workbook, edited)


@_offered
def CRM_KPI(  # noqa: N802
    key: Any, period: Any = None, by: Any = None, value: Any = None, workbook: str = "", edited: str = ""
) -> Answer:
    """Give one KPI figure."""
    return answer("CRM_KPI", (key, period, by, value), workbook, edited)


@_offered
def CRM_KPI_TABLE(key: Any, by: Any, period: Any = None, workbook: str = "", edited: str = "") -> Answer:  # noqa: N802
    """Give a KPI broken down, with its total."""
    return answer("CRM_KPI_TABLE", (key, by, period), workbook, edited)
