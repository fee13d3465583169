"""Writes the macros that every macro workbook carries: `python -m docs.write_macros`. A test proves it is up to date.

xlwings' own standalone project (BSD) is the ground; the texts in `sheetcrm/workbooks/xlsx/macros/` are put into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import xlwings
from pyopenvba import ExcelFile

import sheetcrm
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.templates.function_signatures import Argument
from sheetcrm.workbooks.xlsx.build_buttons import PROJECT
from sheetcrm.workbooks.xlsx.build_buttons import WORKBOOK_MODULE

MACROS = Path(sheetcrm.__file__).parent / "workbooks" / "xlsx" / "macros"
GROUND = Path(xlwings.__file__).with_name("quickstart_standalone.xlsm")
BUTTONS, FUNCTIONS = "SheetcrmButtons", "xlwings_udfs"
"""The second is the name that xlwings' "Import functions" replaces, so that nobody gets every function twice."""
PYTHON_MODULE = "sheetcrm.surfaces.excel.functions"
_OPENING = """\
' The functions for cells. Written by `python -m docs.write_macros`; do not edit by hand.
' "Import functions" is not needed: it would write the same.
"""


def functions_text() -> str:
    """Give the text of the functions: each hands its arguments and the workbook's place over to Python."""
    return _OPENING + "".join(line + "\n" for name, arguments in SIGNATURES.items() for line in _one(name, arguments))


def _one(name: str, arguments: tuple[Argument, ...]) -> Iterator[str]:
    taken = ", ".join(f"{'Optional ' if one.optional else ''}{_vba_name(one)}" for one in arguments)
    given = "Array(" + ", ".join((*map(_vba_name, arguments), "ThisWorkbook.FullName")) + ")"
    yield ""
    yield f"Public Function {name}({taken})"
    yield "    #If Mac Then"
    yield f'        {name} = CrmWords("functions_windows_only")'
    yield "    #Else"
    yield "        On Error GoTo Failed"
    yield f'        {name} = XLPy.CallUDF("{PYTHON_MODULE}", "{name}", {given}, ThisWorkbook, Application.Caller)'
    yield "        Exit Function"
    yield "Failed:"
    yield f'        {name} = CrmWords("function_failed")'
    yield "    #End If"
    yield "End Function"


def _vba_name(argument: Argument) -> str:
    """VBA keeps one spelling of a name for the whole project: a prefix keeps ours apart from everybody's."""
    return f"crm_{argument.name}"


def project(work: Path) -> bytes:
    """Give the finished project; `work` is a folder to work in."""
    made = work / "macros.xlsm"
    with ExcelFile(GROUND) as file:
        vba = file.vba_project()
        vba.rename_module("Module1", BUTTONS)
        vba.get_module(BUTTONS).body = _crlf((MACROS / f"{BUTTONS}.bas").read_text("ascii"))
        vba.get_module(WORKBOOK_MODULE).body = _crlf((MACROS / f"{WORKBOOK_MODULE}.bas").read_text("ascii"))
        vba.add_module(FUNCTIONS, _crlf(functions_text()))
        file.save(made)
    with ExcelFile(made) as file:
        return file.vba_project_bytes()


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


if __name__ == "__main__":
    (MACROS / f"{FUNCTIONS}.bas").write_text(functions_text(), "ascii")
    with TemporaryDirectory() as folder:
        (MACROS / PROJECT).write_bytes(project(Path(folder)))
