"""`sheetcrm log`: every cell change that sync carried."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from sheetcrm.app.journal import Line
from sheetcrm.app.journal import read_journal
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.brief import brief
from sheetcrm.surfaces.cli.desk_options import config_option
from sheetcrm.surfaces.cli.desk_options import language_option
from sheetcrm.surfaces.cli.options import Day
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.sync.log import Happened
from sheetcrm.templates.load import load_template

_FIELDS = (
    "number", "at", "kind", "source", "target", "table_key", "table", "row_id", "row", "column_key", "column", "old",
    "new",
)  # fmt: skip


@click.command()
@click.option("--row", metavar="ID", help="Only the row with this id (the hidden first column of its sheet).")
@click.option("--since", type=Day(), help="Only from this day on.")
@click.option("--workbook", metavar="NAME", help="Only what came from, or went to, this workbook.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@config_option
@language_option
@templates_option
def log(
    row: str | None,
    since: date | None,
    workbook: str | None,
    form: str,
    config: Path,
    lang: str | None,
    templates: Path | None,
) -> None:
    """Show every cell change that sync carried: when, from where to where, which row and column, old and new value.

    Conflicts, deletions, and rows that went to another person's workbook are among them.
    """
    lang = lang or preferred_language()
    with open_desk(config) as desk:
        words = JournalWords(desk, load_template(templates), lang)
        lines = read_journal(desk, words, row_id=row, since=since, workbook=workbook)
    if form == "json":
        click.echo(json.dumps([_plain(line) for line in lines], ensure_ascii=False, indent=2))
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_FIELDS)
        writer.writerows(_plain(line).values() for line in lines)
    elif lines or not (row or since or workbook):
        show_lines(lines, lang)
    else:
        click.echo(say("journal_nothing_such", lang))


def show_lines(lines: Sequence[Line], lang: str) -> None:
    """Print lines for people, those of one moment and row together."""
    if not lines:
        click.echo(say("journal_empty", lang))
    before = None
    for line in lines:
        place = (line.at, line.table, line.row_id, line.source, line.target)
        if place != before:
            before = place
            row = f"{line.table} · {line.row}" if line.row else line.table
            click.echo(f"{line.at:%d/%m/%Y %H:%M}  {row}  [{line.row_id}]  {line.source} → {line.target}")
        click.echo(f"    {line.column}: {change_words(line, lang)}")


def change_words(line: Line, lang: str) -> str:
    """Say what became of a cell."""
    blank = say("journal_blank", lang)
    shown = {"old": brief(line.old or blank), "new": brief(line.new or blank)}
    if line.kind is Happened.WRITTEN:
        return say("journal_written", lang, **shown)
    return say(f"journal_{line.kind.name.lower()}", lang, **shown)


def _plain(line: Line) -> dict[str, object]:
    return {field: _text(getattr(line, field)) for field in _FIELDS}


def _text(value: object) -> object:
    return value if isinstance(value, int) else str(value)
