"""The command `sheetcrm` itself: its commands are imported only when they are called."""

from __future__ import annotations

from gettext import gettext
from importlib import import_module

import click

from sheetcrm import __version__
from sheetcrm.surfaces.cli.listing import COMMANDS
from sheetcrm.surfaces.cli.listing import SUMMARY
from sheetcrm.surfaces.cli.speech import said
from sheetcrm.surfaces.cli.speech import translated


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
        return translated(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, gettext(summary)) for name, (_, summary) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    help=said(SUMMARY),
    options_metavar=said("[OPTIONS]"),
    subcommand_metavar=said("COMMAND [ARGS]..."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__)
def cli() -> None:
    """Begin: each command does its own work."""
