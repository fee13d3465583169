"""Our macros call Python as xlwings' own generator of macros would have them do it, sign by sign.

The generator is for Windows alone; what it imports there and does not use for this is stood in for by empty modules.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from types import SimpleNamespace
from typing import Any

import pytest

from docs.write_macros import PYTHON_MODULE
from docs.write_macros import functions_text
from sheetcrm.surfaces.excel import functions
from sheetcrm.templates.function_signatures import SIGNATURES

ONLY_ON_WINDOWS = {
    "pythoncom": "CoInitialize",
    "pywintypes": "com_error",
    "win32com": "client",
    "win32com.client": "Dispatch",
}
CALL = re.compile(r"(CRM_\w+ = XLPy\.CallUDF\(.*, Application\.Caller\))")
"""The other call that is generated is for programs that are not Excel."""
SIGNATURE = re.compile(r"(?:Public )?(Function CRM_\w+\(.*\))")


@pytest.fixture
def udfs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """xlwings' module of functions for cells."""
    for name, needed in ONLY_ON_WINDOWS.items():
        stand_in = ModuleType(name)
        setattr(stand_in, needed, None)
        monkeypatch.setitem(sys.modules, name, stand_in)
    yield importlib.import_module("xlwings.udfs")
    del sys.modules["xlwings.udfs"]


@pytest.fixture
def offered(udfs: Any, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Our functions, loaded anew as on Windows: elsewhere xlwings' decorators do nothing."""
    decorators = ModuleType("xlwings")
    vars(decorators).update(func=udfs.xlfunc, arg=udfs.xlarg)
    monkeypatch.setitem(sys.modules, "xlwings", decorators)
    spec = importlib.util.spec_from_file_location("functions_on_windows", str(functions.__file__))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def generated(udfs: Any, offered: ModuleType, tmp_path: Path) -> str:
    """What "Import functions" would write."""
    path = tmp_path / "xlwings_udfs.bas"
    with path.open("w", encoding="utf-8") as file:
        udfs.generate_vba_wrapper(PYTHON_MODULE, offered, file, SimpleNamespace(Name="pipeline.xlsm"))
    return path.read_text("utf-8")


def lines(pattern: re.Pattern[str], text: str) -> Mapping[str, str]:
    """What matches, by function; our prefix of arguments and how lines are broken left out."""
    joined = re.sub(r"\s*_\n\s*", " ", text.replace("crm_", ""))
    found: Sequence[str] = pattern.findall(joined)
    return {re.findall(r"CRM_\w+", line)[0]: re.sub(r"\s+", " ", line) for line in found}


def test_every_call_hands_over_what_xlwings_expects(generated: str) -> None:
    ours, theirs = lines(CALL, functions_text()), lines(CALL, generated)
    assert set(ours) == set(SIGNATURES)
    assert ours == theirs


def test_every_function_takes_what_xlwings_would_let_it_take(generated: str) -> None:
    ours, theirs = lines(SIGNATURE, functions_text()), lines(SIGNATURE, generated)
    assert set(ours) == set(SIGNATURES)
    assert ours == theirs


def test_python_knows_each_argument_at_its_place(offered: ModuleType) -> None:
    """`call_udf` finds what an argument is by its place in the array."""
    for name, arguments in SIGNATURES.items():
        known = vars(getattr(offered, name))["__xlfunc__"]["args"]
        assert [one["name"] for one in known] == [*(one.name for one in arguments), "workbook", "edited"]
        assert [one["pos"] for one in known] == list(range(len(known)))
        assert [one["options"].get("ndim") for one in known[:-2]] == [2] * len(arguments)
        assert [one["vba"] for one in known[-2:]] == ["ThisWorkbook.FullName", "CrmEdited()"]
        assert ["optional" in one for one in known[:-2]] == [one.optional for one in arguments]
