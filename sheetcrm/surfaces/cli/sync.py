"""`sheetcrm sync`: hub and workbooks become one."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from sheetcrm.app.configuration import FILE_NAME
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.sync_rehearsal import rehearse
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.sync_watch import SHORTEST_PAUSE
from sheetcrm.app.sync_watch import signs_of
from sheetcrm.app.sync_watch import wait
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.errors import SheetCrmError
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.surfaces.cli.options import templates_option
from sheetcrm.surfaces.cli.sync_words import tell


@click.command()
@click.option("--config", type=FILE, default=Path(FILE_NAME), show_default=True, help="Which hub and workbooks.")
@click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing.")
@click.option("--workbook", metavar="PATTERN", help='Only the workbooks of this name, as "an.xlsx" or "mien-bac*".')
@click.option(
    "--prefer",
    type=click.Choice(["hub", "workbook", "hold"]),
    help="Which value stands where both sides changed a cell (default: as sheetcrm.toml says).",
)
@click.option("--confirm-emptied", is_flag=True, help="Most rows are gone on one side, and that was meant.")
@click.option("--adopt-hub", is_flag=True, help="Take what stands where the hub is named for the hub from now on.")
@click.option(
    "--watch",
    metavar="SECONDS",
    type=click.IntRange(SHORTEST_PAUSE),
    help="Go on: whenever a file is saved or closed, and every so many seconds.",
)
@templates_option
def sync(
    config: Path,
    dry_run: bool,
    workbook: str | None,
    prefer: str | None,
    confirm_emptied: bool,
    adopt_hub: bool,
    watch: int | None,
    templates: Path | None,
) -> None:
    """Make the hub and all workbooks one, without losing an edit.

    Ends with 0 when all is clean, 1 when something is held back, disputed or waits, 2 when something failed.
    """
    wish = SyncWish(workbook, prefer, confirm_emptied, adopt_hub, templates=templates, waiting=_tell_wait)
    if dry_run:
        sys.exit(_rehearse(config, replace(wish, recompute=False, rehearse=True)))
    before = signs_of(config)
    code = _once(config, wish)
    while watch:
        click.echo(say("sync_watching", preferred_language(), seconds=watch))
        gc.collect()
        wait(watch, partial(signs_of, config), before)
        before = signs_of(config)
        code = _patiently(config, replace(wish, adopt_hub=False, emptied_on_purpose=False))
    sys.exit(code)


def _once(config: Path, wish: SyncWish) -> int:
    with open_desk(config) as desk:
        report = _with_progress(desk, wish)
    tell(report)
    return report.exit_code


def _patiently(config: Path, wish: SyncWish) -> int:
    """Synchronise once more; what stops one run (the hub is open just now) does not end the watch."""
    try:
        return _once(config, wish)
    except SheetCrmError as error:
        click.echo(error.in_language(preferred_language()), err=True)
        return 2


def _rehearse(config: Path, wish: SyncWish) -> int:
    with open_desk(config, remember=False) as desk:
        report = rehearse(desk, lambda there: _with_progress(there, wish))
    tell(report, dry=True)
    return report.exit_code


def _tell_wait(seconds: float) -> None:
    click.echo(say("google_waiting", preferred_language(), seconds=round(seconds)), err=True)


def _with_progress(desk: SyncDesk, wish: SyncWish) -> SyncReport:
    label = say("sync_progress", preferred_language())
    count = len(desk.configuration.replicas)
    with click.progressbar(length=count, label=label, file=sys.stderr, show_pos=True) as bar:
        return synchronise(desk, wish, lambda _name: bar.update(1))
