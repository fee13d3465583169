"""`sheetcrm close-month FILE MONTH`: closed months stay as they are; late entries become adjustments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetcrm.app.clock import local_now
from sheetcrm.app.close_month import ClosingReport
from sheetcrm.app.close_month import close_month
from sheetcrm.app.close_month import reopen_month
from sheetcrm.app.kpi_locks import adjustment_note
from sheetcrm.app.kpi_locks import amount_words
from sheetcrm.app.kpi_locks import month_words
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.messages import say
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import as_of_option
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.workbooks import open_workbook


@click.command("close-month")
@click.argument("file", type=FILE)
@click.argument("month")
@click.option("--reopen", is_flag=True, help="Take the lock from MONTH again; only the last closed month can be.")
@click.option("--by", metavar="NAME", help="Who closes or reopens; kept with the closing.")
@as_of_option
@templates_option
def close_month_command(
    file: Path, month: str, reopen: bool, by: str | None, as_of: date | None, templates: Path | None
) -> None:
    """Close MONTH (as 2026-10) of FILE and every open month before it, and recompute.

    The figures of closed months no longer move. What is entered, changed or deleted in them later is shown as an
    adjustment in the first open month, so that the months always add up to what is recorded.
    """
    act = reopen_month if reopen else close_month
    report = act(open_workbook(file), str(file), month, by=by, templates=templates, clock=local_now, today=as_of)
    (_tell_reopened if reopen else _tell_closed)(report, file)
    if report.receipt.backup:
        click.echo(say("backup_kept", report.lang, backup=report.receipt.backup))


def _tell_closed(report: ClosingReport, file: Path) -> None:
    months = " – ".join(map(month_words, dict.fromkeys((report.months[0], report.months[-1]))))
    count, first_open = len(report.months), month_words(report.open_from)
    click.echo(say("months_closed", report.lang, months=months, file=file, count=count, open=first_open))
    if report.adjusted:
        click.echo(say("months_closed_adjusted", report.lang, month=month_words(report.months[0])))
    for kpi, figure in report.adjusted:
        click.echo(f"  {kpi.name(report.lang)}: {adjustment_note(kpi, figure, report.lang)}")


def _tell_reopened(report: ClosingReport, file: Path) -> None:
    click.echo(say("month_reopened", report.lang, month=month_words(report.months[0]), file=file))
    click.echo(say("month_reopened_moves" if report.moves else "month_reopened_same", report.lang))
    for kpi, before, after in report.moves:
        name = kpi.name(report.lang)
        if before.value == after.value:
            click.echo(f"  {say('month_reopened_lines', report.lang, name=name)}")
        else:
            click.echo(f"  {name}: {_said(kpi, before, report.lang)} → {_said(kpi, after, report.lang)}")


def _said(kpi: Kpi, figure: Figure, lang: str) -> str:
    if figure.value is None:
        return f"({say(figure.reason, lang)})" if figure.reason else "–"
    return amount_words(figure.value, kpi, lang)
