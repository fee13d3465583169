"""What a sync did, in lines that people can read."""

from __future__ import annotations

import click

from sheetcrm.app.sync_lines import workbook_lines
from sheetcrm.app.sync_report import Dispute
from sheetcrm.app.sync_report import Held
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.messages import say
from sheetcrm.surfaces.cli.brief import brief
from sheetcrm.sync.decisions import HUB
from sheetcrm.sync.decisions import WORKBOOK

MOST_LINES = 50
"""Of conflicts and of held cells; all of them stand in the log and in `sheetcrm check`."""


def tell(report: SyncReport, *, dry: bool = False) -> None:
    """Print a report in the hub's language."""
    lang = report.lang
    click.echo(say("sync_dry_heading" if dry else "sync_heading", lang, hub=report.hub))
    if not report.workbooks:
        click.echo(say("sync_no_workbooks", lang))
    for one in report.workbooks:
        for line in workbook_lines(one, lang):
            click.echo(f"  {line}")
    disputes = [(one.path.name, dispute) for one in report.workbooks for dispute in one.conflicts]
    _section("sync_conflicts_heading", [_dispute(name, dispute, lang) for name, dispute in disputes], lang)
    held = [*report.held, *(held for one in report.workbooks for held in one.held)]
    _section("sync_held_heading", [_held(one, lang) for one in held], lang)
    back = dict.fromkeys(revived for one in report.workbooks for revived in one.revived)
    _section("sync_revived_heading", [_held(one, lang) for one in back], lang)
    if report.hub_failure:
        click.echo(say("sync_recomputed_not", lang, why=report.hub_failure.in_language(lang)))


def _section(heading: str, lines: list[str], lang: str) -> None:
    if lines:
        click.echo(say(heading, lang, count=len(lines)))
        for line in lines[:MOST_LINES]:
            click.echo(f"  {line}")
        if len(lines) > MOST_LINES:
            click.echo("  …")


def _dispute(workbook: str, one: Dispute, lang: str) -> str:
    stands = {HUB: "sync_stands_hub", WORKBOOK: "sync_stands_workbook", None: "sync_stands_none"}[one.stands]
    values = [say("sync_blank", lang) if value is None else brief(value) for value in (one.hub, one.workbook)]
    place = _place(one.sheet, one.row, lang)
    return say(
        "sync_conflict",
        lang,
        workbook=workbook,
        place=place,
        column=one.column,
        hub=values[0],
        own=values[1],
        stands=say(stands, lang),
    )


def _held(one: Held, lang: str) -> str:
    place = _place(one.sheet, one.row, lang)
    return say("sync_held_line", lang, workbook=one.where, place=place, why=one.sentence)


def _place(sheet: str, row: int | None, lang: str) -> str:
    if row is None:
        return say("sync_place_no_row", lang, sheet=sheet)
    return say("sync_place", lang, sheet=sheet, row=row)
