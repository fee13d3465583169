"""`sheetcrm demo DIR`: a whole example company, to look at and to try everything on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetcrm.app.build import HOME_ZONE
from sheetcrm.app.clock import local_now
from sheetcrm.app.demo.write import write_demo
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.options import FOLDER
from sheetcrm.surfaces.cli.options import as_of_option


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--seed", default=1, show_default=True, help="Another number gives another company.")
@click.option("--lang", type=click.Choice(["vi", "en", "both"]), default="both", show_default=True)
@click.option("--macros", is_flag=True, help="Write .xlsm workbooks, with buttons for Excel.")
@as_of_option
def demo(folder: Path, seed: int, lang: str, macros: bool, as_of: date | None) -> None:
    """Write an example company into DIR (new or empty) and recompute it.

    Five reps, 20 new opportunities a rep a month over twelve months, 600 open, and the mistakes that people type.
    """
    langs = ("vi", "en") if lang == "both" else (lang,)
    day = as_of or local_now(HOME_ZONE).date()
    report = write_demo(folder, seed=seed, langs=langs, as_of=day, clock=local_now, macros=macros)
    spoken = langs[0] if len(langs) == 1 else preferred_language()
    for path, done in report.workbooks.items():
        click.echo(
            say(
                "demo_workbook",
                spoken,
                file=path,
                leads=done.leads,
                opportunities=done.opportunities,
                held=done.held,
                problems=len(done.problems),
            )
        )
    first = next(path for path in report.workbooks if path.stem == f"pipeline.{spoken}")
    names = ", ".join(path.name for path in report.files)
    click.echo(say("demo_open", spoken, file=first, folder=folder, files=names))
