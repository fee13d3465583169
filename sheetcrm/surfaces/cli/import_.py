"""`sheetcrm import`: bring rows of a CSV or Excel file into a workbook."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import click

from sheetcrm.app.clock import local_now
from sheetcrm.app.importing.import_file import import_file
from sheetcrm.app.importing.progress import Progress
from sheetcrm.app.importing.progress import Silent
from sheetcrm.app.importing.report import ImportReport
from sheetcrm.app.importing.work import ImportOrder
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.sync.identity import new_id
from sheetcrm.workbooks import open_workbook

_UNPLACED = {
    "offer": "import_unplaced_offer",
    "unknown": "import_unplaced_unknown",
    "engine": "import_unplaced_engine",
    "twice": "import_unplaced_twice",
}
_SHOWN = 12
_PATH = click.Path(path_type=Path)


class _Drawn(Protocol):
    """The part of click's progress bar that is used."""

    length: int | None

    def update(self, n_steps: int) -> None:
        """Move on."""
        ...


class Bar:
    """The progress of an import as a bar on a terminal."""

    def __init__(self, bar: _Drawn) -> None:
        self._bar = bar

    def expect(self, steps: int) -> None:
        """Set the bar's length."""
        self._bar.length = max(steps, 1)

    def advance(self, steps: int) -> None:
        """Move the bar on."""
        self._bar.update(steps)


@click.command("import", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=_PATH)
@click.argument("source", type=_PATH)
@click.option("--table", required=True, help="Which table: leads, opportunities, activities, orders, accounts …")
@click.option("--map", "map_file", type=_PATH, help="A map file: which header goes into which column.")
@click.option("--sheet", help="Which sheet of an Excel source.")
@click.option("--encoding", help="The source's encoding, when it is not told rightly.")
@click.option("--write-map", type=_PATH, help="Write the map that was found to this file, to be corrected.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--judge-stages", is_flag=True, help="Opportunities face the gates, instead of bringing their stage.")
@click.option("--templates", type=_PATH, help="A folder of templates of your own.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The report's language (the workbook's by default).")
def import_command(
    file: Path,
    source: Path,
    table: str,
    map_file: Path | None,
    sheet: str | None,
    encoding: str | None,
    write_map: Path | None,
    dry_run: bool,
    judge_stages: bool,
    templates: Path | None,
    lang: str | None,
) -> None:
    """Bring the rows of SOURCE (CSV, TSV, Excel) into the workbook FILE.

    Good rows go in; rows with errors go to SOURCE.errors.csv with row number and reason (exit code 1). A second import
    of the same file adds nothing.
    """
    order = ImportOrder(
        source, table, templates, map_file, write_map, sheet, encoding, dry_run=dry_run, judge_stages=judge_stages
    )
    workbook = open_workbook(file)
    try:
        with _progress(lang or preferred_language()) as progress:
            report = import_file(workbook, file.name, order, clock=local_now, new_id=new_id, progress=progress)
    finally:
        workbook.close()
    for line in report_lines(report, lang or report.lang):
        click.echo(line)
    sys.exit(1 if report.refused else 0)


@contextmanager
def _progress(lang: str) -> Iterator[Progress]:
    """Draw a bar on the terminal's error stream; draw nothing when nobody watches."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    with click.progressbar(length=1, label=say("import_progress", lang), show_eta=False, file=sys.stderr) as bar:
        yield Bar(bar)


def report_lines(report: ImportReport, lang: str) -> list[str]:
    """Say what an import did: the counts first, then what somebody should look at."""
    counts = {"new": report.new, "known": report.known, "refused": report.refused}
    head = "import_would_do" if report.dry_run else "import_done"
    lines = [say(head, lang, file=report.source.name, table=report.table, **counts)]
    lines += [say("import_reason", lang, count=count, reason=reason) for reason, count in report.reasons]
    lines += _places(report, lang)
    lines += _headers(report, lang)
    if report.new_reps:
        lines.append(say("import_new_reps", lang, names=_some(report.new_reps)))
    for name, entries in report.new_entries.items():
        lines.append(say("import_new_entries", lang, list=name, names=_some(entries)))
    if report.errors_file:
        lines.append(say("import_errors_at", lang, file=report.errors_file))
    if report.map_file:
        lines.append(say("import_map_at", lang, file=report.map_file))
    if report.backup:
        lines.append(say("backup_kept", lang, backup=report.backup))
    return lines


def _places(report: ImportReport, lang: str) -> list[str]:
    lines = []
    if report.other_sheets:
        lines.append(say("import_sheet", lang, sheet=report.sheet, others=_some(report.other_sheets)))
    if report.header_row > 1:
        lines.append(say("import_header_row", lang, row=report.header_row))
    if report.encoding == "windows-1258":
        lines.append(say("import_encoding", lang, encoding=report.encoding))
    return lines


def _headers(report: ImportReport, lang: str) -> list[str]:
    lines = [
        say("import_guess", lang, header=match.header, columns=columns, percent=match.certainty)
        for match, columns in report.guesses
    ]
    lines += [
        say(_UNPLACED[left.match.how], lang, header=left.match.header, count=left.cells, columns=columns)
        for left, columns in report.unplaced
    ]
    if report.missing_headers:
        lines.append(say("import_missing_headers", lang, headers=_some(report.missing_headers)))
    return lines


def _some(names: object) -> str:
    listed = [str(name) for name in names] if isinstance(names, list | tuple) else [str(names)]
    rest = len(listed) - _SHOWN
    return ", ".join(listed[:_SHOWN]) + (f" … (+{rest})" if rest > 0 else "")
