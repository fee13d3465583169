"""Writes the macros that every macro workbook carries: `python -m docs.write_macros`. A test proves it is up to date.

The modules of xlwings' own standalone project (BSD) and the texts in `sheetcrm/workbooks/xlsx/macros/` are put into a
project like the one that Excel begins for a workbook of so many sheets.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import xlwings
from pyopenvba import ExcelFile
from xlsxwriter import Workbook

import sheetcrm
from sheetcrm.app.build import HOME_ZONE
from sheetcrm.templates.drawing import draw_blueprint
from sheetcrm.templates.drawing_buttons import with_buttons
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.templates.function_signatures import Argument
from sheetcrm.templates.load import load_template
from sheetcrm.workbooks.xlsx.build_buttons import PROJECT
from sheetcrm.workbooks.xlsx.build_buttons import WORKBOOK_MODULE

MACROS = Path(sheetcrm.__file__).parent / "workbooks" / "xlsx" / "macros"
GROUND = Path(xlwings.__file__).with_name("quickstart_standalone.xlsm")
THEIRS = ("xlwings", "Dictionary")
"""The modules of xlwings' own standalone project."""
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
    given = "Array(" + ", ".join((*map(_vba_name, arguments), "ThisWorkbook.FullName", "CrmEdited()")) + ")"
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
    _write_bare(made)
    with ExcelFile(GROUND) as ground:
        theirs = [ground.vba_project().get_module(name) for name in THEIRS]
    with ExcelFile(made) as file:
        vba = file.add_vba_project()
        vba.get_module(WORKBOOK_MODULE).body = _crlf((MACROS / f"{WORKBOOK_MODULE}.bas").read_text("ascii"))
        vba.add_module(BUTTONS, _crlf((MACROS / f"{BUTTONS}.bas").read_text("ascii")))
        for module in theirs:
            vba.add_module(module.name, _crlf(module.source.replace("\r\n", "\n")), kind=module.kind)
        vba.add_module(FUNCTIONS, _crlf(functions_text()))
        file.save()
    with ExcelFile(made) as file:
        return file.vba_project_bytes()


def _write_bare(path: Path) -> None:
    """Write a workbook with as many sheets as ours have, and nothing in it.

    Every sheet is an object of the project: Excel makes up what it misses. A workbook from a company's own template may
    have more sheets or fewer; Excel puts that right when it is saved.
    """
    drawn = draw_blueprint(
        load_template(),
        lang="en",
        process="standard",
        scheme="bant",
        currency="VND",
        time_zone=HOME_ZONE,
        workbook_id="",
    )
    bare = Workbook(str(path))
    bare.set_vba_name(WORKBOOK_MODULE)
    for _ in with_buttons(drawn).sheets:
        bare.add_worksheet().set_vba_name()
    bare.close()


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


if __name__ == "__main__":
    (MACROS / f"{FUNCTIONS}.bas").write_text(functions_text(), "ascii")
    with TemporaryDirectory() as folder:
        (MACROS / PROJECT).write_bytes(project(Path(folder)))
