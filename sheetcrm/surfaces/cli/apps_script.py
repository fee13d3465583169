"""`sheetcrm apps-script build`: the script for the team's Google spreadsheet, ready to be pasted."""

from __future__ import annotations

from pathlib import Path

import click

from sheetcrm.app.configuration import FileHub
from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.sync_desk import data_folder
from sheetcrm.errors import BadRequest
from sheetcrm.messages import say
from sheetcrm.surfaces.apps_script.build import GUIDE
from sheetcrm.surfaces.apps_script.build import build_script
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.desk_options import config_option
from sheetcrm.surfaces.cli.options import FOLDER
from sheetcrm.surfaces.serve.compute_tokens import compute_token
from sheetcrm.surfaces.serve.compute_tokens import server_key


@click.group("apps-script")
def apps_script() -> None:
    """Prepare the menu, the checks while typing and the functions of a Google spreadsheet."""


@apps_script.command("build")
@click.option("--out", type=FOLDER, required=True, help="The folder to write; a folder a language in it.")
@click.option("--server", required=True, help="Where `sheetcrm serve` is reached: https://…")
@config_option
def build(out: Path, server: str, config: Path) -> None:
    """Write the script, its settings and step-by-step instructions, in Vietnamese and English.

    Run it on the machine, and as the user, that runs `sheetcrm serve`: the spreadsheet's token is made with its secret.
    """
    configuration = read_configuration(config)
    hub = configuration.hub
    if isinstance(hub, FileHub):
        raise BadRequest(what=str(hub.path), why="@script_hub_is_a_file")
    written = build_script(out, server, hub.spreadsheet, compute_token(server_key(data_folder()), hub.spreadsheet))
    lang = preferred_language()
    guide = next(path for path in written if path.name == GUIDE and path.parent.name == lang)
    click.echo(say("script_written", lang, count=len(written), folder=out, guide=guide))
