"""Looks at this computer: the only part of the set-up that asks the system anything. It changes nothing."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from sheetcrm.app.excel_setup import windows
from sheetcrm.app.excel_setup.facts import Facts
from sheetcrm.app.excel_setup.facts import System
from sheetcrm.app.excel_setup.facts import WorkbookFacts
from sheetcrm.app.excel_setup.workbook_settings import INTERPRETERS
from sheetcrm.app.excel_setup.workbook_settings import conf_of
from sheetcrm.app.excel_setup.workbook_settings import macros_version
from sheetcrm.app.excel_setup.workbook_settings import module_of
from sheetcrm.errors import SheetCrmError
from sheetcrm.templates.drawing_buttons import XLWINGS_OF_MACROS
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.xlsx.mending_macros import look_at_macros

_SYSTEMS: dict[str, System] = {"win32": "windows", "darwin": "mac"}
_MAC_EXCEL = Path("/Applications/Microsoft Excel.app")
_CLOUDS = ("onedrive", "sharepoint", "cloudstorage")


def system_here() -> System:
    """Say what system this is."""
    return _SYSTEMS.get(sys.platform, "linux")


def python_here() -> str:
    """Give the interpreter that runs now, as workbooks should name it."""
    return windows.plain_path(sys.executable)


def gather_facts(workbooks: Iterable[Path]) -> Facts:
    """Look at the computer and at these workbooks."""
    system = system_here()
    bits = windows.excel_bits() or struct.calcsize("P") * 8
    folder, name = _bridge(system, bits)
    bridge = next((place / name for place in folder if (place / name).is_file()), None)
    lying = {file.name for place in folder if place.is_dir() for file in place.glob(f"xlwings*{Path(name).suffix}")}
    return Facts(
        system=system,
        python=python_here(),
        xlwings=version("xlwings"),
        xlwings_of_macros=XLWINGS_OF_MACROS,
        excel=windows.excel() if system == "windows" else (str(_MAC_EXCEL) if _MAC_EXCEL.exists() else None),
        excel_bits=bits,
        from_store="\\WindowsApps\\" in os.path.realpath(sys.executable),
        has_pywin32=find_spec("win32com") is not None,
        has_pandas=find_spec("pandas") is not None,
        bridge=str(bridge) if bridge else None,
        other_bridges=tuple(sorted(one for one in lying if XLWINGS_OF_MACROS not in one)),
        trust=windows.trust(),
        workbooks=tuple(_workbook(path, system) for path in workbooks),
    )


def script_folder() -> Path:
    """Give where Excel for Mac looks for scripts it may run."""
    return Path.home() / "Library" / "Application Scripts" / "com.microsoft.Excel"


def _bridge(system: System, bits: int) -> tuple[tuple[Path, ...], str]:
    """Give where Excel looks, and for which file."""
    if system == "mac":
        return (script_folder(),), f"xlwings-{XLWINGS_OF_MACROS}.applescript"
    python = Path(sys.executable)
    return (python.parent, python.parent.parent), f"xlwings{bits}-{XLWINGS_OF_MACROS}.dll"


def _workbook(path: Path, system: System) -> WorkbookFacts:
    if not path.is_file():
        return WorkbookFacts(str(path), exists=False)
    has_macros = path.suffix.lower() == ".xlsm"
    module = module_of(path)
    macros = look_at_macros(path)
    interpreter = conf_of(path).get(INTERPRETERS.get(system, "")) if has_macros else None
    return WorkbookFacts(
        str(path),
        is_ours=_is_ours(path),
        has_macros=has_macros,
        macros_are_current=not has_macros or macros_version(path) == XLWINGS_OF_MACROS,
        macros_are_broken=macros.are_broken,
        own_macros=macros.strangers,
        interpreter=interpreter,
        interpreter_exists=interpreter is not None and Path(interpreter).is_file(),
        from_internet=windows.is_from_internet(path),
        in_cloud_folder=any(cloud in str(path.resolve()).lower() for cloud in _CLOUDS),
        module=str(module) if module else None,
        module_exists=module is not None and module.is_file(),
    )


def _is_ours(path: Path) -> bool:
    workbook = open_workbook(path)
    try:
        return "settings" in workbook.read(["settings"])
    except SheetCrmError:
        return False
    finally:
        workbook.close()
