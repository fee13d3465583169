"""Draws what a macro workbook has more than a plain one.

Buttons, the line that says how the last click ended, and the hidden sheets from which macros take texts and settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sheetcrm.messages import say
from sheetcrm.templates.blueprint import FIRST_DATA_ROW
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import Button
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import StatusBox
from sheetcrm.templates.blueprint import Style
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.templates.dashboard_layout import PERIOD_REPORT
from sheetcrm.templates.drawing_lists import hidden_sheet
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import Value

MACRO_WORDS, WORDS_SHEET = "macro_words", "_macros"
"""The table of the texts that macros show, and the sheet it stands on: the macros look them up there."""
STATUS = "status"
"""The row of that table which says how the last click ended."""
CONFIGURATION = "configuration"
"""The row that may name the `sheetcrm.toml` that the sync button uses."""
XLWINGS = "xlwings"
"""The row that tells which version of xlwings the macros are from."""
XLWINGS_OF_MACROS = "0.37.8"
"""They look for a DLL or script of exactly that version."""
XLWINGS_CONF, CONF_SHEET = "xlwings_conf", "xlwings.conf"
"""The report (its first cells are names that mean nothing to xlwings) from which xlwings reads its settings."""
SAFE_CONF: Mapping[str, str] = {"ADD_WORKBOOK_TO_PYTHONPATH": "false", "TEMP DIR": "%TEMP%"}
"""A file beside the workbook on a shared drive must never be run in place of a module. VBA by itself reads the name of
the folder for passing things in the codepage of one language: a user called Hồng would have none."""
_RECOMPUTE, _CHECK = ("CrmRecompute", "button_recompute"), ("CrmCheck", "button_check")
_SYNC, _MOVE = ("CrmSync", "button_sync"), ("CrmMoveStage", "button_move_stage")
_LEFT, _TOP, _GAP, _HEIGHT = 4, 5, 6, 26
"""Pixels from a cell's corner: in the middle of a title row, in the free band above a header."""
_BRIGHT, _ACCENT = "FFFFFF", "1F6F78"


class _Row(NamedTuple):
    """A row of buttons: column by column, so that none crosses an edge (programs differ in how wide a column is)."""

    columns: Mapping[int, Sequence[tuple[str, str]]]
    width: int
    status: tuple[int, int]
    """Column and width of the line behind them."""
    colour: str


_ROWS: Mapping[str, _Row] = {
    "today": _Row({3: (_RECOMPUTE, _CHECK), 4: (_SYNC, _MOVE)}, 122, (5, 560), _ACCENT),
    PERIOD_REPORT: _Row({2: (_RECOMPUTE,), 3: (_CHECK,), 4: (_SYNC,)}, 102, (6, 520), _ACCENT),
    PROCESS_TABLE: _Row({2: (_RECOMPUTE, _CHECK), 3: (_SYNC, _MOVE)}, 122, (4, 640), _BRIGHT),
}
_ROW = 2
"""The first row that people see."""
HEADER_BAND = 34
"""Pixels above the headers of a table that buttons stand in."""


def with_buttons(blueprint: Blueprint) -> Blueprint:
    """Give the same workbook with buttons, ready for macros."""
    words = tuple(_words(blueprint.lang))
    status = f"={WORDS_SHEET}!$B${FIRST_DATA_ROW + [key for key, _ in words].index(STATUS)}"
    sheets = [_furnished(sheet, blueprint.lang, status) for sheet in blueprint.sheets]
    hidden = (hidden_sheet(MACRO_WORDS, WORDS_SHEET, ["id", "value"], words), _settings_of_xlwings())
    return replace(blueprint, sheets=(*sheets, *hidden), styles=_with_low_headers(blueprint.styles), macros=True)


def _furnished(sheet: TableSheet | ReportSheet, lang: str, status: str) -> TableSheet | ReportSheet:
    if sheet.key not in _ROWS:
        return sheet
    columns, width, (beside, room), colour = _ROWS[sheet.key]
    buttons = tuple(
        Button(macro, say(caption, lang), (_ROW, column), (_LEFT + place * (width + _GAP), _TOP), (width, _HEIGHT))
        for column, wanted in columns.items()
        for place, (macro, caption) in enumerate(wanted)
    )
    box = StatusBox((_ROW, beside), (_LEFT, _TOP), (room, _HEIGHT), status, colour)
    if isinstance(sheet, TableSheet):
        return replace(sheet, buttons=buttons, status=box, header_band=HEADER_BAND)
    return replace(sheet, buttons=buttons, status=box)


def _with_low_headers(styles: Mapping[str, Style]) -> Mapping[str, Style]:
    """Add the looks of headers below a band: their texts stand at the bottom."""
    low = {
        f"{name}_low": replace(style, valign="bottom")
        for name, style in styles.items()
        if name.startswith("table_header")
    }
    return {**styles, **low}


def _words(lang: str) -> Iterator[tuple[Value, ...]]:
    yield STATUS, None
    yield CONFIGURATION, None
    yield XLWINGS, XLWINGS_OF_MACROS
    yield "working", say("button_working", lang)
    yield "function_failed", say("function_failed", lang)
    yield "functions_windows_only", say("functions_windows_only", lang)
    yield "functions", " ".join(SIGNATURES)
    for name, arguments in SIGNATURES.items():
        yield name, say(f"function_{name.lower()}", lang)
        yield f"{name}.arguments", str(len(arguments))
        for place, argument in enumerate(arguments, 1):
            yield f"{name}.{place}", _argument(name, argument.name, place, lang)


def _argument(function: str, argument: str, place: int, lang: str) -> str:
    if argument.startswith("level"):
        return say("function_argument_level", lang, number=place)
    return say(f"function_argument_{argument}", lang, function=function)


def _settings_of_xlwings() -> ReportSheet:
    cells: dict[tuple[int, int], tuple[Value, str]] = {}
    for row, (key, value) in enumerate(SAFE_CONF.items(), start=2):
        cells[row, 1], cells[row, 2] = (key, "text"), (value, "text")
    return ReportSheet(XLWINGS_CONF, CONF_SHEET, (36, 90), cells, hidden=True)
