"""`sheetcrm excel install | doctor`: makes a computer and its workbooks ready for buttons, or says what is wrong."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from sheetcrm.app.build import MACRO_SUFFIX
from sheetcrm.app.excel_setup.findings import SetupFinding
from sheetcrm.app.excel_setup.findings import Weight
from sheetcrm.app.excel_setup.findings import judge_setup
from sheetcrm.app.excel_setup.gathering import gather_facts
from sheetcrm.app.excel_setup.gathering import python_here
from sheetcrm.app.excel_setup.gathering import script_folder
from sheetcrm.app.excel_setup.gathering import system_here
from sheetcrm.app.excel_setup.workbook_settings import write_module
from sheetcrm.app.excel_setup.workbook_settings import write_settings
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import lang_option
from sheetcrm.templates.drawing_buttons import XLWINGS_OF_MACROS
from sheetcrm.workbooks.xlsx.mending_macros import mend_macros

_SIGNS = {Weight.FINE: "✓", Weight.NOTE: "·", Weight.WRONG: "✗"}


@click.group()
def excel() -> None:
    """Make buttons and functions work in Excel, or find out why they do not."""


@excel.command()
@click.argument("workbooks", nargs=-1, type=FILE, metavar="[WORKBOOK]...")
@click.option("--config", type=FILE, help="The sheetcrm.toml that the button Sync uses (default: the one beside it).")
@lang_option
def install(workbooks: tuple[Path, ...], config: Path | None, lang: str | None) -> None:
    """Tell each WORKBOOK which Python to use, and say what Excel will ask. No trust setting is changed."""
    lang = lang or preferred_language()
    system = system_here()
    if system == "mac":
        click.echo(say("setup_written", lang, file=_install_script()))
    for path in workbooks:
        if path.suffix.lower() == MACRO_SUFFIX:
            if path.is_file() and mend_macros(path):
                click.echo(say("setup_macros_mended", lang, file=path))
            write_settings(path, system, python_here(), config)
            click.echo(say("setup_written", lang, file=path))
        elif path.is_file() and (module := write_module(path)):
            click.echo(say("setup_written", lang, file=module))
    _tell(judge_setup(gather_facts(workbooks)), lang)


@excel.command()
@click.argument("workbooks", nargs=-1, type=FILE, metavar="[WORKBOOK]...")
@lang_option
def doctor(workbooks: tuple[Path, ...], lang: str | None) -> None:
    """Say what is wrong with this computer or a WORKBOOK, and what to do. Nothing is changed."""
    _tell(judge_setup(gather_facts(workbooks)), lang or preferred_language())


def _install_script() -> Path:
    """Put xlwings' script where Excel for Mac may run it."""
    import xlwings

    name = f"xlwings-{XLWINGS_OF_MACROS}.applescript"
    target = script_folder() / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(xlwings.__file__).with_name(name), target)
    return target


def _tell(findings: Sequence[SetupFinding], lang: str) -> None:
    """Print all findings; exit code 1 when something is wrong. Where there can be no Excel, nothing is called ready."""
    for one in findings:
        click.echo(f"{_SIGNS[one.weight]} {one.in_language(lang)}")
    count = sum(1 for one in findings if one.weight is Weight.WRONG)
    if count or system_here() != "linux":
        click.echo(say("setup_bad" if count else "setup_good", lang, count=count))
    sys.exit(1 if count else 0)
