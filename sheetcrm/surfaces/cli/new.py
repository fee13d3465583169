"""`sheetcrm new FILE`: a workbook from a template."""

from __future__ import annotations

from pathlib import Path

import click

from sheetcrm.app.build import MACRO_SUFFIX
from sheetcrm.app.build import new_workbook
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import templates_option


@click.command()
@click.argument("file", type=FILE)
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Language of sheets, headers and messages.")
@click.option(
    "--process", default="standard", show_default=True, help="The stage process: standard, project_10 or your own."
)
@click.option("--scheme", default="bant", show_default=True, help="The qualification scheme: bant, gpct or combined.")
@click.option("--currency", default="VND", show_default=True, help="The base currency of all KPIs.")
@templates_option
def new(file: Path, lang: str | None, process: str, scheme: str, currency: str, templates: Path | None) -> None:
    """Make FILE, an empty workbook with all sheets, lists, rules and reports; as .xlsm with buttons for Excel."""
    lang = lang or preferred_language()
    new_workbook(file, lang=lang, process=process, scheme=scheme, currency=currency, templates=templates)
    click.echo(say("made_workbook", lang, file=file))
    if file.suffix.lower() == MACRO_SUFFIX:
        click.echo(say("made_macros_next", lang, file=file))
