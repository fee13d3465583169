"""A dry run is a real run on copies: what it would do is what it does there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sheetcrm.app.configuration import FileHub
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.errors import SheetCrmError


def rehearsal(desk: SyncDesk, folder: Path) -> SyncDesk:
    """Copy hub and workbooks, and the marks of programs that have them open, into a folder, and work there.

    The desk's memory must be a copy, too (`open_desk(…, remember=False)`).
    """
    hub = desk.configuration.hub
    if isinstance(hub, FileHub):
        hub = FileHub(_copied(hub.path, folder / "hub"))
    replicas = [
        replace(one, path=_copied(one.path, folder / str(number)))
        for number, one in enumerate(desk.configuration.replicas)
    ]
    there = {str(old.path): str(new.path) for old, new in zip(desk.configuration.replicas, replicas, strict=True)}
    for known in desk.roster.attendance().values():
        desk.roster.note(replace(known, path=there.get(known.path, known.path)))
    return replace(desk, configuration=replace(desk.configuration, hub=hub, replicas=tuple(replicas)))


def rehearse(desk: SyncDesk, synchronise: Callable[[SyncDesk], SyncReport]) -> SyncReport:
    """Let a run happen on copies; what it says is about the files themselves. Raises: what `synchronise` raises."""
    with TemporaryDirectory(prefix="sheetcrm-") as made:
        folder = Path(made)
        try:
            report = synchronise(rehearsal(desk, folder))
        except SheetCrmError as error:
            _name_originals(error, desk, folder)
            raise
        for one in report.workbooks:
            if one.failure:
                _name_originals(one.failure, desk, folder)
        return report


def _name_originals(error: SheetCrmError, desk: SyncDesk, folder: Path) -> None:
    """Put the folder of a file where an error names that of its copy."""
    hub = desk.configuration.hub
    real = {folder / str(number): one.path.parent for number, one in enumerate(desk.configuration.replicas)}
    if isinstance(hub, FileHub):
        real[folder / "hub"] = hub.path.parent
    for name, fact in error.facts.items():
        for copy, parent in real.items():
            if isinstance(fact, str):
                error.facts[name] = fact = fact.replace(f"{copy}{os.sep}", str(parent / "x")[:-1])


def _copied(path: Path, folder: Path) -> Path:
    folder.mkdir()
    for one in (path, *path.parent.glob("~$*"), *path.parent.glob(".~lock.*#")):
        with suppress(OSError):
            shutil.copy2(one, folder / one.name)
    return folder / path.name
