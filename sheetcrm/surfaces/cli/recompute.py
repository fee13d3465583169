"""`sheetcrm recompute FILE`: ids, stages, scores, health, Today, KPI tabs, in one write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetcrm.app.clock import local_now
from sheetcrm.app.opening import open_address
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.messages import say
from sheetcrm.surfaces.cli.options import ADDRESS
from sheetcrm.surfaces.cli.options import as_of_option
from sheetcrm.surfaces.cli.options import templates_option


@click.command()
@click.argument("file", type=ADDRESS)
@as_of_option
@templates_option
def recompute(file: Path | str, as_of: date | None, templates: Path | None) -> None:
    """Judge stages, score leads and renew Today, KPIs and Dashboard of FILE. What people typed is never touched."""
    report = recompute_workbook(open_address(file), str(file), templates=templates, clock=local_now, today=as_of)
    click.echo(
        say(
            "recomputed",
            report.lang,
            file=file,
            leads=report.leads,
            opportunities=report.opportunities,
            moves=report.moves,
            held=report.held,
            cells=report.receipt.cells_changed,
        )
    )
    if report.problems:
        click.echo(say("recompute_problems", report.lang, count=len(report.problems), file=file))
    if report.receipt.backup:
        click.echo(say("backup_kept", report.lang, backup=report.receipt.backup))
