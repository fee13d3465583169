"""`sheetcrm handover --from A --to B`: a leaver's rows in the hub go to a colleague."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

import click

from sheetcrm.app.clock import local_now
from sheetcrm.app.configuration import hub_address
from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.handover import HandoverReport
from sheetcrm.app.handover import Only
from sheetcrm.app.handover import hand_over
from sheetcrm.messages import say
from sheetcrm.surfaces.cli.desk_options import config_option
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.values import Names
from sheetcrm.workbooks import open_workbook


@click.command()
@click.option("--from", "giver", required=True, metavar="NAME", help="Who leaves.")
@click.option("--to", "taker", required=True, metavar="NAME", help="Who takes over: one of the reps.")
@click.option(
    "--only",
    type=click.Choice(get_args(Only)),
    help="Only the rows of one table; open: only what is still in work, so that closed deals stay the leaver's.",
)
@click.option("--by", metavar="NAME", help="Who decides; kept in the history.")
@click.option("--dry-run", is_flag=True, help="Show what would change hands; write nothing.")
@config_option
@templates_option
def handover(
    giver: str, taker: str, only: Only | None, by: str | None, dry_run: bool, config: Path, templates: Path | None
) -> None:
    """Give a leaver's leads, opportunities, customers and planned activities to a colleague, in the hub.

    Past activities and orders stay the leaver's. The stage history tells who handed over to whom. At the next sync the
    rows leave one filtered workbook and come to the other.
    """
    configuration = read_configuration(config)
    address = hub_address(configuration)
    report = hand_over(
        open_workbook(address, configuration.credentials),
        str(address),
        giver=giver,
        taker=taker,
        only=only,
        by=by,
        look_only=dry_run,
        templates=templates,
        clock=local_now,
    )
    _tell(report)
    owners = [one.owner for one in configuration.replicas]
    if report.rows and None not in owners and Names(filter(None, owners)).find(report.taker) is None:
        click.echo(say("handover_no_workbook", report.lang, taker=report.taker))


def _tell(report: HandoverReport) -> None:
    lang = report.lang
    names = {"giver": report.giver, "taker": report.taker}
    if not report.rows:
        click.echo(say("handover_nothing", lang, **names))
        return
    click.echo(say("handover_done" if report.receipt else "handover_would", lang, count=len(report.rows), **names))
    for table, count in Counter(row.table for row in report.rows).items():
        click.echo(f"  {report.tables[table]}: {count}")
        if report.receipt is None:
            for row in report.rows:
                if row.table == table:
                    click.echo(f"    {row.row_id}  {row.label}".rstrip())
    if report.receipt:
        click.echo(say("handover_next", lang))
        if report.receipt.backup:
            click.echo(say("file_before_kept", lang, backup=report.receipt.backup))
