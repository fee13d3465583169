"""What a workbook says to its macros: which Python, which `sheetcrm.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from python_calamine import CalamineError
from python_calamine import CalamineWorkbook

from sheetcrm.errors import AlreadyThere
from sheetcrm.errors import NotAllowed
from sheetcrm.templates.drawing_buttons import CONF_SHEET
from sheetcrm.templates.drawing_buttons import CONFIGURATION
from sheetcrm.templates.drawing_buttons import MACRO_WORDS
from sheetcrm.templates.drawing_buttons import SAFE_CONF
from sheetcrm.templates.drawing_buttons import WORDS_SHEET
from sheetcrm.templates.drawing_buttons import XLWINGS
from sheetcrm.templates.drawing_buttons import XLWINGS_CONF
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import UpdateRow

INTERPRETERS = {"windows": "INTERPRETER_WIN", "mac": "INTERPRETER_MAC"}
"""System → the name under which xlwings looks for Python. Both may stand in one workbook."""
_TOP = 2
MODULE_TEXT = '''\
"""What the button "Run main" of xlwings' add-in calls for the workbook of the same name."""

from sheetcrm.surfaces.excel.buttons import main as main
'''


def conf_of(path: Path) -> Mapping[str, str]:
    """Give the settings that xlwings reads from a macro workbook; none when it has no such sheet."""
    return _pairs(path, CONF_SHEET)


def macros_version(path: Path) -> str | None:
    """Give the version of xlwings that a workbook's macros are from."""
    return _pairs(path, WORDS_SHEET).get(XLWINGS)


def _pairs(path: Path, sheet: str) -> Mapping[str, str]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            if sheet not in book.sheet_names:
                return {}
            rows = book.get_sheet_by_name(sheet).to_python()
    except (CalamineError, OSError):
        return {}
    pairs = (list(map(str, row)) for row in rows if len(row) > 1)
    return {pair[0]: pair[1] for pair in pairs if pair[0] and pair[1]}


def write_settings(path: Path, system: str, python: str, configuration: Path | None) -> None:
    """Name the Python of this system in a macro workbook; that of the other system stays. Raises: WorkbookError."""
    conf = {**SAFE_CONF, **conf_of(path)}
    if system in INTERPRETERS:
        conf[INTERPRETERS[system]] = python
    rows = [[ReportCell(key), ReportCell(value)] for key, value in conf.items()]
    edits: list[Edit] = [ReplaceBlock(XLWINGS_CONF, _TOP, 1, rows)]
    if configuration is not None:
        edits.append(UpdateRow(MACRO_WORDS, CONFIGURATION, {"value": str(configuration.resolve())}))
    workbook = open_workbook(path)
    try:
        workbook.read(())
        workbook.write(edits)
    finally:
        workbook.close()


def module_of(path: Path) -> Path | None:
    """Give where *Run main* looks for a plain workbook's module; None when its name cannot be a module's."""
    return path.with_suffix(".py") if path.stem.isidentifier() else None


def write_module(path: Path) -> Path | None:
    """Write the module of a plain workbook; one of the user's own is left alone. Raises: AlreadyThere, NotAllowed."""
    module = module_of(path)
    if module is None:
        return None
    try:
        if module.exists():
            if module.read_text("utf-8") != MODULE_TEXT:
                raise AlreadyThere(file=module)
        else:
            module.write_text(MODULE_TEXT, "utf-8")
    except OSError as error:
        raise NotAllowed(file=module, why=error.strerror or str(error)) from error
    return module
