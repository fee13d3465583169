"""`sheetcrm undo`: a file as it was before it was last written, or the last sync's changes taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sheetcrm.app.clock import local_now
from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.journal import lines_of
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.meanings import Meanings
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.undo_sync import Undoing
from sheetcrm.app.undo_sync import plan_undo
from sheetcrm.app.undo_sync import undo_sync
from sheetcrm.errors import BadRequest
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.brief import brief
from sheetcrm.surfaces.cli.desk_options import config_option
from sheetcrm.surfaces.cli.desk_options import language_option
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.sync.log import Entry
from sheetcrm.templates.load import load_template
from sheetcrm.workbooks.google.address import GOOGLE
from sheetcrm.workbooks.xlsx.restoring import plan_restoring
from sheetcrm.workbooks.xlsx.restoring import restore

_SHOWN = 40


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--sync", "last_sync", is_flag=True, help="Take the last sync's changes back, cell by cell.")
@click.option("--yes", is_flag=True, help="Do it; without this it is only shown.")
@config_option
@language_option
@templates_option
def undo(file: Path | None, last_sync: bool, yes: bool, config: Path, lang: str | None, templates: Path | None) -> None:
    """Put FILE back as it was before recompute, import or sync last wrote it; the present one is kept as a backup.

    With --sync the cells that the last sync changed get their former values at the next sync, on the hub and in all
    workbooks, where nothing newer stands; deleted rows come back, new rows stay.
    """
    lang = lang or preferred_language()
    if (file is None) != last_sync:
        raise BadRequest(what="undo", why="@undo_file_or_sync")
    if file is not None and str(file).startswith(GOOGLE):
        raise BadRequest(what=str(file), why="@undo_no_google_file")
    if file is not None:
        _undo_file(file, lang, yes=yes)
        if config.exists() and file.resolve() in {one.path.resolve() for one in read_configuration(config).replicas}:
            click.echo(say("undo_file_synchronised", lang))
        return
    template = load_template(templates)
    with open_desk(config) as desk:
        undoing = plan_undo(desk, Meanings(desk, templates))
        _show(desk, undoing, JournalWords(desk, template, lang))
        if undoing.choices and yes:
            undo_sync(desk, undoing, local_now(desk.configuration.time_zone))
            click.echo(say("undo_sync_done", lang))
        elif undoing.choices:
            click.echo(say("undo_add_yes", lang))


def _undo_file(file: Path, lang: str, *, yes: bool) -> None:
    restoring = plan_restoring(file)
    facts = {"file": file, "backup": restoring.backup.path, "at": f"{restoring.backup.made_at:%d/%m/%Y %H:%M:%S}"}
    if not yes:
        click.echo(say("undo_file_would", lang, **facts))
        click.echo(say("undo_add_yes", lang))
        return
    kept = restore(restoring)
    click.echo(say("undo_file_done", lang, **facts))
    click.echo(say("undo_file_kept", lang, backup=kept))


def _show(desk: SyncDesk, undoing: Undoing, words: JournalWords) -> None:
    lang = words.lang
    if not undoing.choices:
        click.echo(say("undo_sync_nothing", lang))
    else:
        (line,) = lines_of([*undoing.cells, *undoing.rows][:1], words, desk.configuration.time_zone)
        click.echo(say("undo_sync_would", lang, at=f"{line.at:%d/%m/%Y %H:%M}"))
        _show_cells(desk, [*undoing.cells, *undoing.rows], words)
    staying = {"new_rows": undoing.new_rows, "conflicts": undoing.conflicts, "moves": undoing.moves}
    for what, count in staying.items():
        if count:
            click.echo(say(f"undo_{what}_stay", lang, count=count))


def _show_cells(desk: SyncDesk, entries: Sequence[Entry], words: JournalWords) -> None:
    words.learn(entries)
    blank = say("journal_blank", words.lang)
    for line in lines_of(entries[:_SHOWN], words, desk.configuration.time_zone):
        row = f"{line.table} · {line.row}" if line.row else line.table
        click.echo(f"  {row}  [{line.row_id}]  {line.column}: {brief(line.new or blank)} → {brief(line.old or blank)}")
    if len(entries) > _SHOWN:
        click.echo(say("undo_more", words.lang, count=len(entries) - _SHOWN))
