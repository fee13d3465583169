"""`sheetcrm hub create | adopt`: a Google spreadsheet that a team shares."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from sheetcrm.app.configuration import FILE_NAME
from sheetcrm.app.configuration import GoogleHub
from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.hub import HubMade
from sheetcrm.app.hub import HubWish
from sheetcrm.app.hub import adopt_hub
from sheetcrm.app.hub import create_hub
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.init import DEFAULT_WORKBOOKS
from sheetcrm.surfaces.cli.init import write_configuration
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import credentials_option
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.workbooks.google.address import google_id

Function = TypeVar("Function", bound=Callable[..., None])
_config_option = click.option(
    "--config", type=FILE, default=Path(FILE_NAME), show_default=True, help="Written when there is none yet."
)
_wish_options = (
    click.option("--lang", type=click.Choice(["vi", "en"]), help="Language of tabs, headers and messages."),
    click.option("--process", default="standard", show_default=True, help="The stage process."),
    click.option("--scheme", default="bant", show_default=True, help="The qualification scheme."),
    click.option("--currency", default="VND", show_default=True, help="The base currency of all KPIs."),
    templates_option,
    credentials_option,
    _config_option,
)


def _with_wishes(function: Function) -> Function:
    """Give a command the options that say what the hub is to be like."""
    for option in reversed(_wish_options):
        function = option(function)
    return function


@click.group()
def hub() -> None:
    """Make the Google spreadsheet that a team shares."""


@hub.command()
@click.option("--title", required=True, help="What the new spreadsheet is called.")
@_with_wishes
def create(
    title: str,
    lang: str | None,
    process: str,
    scheme: str,
    currency: str,
    templates: Path | None,
    credentials: Path | None,
    config: Path,
) -> None:
    """Make a new spreadsheet (signed in as a person; a service account adopts one that was shared with it)."""
    wish = HubWish(lang or preferred_language(), process, scheme, currency, templates=templates)
    _report(create_hub(title, wish, _credentials(credentials, config)), config, credentials)


@hub.command()
@click.argument("address")
@_with_wishes
def adopt(
    address: str,
    lang: str | None,
    process: str,
    scheme: str,
    currency: str,
    templates: Path | None,
    credentials: Path | None,
    config: Path,
) -> None:
    """Add what is missing to the spreadsheet at ADDRESS (copied from the browser); all else in it stays as it is."""
    wish = HubWish(lang or preferred_language(), process, scheme, currency, templates=templates)
    _report(adopt_hub(address, wish, _credentials(credentials, config)), config, credentials)


def _credentials(given: Path | None, config: Path) -> Path | None:
    """Give the key file: the option's, else that of a `sheetcrm.toml` that is there."""
    return given or (read_configuration(config).credentials if config.exists() else None)


def _report(made: HubMade, config: Path, credentials: Path | None) -> None:
    """Say what was done and what to do next; `sheetcrm.toml` is written when there is none."""
    lang = made.lang
    code = "hub_built" if made.added else "hub_complete"
    click.echo(say(code, lang, title=made.title, count=len(made.added), browser=made.browser))
    for wished, taken in made.renamed:
        click.echo(say("hub_renamed", lang, wished=wished, taken=taken))
    if not config.exists():
        write_configuration(config, made.address, DEFAULT_WORKBOOKS, lang, credentials)
        click.echo(say("configuration_written", lang, file=config))
        return
    known = read_configuration(config).hub
    if not (isinstance(known, GoogleHub) and known.spreadsheet == google_id(made.address)):
        click.echo(say("hub_not_in_configuration", lang, file=config, line=f'hub = "{made.address}"'))
