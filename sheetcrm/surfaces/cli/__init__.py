"""The command line: each command lives in its own module and is imported only when it is called."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from sheetcrm.errors import SheetCrmError

COMMANDS = {
    "new": ("sheetcrm.surfaces.cli.new:new", "Make a workbook from a template."),
    "import": ("sheetcrm.surfaces.cli.import_:import_command", "Bring rows of a CSV or Excel file into a workbook."),
    "check": ("sheetcrm.surfaces.cli.check:check", "List what is wrong or missing, cell by cell."),
    "recompute": ("sheetcrm.surfaces.cli.recompute:recompute", "Judge stages, score leads, renew Today and KPIs."),
    "kpi": ("sheetcrm.surfaces.cli.kpi:kpi", "Show one KPI, in total or by rep, source, product …"),
    "demo": ("sheetcrm.surfaces.cli.demo:demo", "Write a whole example company and recompute it."),
}  # fmt: skip


class LazyGroup(click.Group):
    """A group that knows its commands' names and one-line help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sheetcrm")
def cli() -> None:
    """A B2B sales CRM in the spreadsheets sales people already use."""


def preferred_language() -> str:
    """Say which language to speak before a workbook tells its own: SHEETCRM_LANG, the system's, else Vietnamese."""
    wished = os.environ.get("SHEETCRM_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "vi"
    return "en" if wished.lower().startswith("en") else "vi"


def main() -> None:
    """Run the command line; a failure is one sentence in the user's language and exit code 2."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads every installed package
    gc.disable()  # one short run over many small values: collecting costs a tenth of it and frees nothing
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        cli(prog_name="sheetcrm")
    except SheetCrmError as error:
        click.echo(error.in_language(preferred_language()), err=True)
        sys.exit(2)
