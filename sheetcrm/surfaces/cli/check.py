"""`sheetcrm check FILE`: everything wrong or missing, as sentences, without touching the file."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from sheetcrm.app.check import check_workbook
from sheetcrm.app.clock import local_now
from sheetcrm.app.opening import open_address
from sheetcrm.app.wording import Finding
from sheetcrm.messages import say
from sheetcrm.surfaces.cli.options import ADDRESS
from sheetcrm.surfaces.cli.options import as_of_option
from sheetcrm.surfaces.cli.options import lang_option
from sheetcrm.surfaces.cli.options import templates_option


@click.command()
@click.argument("file", type=ADDRESS)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of_option
@lang_option
@templates_option
def check(file: Path | str, form: str, as_of: date | None, lang: str | None, templates: Path | None) -> None:
    """List what is wrong or missing in FILE; exit code 1 when there is anything."""
    report = check_workbook(open_address(file), str(file), templates=templates, clock=local_now, today=as_of, lang=lang)
    if form == "json":
        click.echo(json.dumps([asdict(finding) for finding in report.findings], ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            click.echo(f"{place(finding, report.lang)}: {finding.sentence}")
        code = "check_found" if report.findings else "check_clean"
        click.echo(say(code, report.lang, count=len(report.findings), file=file))
    sys.exit(1 if report.findings else 0)


def place(finding: Finding, lang: str) -> str:
    """Say where a finding is: sheet, row, column."""
    if finding.row is None:
        return finding.sheet
    if finding.column is None:
        return say("place_row", lang, sheet=finding.sheet, row=finding.row)
    return say("place_cell", lang, sheet=finding.sheet, row=finding.row, column=finding.column)
