"""The macros compile and run: in pyOpenVBA's VBA, whose answers were measured in Excel.

What xlwings' own module does (it starts Python, and calls a function there) is taken over by a few lines that tell
what they were asked for.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.exceptions import VBAUnsupportedError
from pyopenvba.interpreter import parse_module
from xlsxwriter import Workbook

from docs.write_macros import BUTTONS
from docs.write_macros import FUNCTIONS
from docs.write_macros import MACROS
from sheetcrm.messages import say
from sheetcrm.surfaces.excel import buttons
from sheetcrm.templates.blueprint import FIRST_DATA_ROW
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.templates.drawing import draw_blueprint
from sheetcrm.templates.drawing_buttons import MACRO_WORDS
from sheetcrm.templates.drawing_buttons import with_buttons
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.templates.load import load_template

STARTS = """
Public Function RunPython(ByVal Command As String) As Long
    Debug.Print Application.StatusBar & "|" & Command
    If Saying <> "" Then Application.StatusBar = Saying
End Function

Public Saying As String
Public Sub Say(ByVal Text As String)
    Saying = Text
End Sub

Public Function XLPy() As Object
    Set XLPy = New Server
End Function
"""
CALLS = """
Public Function CallUDF(Module, Name, Arguments, Book, Caller) As Variant
    Dim Told As String, Place As Long
    Told = Module & "|" & Name
    For Place = LBound(Arguments) To UBound(Arguments)
        Told = Told & "|" & Arguments(Place)
    Next Place
    CallUDF = Told
End Function
"""
NO_PYTHON = 'Public Function CallUDF(M, N, A, B, C) As Variant\n    Err.Raise 53, , "File not found"\nEnd Function\n'
INSTEAD = {"Application.Caller": "Empty", 'Range("A:B")': 'Range("A1:B99")'}
"""What pyOpenVBA has not, and what takes it seconds."""
PYTHON = "sheetcrm.surfaces.excel.functions"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with nothing but what the macros look up: to read a whole one takes pyOpenVBA seconds."""
    drawn = draw_blueprint(
        load_template(), lang="vi", process="standard", scheme="bant", currency="VND", time_zone="UTC", workbook_id=""
    )
    (words,) = [sheet for sheet in with_buttons(drawn).sheets if sheet.key == MACRO_WORDS]
    assert isinstance(words, TableSheet)
    small = Workbook(str(tmp_path_factory.mktemp("book") / "Kế hoạch.xlsx"))
    sheet = small.add_worksheet(words.title)
    for row, (key, text) in enumerate(words.rows, start=FIRST_DATA_ROW - 1):
        sheet.write_row(row, 0, [key, text])
    small.add_worksheet("KPI").write_string("A1", "CRM_")
    small.close()
    return Path(str(small.filename))


def start(path: Path, calls: str = CALLS) -> ExcelApplication:
    """Open the workbook in pyOpenVBA, with something else in place of xlwings' modules."""
    excel = ExcelApplication.open(path, with_vba=False)
    excel.add_module(STARTS, name="xlwings")
    excel.add_module(calls, name="Server", kind="class")
    for name in (BUTTONS, FUNCTIONS):
        text = (MACROS / f"{name}.bas").read_text("ascii")
        for ours, quicker in INSTEAD.items():
            text = text.replace(ours, quicker)
        excel.add_module(text, name=name)
    return excel


@pytest.mark.parametrize("module", [path.stem for path in sorted(MACROS.glob("*.bas"))])
def test_every_module_compiles(module: str) -> None:
    assert parse_module((MACROS / f"{module}.bas").read_text("ascii"))


@pytest.mark.parametrize(
    ("macro", "entry"),
    [("CrmRecompute", "recompute"), ("CrmCheck", "check"), ("CrmSync", "sync"), ("CrmMoveStage", "move_stage")],
)
def test_a_button_says_that_it_works_and_starts_the_function_of_its_name(path: Path, macro: str, entry: str) -> None:
    excel = start(path)
    with pytest.raises(VBAUnsupportedError, match=r"Range\.Dirty"):  # what functions ask for is due again
        excel.run(macro)
    command = f"from sheetcrm.surfaces.excel import buttons;buttons.{entry}()"
    assert excel.console == [f"{say('button_working', 'vi')}|{command}"]
    assert callable(getattr(buttons, entry))
    assert excel.evaluate("Application.StatusBar") is False, "given back, for Python said nothing"


def test_what_python_says_at_the_bottom_stays_until_the_next_edit(path: Path) -> None:
    excel = start(path)
    excel.run("Say", "08:30")
    with pytest.raises(VBAUnsupportedError):
        excel.run("CrmCheck")
    assert excel.evaluate("Application.StatusBar") == "08:30"
    excel.run("CrmForgetResult")
    assert excel.evaluate("Application.StatusBar") is False
    excel.add_module('Sub Other()\n    Application.StatusBar = "of another program"\nEnd Sub', name="Test")
    excel.run("Other")
    excel.run("CrmForgetResult")
    assert excel.evaluate("Application.StatusBar") == "of another program", "nobody else's is taken away"


def test_texts_come_from_the_hidden_sheet_and_an_unknown_one_is_no_error(path: Path) -> None:
    excel = start(path)
    assert excel.run("CrmWords", "function_failed") == say("function_failed", "vi")
    assert excel.run("CrmWords", "no such text") == ""


@pytest.mark.parametrize("name", list(SIGNATURES))
def test_a_function_hands_over_its_arguments_and_the_workbooks_place(path: Path, name: str) -> None:
    excel = start(path)
    arguments = SIGNATURES[name]
    needed = [f"a{place}" for place, one in enumerate(arguments, 1) if not one.optional]
    left_out = [""] * (len(arguments) - len(needed))
    told = str(excel.run(name, *needed)).split("|")
    assert told[:-2] == [PYTHON, name, *needed, *left_out]
    assert told[-2].endswith("Kế hoạch.xlsx")


def test_every_edit_that_is_not_saved_gives_the_workbook_another_state(path: Path) -> None:
    excel = start(path)
    assert excel.run("CrmEdited") == "", "it says what the saved file says"
    excel.add_module("Sub Edit()\n    ThisWorkbook.Saved = False\n    CrmNoteEdit\nEnd Sub", name="Test")
    excel.freeze_clock(datetime(2026, 11, 23, 9))
    excel.run("Edit")
    first = excel.run("CrmEdited")
    assert first
    assert excel.run("CrmEdited") == first
    excel.freeze_clock(datetime(2026, 11, 23, 9, 0, 1))
    excel.run("Edit")
    assert excel.run("CrmEdited") not in ("", first)


def test_a_function_without_python_is_a_sentence(path: Path) -> None:
    assert start(path, NO_PYTHON).run("CRM_NEXT", "x") == say("function_failed", "vi")


@pytest.mark.parametrize(
    ("macro", "arguments", "member"),
    [
        ("CrmAsk", ("Chặng?", "sheetcrm", "1"), "Application.InputBox"),
        ("CrmDescribeFunctions", (), "Application.MacroOptions"),
        ("CrmRenewFunctions", (), "Range.Dirty"),
    ],
)
def test_what_only_excel_itself_can_do_is_reached_and_is_a_real_word_of_excels(
    path: Path, macro: str, arguments: tuple[str, ...], member: str
) -> None:
    """Everything before that call ran. pyOpenVBA knows the word, and says that it cannot do it."""
    excel = start(path)
    with pytest.raises(VBAUnsupportedError, match=member.replace(".", r"\.")):
        excel.run(macro, *arguments)
