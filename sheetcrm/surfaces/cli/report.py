"""`sheetcrm report FILE`: the scorecard, charts and lists of a workbook as one page for a browser, a phone or paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetcrm.app.clock import local_now
from sheetcrm.app.report.compose import report_of
from sheetcrm.app.report.render import render
from sheetcrm.app.report.write import prove_place
from sheetcrm.app.report.write import write_report
from sheetcrm.messages import say
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import as_of_option
from sheetcrm.surfaces.cli.options import lang_option
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.workbooks import open_workbook


@click.command()
@click.argument("file", type=FILE)
@click.option("--out", type=FILE, help="The page to write (default: FILE with .html); an earlier report is replaced.")
@click.option(
    "--period",
    help="2026-11, 2026-Q4, 2026, or 2026-11-01..2026-11-15 (default: what the KPI tab shows, or this month).",
)
@as_of_option
@lang_option
@templates_option
def report(
    file: Path, out: Path | None, period: str | None, as_of: date | None, lang: str | None, templates: Path | None
) -> None:
    """Write FILE's scorecard, charts and lists as one page that needs nothing from the internet."""
    target = out or file.with_suffix(".html")
    prove_place(target)
    page = report_of(
        open_workbook(file), file, period=period, templates=templates, clock=local_now, today=as_of, lang=lang
    )
    write_report(target, render(page))
    click.echo(say("report_written", page.lang, file=target, period=page.period))
