"""Prints buttons and the status line, and puts the macros into a workbook.

The macros are a finished `vbaProject.bin`, made by `python -m docs.write_macros` from the texts beside it: building a
workbook needs no tool for macros, and everybody gets the same bytes.
"""

from __future__ import annotations

from importlib import resources
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from sheetcrm.templates.blueprint import Button
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import StatusBox
from sheetcrm.templates.blueprint import TableSheet

PROJECT = "vbaProject.bin"
WORKBOOK_MODULE = "ThisWorkbook"
_STATUS_LOOK: dict[str, object] = {
    "line": {"none": True},
    "fill": {"none": True},
    "align": {"vertical": "middle"},
    "object_position": 3,
    "description": "sheetcrm_status",
}


def macros() -> bytes:
    """Give the macro project that every macro workbook carries."""
    return resources.files("sheetcrm.workbooks.xlsx").joinpath("macros", PROJECT).read_bytes()


def add_macros(workbook: Workbook) -> None:
    """Put the macros into a workbook; its sheets take the names of modules when they are added."""
    workbook.add_vba_project(BytesIO(macros()), is_stream=True)
    workbook.set_vba_name(WORKBOOK_MODULE)


def print_buttons(sheet: Worksheet, drawn: TableSheet | ReportSheet) -> None:
    """Print the buttons of a sheet and the line that says how the last click ended."""
    for button in drawn.buttons:
        row, column = button.at
        words = {"caption": button.caption, "macro": button.macro, "description": button.caption}
        sheet.insert_button(row - 1, column - 1, {**_place(button), **words})
    if drawn.status is not None:
        row, column = drawn.status.at
        font = {"size": 10, "italic": True, "color": f"#{drawn.status.colour}"}
        link = {"font": font, "textlink": drawn.status.formula}
        sheet.insert_textbox(row - 1, column - 1, "", {**_STATUS_LOOK, **_place(drawn.status), **link})


def _place(shape: Button | StatusBox) -> dict[str, object]:
    (across, down), (width, height) = shape.offset, shape.size
    return {"x_offset": across, "y_offset": down, "width": width, "height": height}
