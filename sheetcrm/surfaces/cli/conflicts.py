"""`sheetcrm conflicts`: cells that two people changed; `sheetcrm conflicts resolve` chooses what stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sheetcrm.app.clock import local_now
from sheetcrm.app.conflicts import Clash
from sheetcrm.app.conflicts import open_conflicts
from sheetcrm.app.conflicts import resolve
from sheetcrm.app.journal import lines_of
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.meanings import Meanings
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.errors import BadRequest
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.brief import brief
from sheetcrm.surfaces.cli.desk_options import config_option
from sheetcrm.surfaces.cli.desk_options import language_option
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.templates.load import load_template


@click.group(invoke_without_command=True)
@config_option
@language_option
@templates_option
@click.pass_context
def conflicts(context: click.Context, config: Path, lang: str | None, templates: Path | None) -> None:
    """List the cells that two people changed to different values: when, whose, both values, and which stands.

    Exit code 1 when there is anything to choose.
    """
    lang = lang or preferred_language()
    context.obj = (config, lang, templates)
    if context.invoked_subcommand is not None:
        return
    with open_desk(config) as desk:
        words = JournalWords(desk, load_template(templates), lang)
        clashes = open_conflicts(desk, words.workbooks)
        _show(desk, clashes, words)
    context.exit(1 if clashes else 0)


@conflicts.command("resolve")
@click.argument("words", nargs=-1, required=True, metavar="[ID] hub|workbook|VALUE")
@click.option("--all", "every", is_flag=True, help="Choose hub or workbook for all that are open; no ID is given then.")
@click.pass_obj
def resolve_command(asked: tuple[Path, str, Path | None], words: Sequence[str], *, every: bool) -> None:
    """Choose what stands in conflict ID: the hub's value, the workbook's, or another VALUE ("" for blank).

    The next sync puts it on the hub and in all workbooks, unless somebody has typed something newer there.
    """
    config, lang, templates = asked
    template = load_template(templates)
    with open_desk(config) as desk:
        spoken = JournalWords(desk, template, lang)
        clashes = open_conflicts(desk, spoken.workbooks)
        chosen, pick = _asked(clashes, words, every=every)
        resolve(desk, chosen, pick, Meanings(desk, templates), local_now(desk.configuration.time_zone))
    click.echo(say("conflicts_chosen", lang, count=len(chosen)))


def _asked(clashes: Sequence[Clash], words: Sequence[str], *, every: bool) -> tuple[Sequence[Clash], str]:
    if every:
        if len(words) != 1 or words[0] not in ("hub", "workbook"):
            raise BadRequest(what=" ".join(words), why="@conflicts_all_takes_a_side")
        return clashes, words[0]
    if len(words) != 2:
        raise BadRequest(what=" ".join(words), why="@conflicts_takes_two_words")
    found = [clash for clash in clashes if str(clash.number) == words[0]]
    if not found:
        raise BadRequest(what=words[0], why="@conflicts_unknown")
    return found, words[1]


def _show(desk: SyncDesk, clashes: Sequence[Clash], words: JournalWords) -> None:
    lang = words.lang
    words.learn([clash.entry for clash in clashes])
    lines = lines_of((clash.entry for clash in clashes), words, desk.configuration.time_zone)
    blank = say("journal_blank", lang)
    for clash, line in zip(clashes, lines, strict=True):
        row = f"{line.table} · {line.row}" if line.row else line.table
        click.echo(f"{clash.number}  {line.at:%d/%m/%Y %H:%M}  {row}  [{line.row_id}]  {line.column}")
        cell = (clash.entry.table, clash.entry.column)
        for side, place, value in (
            ("hub", words.place(""), clash.hub_value),
            ("workbook", words.place(clash.workbook), clash.workbook_value),
        ):
            mark = say("conflicts_stands", lang) if clash.stands == side else ""
            click.echo(f"    {place}: {brief(words.value(*cell, value) or blank)}{mark}")
    click.echo(say("conflicts_open" if clashes else "conflicts_none", lang, count=len(clashes)))
