"""`sheetcrm libreoffice install | uninstall`: the same buttons and functions in LibreOffice."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.surfaces.libreoffice.installing import add_extension
from sheetcrm.surfaces.libreoffice.installing import find_unopkg
from sheetcrm.surfaces.libreoffice.installing import remove_extension
from sheetcrm.surfaces.libreoffice.packing import IDENTIFIER
from sheetcrm.surfaces.libreoffice.packing import pack_extension


@click.group()
def libreoffice() -> None:
    """Put sheetcrm's buttons and functions into LibreOffice, or take them out."""


@libreoffice.command()
@click.option("--out", type=FILE, help="Only write the extension (.oxt) here; install nothing.")
@templates_option
def install(out: Path | None, templates: Path | None) -> None:
    """Install the extension for you (for everybody when run as root); it runs this very Python."""
    lang = preferred_language()
    if out is not None:
        pack_extension(out, templates)
        click.echo(say("office_written", lang, file=out))
        return
    unopkg = find_unopkg()
    with tempfile.TemporaryDirectory() as folder:
        extension = Path(folder, "sheetcrm.oxt")
        pack_extension(extension, templates)
        add_extension(unopkg, extension)
    click.echo(say("office_installed", lang, program=unopkg))


@libreoffice.command()
def uninstall() -> None:
    """Take the extension out of LibreOffice."""
    unopkg = find_unopkg()
    remove_extension(unopkg, IDENTIFIER)
    click.echo(say("office_removed", preferred_language(), program=unopkg))
