"""`sheetcrm status`: where each workbook stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sheetcrm.app.configuration import FILE_NAME
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.sync_status import Standing
from sheetcrm.app.sync_status import standings
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.options import FILE


@click.command()
@click.option("--config", type=FILE, default=Path(FILE_NAME), show_default=True, help="Which hub and workbooks.")
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Language of the answer.")
def status(config: Path, lang: str | None) -> None:
    """Say when each workbook was last synchronised, what waits, what is disputed or held, and who has it open."""
    lang = lang or preferred_language()
    with open_desk(config, remember=False) as desk:
        if not desk.configuration.replicas:
            click.echo(say("sync_no_workbooks", lang))
        for one in standings(desk):
            for line in _lines(one, lang):
                click.echo(line)


def _lines(one: Standing, lang: str) -> Iterator[str]:
    name = say("sync_owned", lang, workbook=one.path.name, owner=one.owner) if one.owner else one.path.name
    last = one.last
    if last is None or last.at is None:
        yield say("status_never", lang, workbook=name)
    else:
        yield say("status_line", lang, workbook=name, at=f"{last.at:%d/%m/%Y %H:%M}")
    if not one.there:
        yield say("status_gone", lang, workbook=name)
    if one.open_by:
        yield say("status_locked", lang, by=one.open_by)
    if last is None:
        return
    if one.changed:
        yield say("status_changed", lang)
    if last.waiting:
        yield say("status_waiting", lang)
    if last.conflicts:
        yield say("status_conflicts", lang, count=last.conflicts)
    if last.held:
        yield say("status_held", lang, count=last.held)
    if last.failure:
        yield say("status_failed", lang, why=last.failure)
