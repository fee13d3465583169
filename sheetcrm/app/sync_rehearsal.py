"""A dry run is a real run on copies: what it would do is what it does there."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sheetcrm.app.configuration import FileHub
from sheetcrm.app.sync_desk import SyncDesk


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


def _copied(path: Path, folder: Path) -> Path:
    folder.mkdir()
    for one in (path, *path.parent.glob("~$*"), *path.parent.glob(".~lock.*#")):
        with suppress(OSError):
            shutil.copy2(one, folder / one.name)
    return folder / path.name
