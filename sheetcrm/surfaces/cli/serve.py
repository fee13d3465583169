"""`sheetcrm serve`: the server behind the menu, the checks and the functions of a Google spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from sheetcrm.app.configuration import FILE_NAME
from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import templates_option


@click.command()
@click.option(
    "--config", "configs", type=FILE, multiple=True, help=f"A team's {FILE_NAME}; once a team (default: the folder's)."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; this machine only by default.")
@click.option("--port", default=8770, show_default=True, type=click.IntRange(0, 65535))
@click.option("--behind-proxy", is_flag=True, help="A proxy with TLS stands before the server.")
@templates_option
def serve(configs: tuple[Path, ...], host: str, port: int, templates: Path | None, *, behind_proxy: bool) -> None:
    """Answer the scripts of Google spreadsheets until stopped. Nothing is asked of anybody but Google."""
    try:
        from sheetcrm.surfaces.serve.run import run_server  # only here: nobody else needs the server's packages
    except ModuleNotFoundError as error:
        raise BadRequest(what="sheetcrm serve", why="@serve_not_installed") from error
    paths = configs or (Path(FILE_NAME),)
    run_server(paths, templates, host, port, preferred_language(), click.echo, behind_proxy=behind_proxy)
