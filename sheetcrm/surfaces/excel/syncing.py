"""The button *Sync*: a sync of the saved file, then what waits for it written into the workbook as it is open."""

from __future__ import annotations

import glob
from pathlib import Path

from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.sync_lines import workbook_lines
from sheetcrm.app.sync_open_book import receive
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.messages import say
from sheetcrm.surfaces.excel.click import Click


def sync_open(click: Click, path: Path, config: Path) -> None:
    """Synchronise a workbook that was just saved and is still open; say how it went."""
    wish = SyncWish(glob.escape(path.name), templates=click.templates, clock=click.clock)
    report = _synchronise(config, wish)
    if any(one.waiting for one in report.workbooks):
        _receive(click, config, wish, report)
    lines = [line for one in report.workbooks for line in workbook_lines(one, click.lang)]
    click.screen.say(say("button_synced", click.lang, at=click.at, what=" ".join(lines)))
    _attention(click, report)


def _synchronise(config: Path, wish: SyncWish) -> SyncReport:
    with open_desk(config) as desk:
        return synchronise(desk, wish)


def _receive(click: Click, config: Path, wish: SyncWish, report: SyncReport) -> None:
    """Write what waits into the open workbook; then both sides say the same, and another sync agrees on it."""
    received = receive(click.workbook, config, wish)
    if received:
        recompute_workbook(click.workbook, click.name, templates=click.templates, clock=click.clock)
        click.screen.save()
        _synchronise(config, wish)
    for one in report.workbooks:
        one.waiting = False
        one.received.join(received)


def _attention(click: Click, report: SyncReport) -> None:
    """Open a box when something failed, is disputed or held."""
    told = [one.failure.in_language(click.lang) for one in report.workbooks if one.failure]
    conflicts = sum(len(one.conflicts) for one in report.workbooks)
    held = sum(len(one.held) for one in report.workbooks)
    if conflicts or held:
        told.append(say("button_disputed", click.lang, conflicts=conflicts, held=held))
    if told:
        click.screen.alert("\n\n".join(told))
