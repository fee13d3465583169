"""What is said of a computer: facts of Windows, Mac and Linux in, findings out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.app.excel_setup.facts import Facts
from sheetcrm.app.excel_setup.facts import Trust
from sheetcrm.app.excel_setup.facts import WorkbookFacts
from sheetcrm.app.excel_setup.findings import Weight
from sheetcrm.app.excel_setup.findings import judge_setup
from sheetcrm.app.excel_setup.gathering import gather_facts
from sheetcrm.app.excel_setup.workbook_settings import MODULE_TEXT
from sheetcrm.app.excel_setup.workbook_settings import conf_of
from sheetcrm.app.excel_setup.workbook_settings import macros_version
from sheetcrm.app.excel_setup.workbook_settings import write_module
from sheetcrm.app.excel_setup.workbook_settings import write_settings
from sheetcrm.errors import AlreadyThere
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import sentences
from sheetcrm.templates.drawing_buttons import XLWINGS_OF_MACROS
from sheetcrm.workbooks.xlsx.build_buttons import macros
from tests.app.books import book

PYTHON = r"C:\sheetcrm\Scripts\python.exe"
BLANKS = "/Users/mai/Bán hàng/bin/python"
LETTERS = r"C:\Users\Hồng\venv\Scripts\python.exe"
READY = WorkbookFacts("pipeline.xlsm", interpreter=PYTHON, interpreter_exists=True)
WINDOWS = Facts(
    "windows",
    PYTHON,
    XLWINGS_OF_MACROS,
    XLWINGS_OF_MACROS,
    excel=r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE",
    excel_bits=64,
    bridge=rf"C:\sheetcrm\xlwings64-{XLWINGS_OF_MACROS}.dll",
    workbooks=(READY,),
)
MAC = replace(
    WINDOWS,
    system="mac",
    python="/opt/venv/bin/python",
    excel="/Applications/Microsoft Excel.app",
    bridge="xlwings.applescript",
    workbooks=(replace(READY, interpreter="/opt/venv/bin/python"),),
)
LINUX = Facts("linux", "/usr/bin/python3", XLWINGS_OF_MACROS, XLWINGS_OF_MACROS)
PLAIN = replace(READY, path="pipeline.xlsx", has_macros=False, interpreter=None, module="pipeline.py")


def codes(facts: Facts, weight: Weight | None = None) -> list[str]:
    return [one.code for one in judge_setup(facts) if weight is None or one.weight is weight]


@pytest.mark.parametrize("facts", [WINDOWS, MAC, LINUX], ids=["windows", "mac", "linux"])
def test_nothing_is_wrong_with_a_computer_that_is_ready(facts: Facts) -> None:
    assert codes(facts, Weight.WRONG) == []


def with_trust(**trust: Any) -> Facts:
    return replace(WINDOWS, trust=Trust(**trust))


def with_workbook(**facts: Any) -> Facts:
    return replace(WINDOWS, workbooks=(replace(READY, **facts),))


WRONG = {
    "setup_no_excel": replace(WINDOWS, excel=None),
    "setup_python_letters": replace(WINDOWS, python=LETTERS, workbooks=(replace(READY, interpreter=LETTERS),)),
    "setup_python_blanks": replace(
        MAC, python=BLANKS, workbooks=(replace(READY, interpreter=BLANKS),), bridge="xlwings.applescript"
    ),
    "setup_store_python": replace(WINDOWS, from_store=True),
    "setup_no_pywin32": replace(WINDOWS, has_pywin32=False),
    "setup_other_xlwings": replace(WINDOWS, xlwings="0.37.9"),
    "setup_no_script": replace(MAC, bridge=None),
    "setup_cmd_blocked": with_trust(blocks_cmd=True),
    "setup_macros_signed_only": with_trust(macros=3),
    "setup_macros_signed_only_by_policy": with_trust(macros=3, by_policy=True),
    "setup_macros_off": with_trust(macros=4),
    "setup_macros_off_by_policy": with_trust(macros=4, by_policy=True),
    "setup_workbook_gone": with_workbook(exists=False),
    "setup_workbook_not_ours": with_workbook(is_ours=False),
    "setup_workbook_blocked": with_workbook(from_internet=True),
    "setup_workbook_no_python": with_workbook(interpreter=None),
    "setup_workbook_macros_broken": with_workbook(macros_are_broken=True),
    "setup_workbook_own_macros_broken": with_workbook(macros_are_broken=True, own_macros=("Module1",)),
    "setup_workbook_python_gone": with_workbook(interpreter_exists=False),
    "setup_plain_name": replace(WINDOWS, workbooks=(replace(PLAIN, module=None),)),
    "setup_plain_no_module": replace(WINDOWS, workbooks=(PLAIN,)),
}
NOTED = {
    "setup_linux": LINUX,
    "setup_pandas": replace(WINDOWS, has_pandas=True),
    "setup_no_dll": replace(WINDOWS, bridge=None),
    "setup_trust_mac": MAC,
    "setup_macros_ask": WINDOWS,
    "setup_macros_all": with_trust(macros=1),
    "setup_internet_blocked": with_trust(blocks_internet=True),
    "setup_other_bridges": replace(WINDOWS, other_bridges=("xlwings64-0.30.0.dll",)),
    "setup_workbook_old_macros": with_workbook(macros_are_current=False),
    "setup_workbook_cloud": with_workbook(in_cloud_folder=True),
    "setup_workbook_other_python": with_workbook(interpreter=r"D:\python.exe"),
    "setup_plain_ready": replace(WINDOWS, workbooks=(replace(PLAIN, module_exists=True),)),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_keeps_buttons_from_working_is_wrong(code: str) -> None:
    assert codes(WRONG[code], Weight.WRONG) == [code]


@pytest.mark.parametrize("code", NOTED)
def test_what_somebody_should_know_is_a_note(code: str) -> None:
    assert code in codes(NOTED[code], Weight.NOTE)
    assert codes(NOTED[code], Weight.WRONG) == []


def test_every_finding_is_tried_and_says_what_to_do_in_both_languages() -> None:
    told = {one for one in sentences("vi") if one.startswith("setup_")}
    fine = {"setup_python", "setup_excel", "setup_bridge", "setup_workbook_ready"}
    assert told == {*WRONG, *NOTED, *fine, "setup_written", "setup_macros_mended", "setup_good", "setup_bad"}
    for facts in (*WRONG.values(), *NOTED.values()):
        for one in judge_setup(facts):
            assert all(one.in_language(lang) for lang in LANGUAGES)


def test_a_workbook_names_the_python_of_each_system_and_keeps_the_other(tmp_path: Path) -> None:
    path = book(tmp_path / "Đặng.xlsm")
    write_settings(path, "windows", PYTHON, None)
    write_settings(path, "mac", "/opt/venv/bin/python", tmp_path / "sheetcrm.toml")
    assert conf_of(path) == {
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "TEMP DIR": "%TEMP%",
        "INTERPRETER_WIN": PYTHON,
        "INTERPRETER_MAC": "/opt/venv/bin/python",
    }
    assert macros_version(path) == XLWINGS_OF_MACROS


def test_macros_are_from_the_installed_xlwings() -> None:
    facts = gather_facts([])
    assert facts.xlwings == facts.xlwings_of_macros == XLWINGS_OF_MACROS
    assert macros()[:4] == b"\xd0\xcf\x11\xe0"


def test_this_computer_is_looked_at_without_changing_anything(tmp_path: Path) -> None:
    made, plain = book(tmp_path / "a.xlsm"), book(tmp_path / "b c.xlsx")
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"no workbook")
    before = made.read_bytes()
    macro, without, strange, gone = gather_facts([made, plain, other, tmp_path / "gone.xlsm"]).workbooks
    assert (macro.is_ours, macro.has_macros, macro.macros_are_current) == (True, True, True)
    assert (without.has_macros, without.module) == (False, None), "a blank in its name"
    assert not strange.is_ours
    assert not gone.exists
    assert made.read_bytes() == before


def test_a_plain_workbook_gets_the_module_that_run_main_calls(tmp_path: Path) -> None:
    module = write_module(book(tmp_path / "pipeline.xlsx"))
    assert module == tmp_path / "pipeline.py"
    assert module.read_text("utf-8") == MODULE_TEXT
    assert write_module(tmp_path / "pipeline.xlsx") == module, "again does no harm"
    spoken: dict[str, object] = {}
    exec(compile(MODULE_TEXT, "pipeline", "exec"), spoken)
    assert callable(spoken["main"])
    module.write_text("print('mine')", "utf-8")
    with pytest.raises(AlreadyThere):
        write_module(tmp_path / "pipeline.xlsx")
    assert write_module(tmp_path / "a b.xlsx") is None


def test_the_interpreter_is_the_one_that_runs_now() -> None:
    assert gather_facts([]).python == sys.executable
