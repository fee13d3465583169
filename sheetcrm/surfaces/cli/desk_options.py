"""The options of the commands about synchronising (apart, so that other commands need not load what reads the file)."""

from __future__ import annotations

from pathlib import Path

import click

from sheetcrm.app.configuration import FILE_NAME
from sheetcrm.surfaces.cli.options import FILE

config_option = click.option(
    "--config", type=FILE, default=Path(FILE_NAME), show_default=True, help="Says which hub and which workbooks."
)
language_option = click.option("--lang", type=click.Choice(["vi", "en"]), help="Language (default: the system's).")
