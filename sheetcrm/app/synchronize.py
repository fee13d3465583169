"""One run of sync over a configuration: every workbook against the hub, then everything is recomputed."""

from __future__ import annotations

from sheetcrm.app.configuration import FileHub
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_opening import Company
from sheetcrm.app.sync_opening import Surroundings
from sheetcrm.app.sync_opening import open_hub
from sheetcrm.app.sync_opening import open_workbooks
from sheetcrm.app.sync_quiet import Quiet
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.sync_sitting import Sitting
from sheetcrm.app.sync_wish import Progress
from sheetcrm.app.sync_wish import SyncWish
from sheetcrm.app.sync_wish import wanted

__all__ = ["SyncWish", "synchronise"]

PASSES = 5
"""Recomputing may record stage moves on both sides: the next pass agrees on them, the one after it stamps the files."""


def synchronise(desk: SyncDesk, wish: SyncWish, progress: Progress = lambda _: None) -> SyncReport:
    """Make the hub and all workbooks one. What fails for one workbook does not stop the others.

    Raises: SyncError and WorkbookError when it concerns the hub: then what was not written waits for the next run.
    """
    now, replicas = wish.clock(desk.configuration.time_zone), wanted(desk, wish)
    quiet = Quiet(desk, wish, replicas, now)
    is_file = isinstance(desk.configuration.hub, FileHub)
    if is_file and (report := quiet.report(None, progress)):
        return report
    around = Surroundings(
        desk,
        wish.templates,
        lambda: now,
        wish.adopt_hub,
        wish.replica,
        wish.connect,
        wish.waiting,
        wish.recompute,
        wish.rehearse,
    )
    hub = open_hub(desk.configuration.hub, around)
    if not is_file and (report := quiet.report(hub, progress)):
        return report
    company = Company(hub.name, hub.language, hub.tables)
    opened = list(open_workbooks(replicas, company, around))
    sitting = Sitting(desk, wish, hub, now, progress)
    sitting.report.workbooks = [report for report, _ in opened]
    sitting.members = {file.name: (report, file) for report, file in opened if file is not None}
    sitting.conflicts().take()
    for number in range(PASSES):
        sitting.run()
        chosen = sitting.conflicts().take()
        moved = wish.recompute and sitting.recompute()
        if not moved and not chosen and (number == 0 or (number > 1 and not sitting.wrote)):
            sitting.settled = True
            break
    sitting.settled &= sitting.conflicts().show()
    sitting.note()
    quiet.keep(sitting, hub)
    return sitting.report
