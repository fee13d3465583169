"""What somebody asks of one sync, besides what the configuration says."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcrm.app.clock import local_now
from sheetcrm.app.configuration import Replica
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.errors import BadRequest
from sheetcrm.workbooks.xlsx.replica import XlsxReplica

if TYPE_CHECKING:
    from sheetcrm.workbooks.google.connecting import Connect

Progress = Callable[[str], None]
"""Hears the name of each file that is done."""


@dataclass(frozen=True, slots=True)
class SyncWish:
    """What is asked for besides the configuration."""

    workbooks: str | None = None
    """A pattern of file names; None: all."""
    prefer: str | None = None
    emptied_on_purpose: bool = False
    adopt_hub: bool = False
    recompute: bool = True
    templates: Path | None = None
    clock: Callable[[str], datetime] = local_now
    replica: Callable[[Path], XlsxReplica] = XlsxReplica
    """Opens a file."""
    connect: Connect | None = None
    """Signs in to Google."""
    waiting: Callable[[float], None] | None = None
    """Hears the seconds of each wait for Google's quota."""
    rehearse: bool = False
    """A dry run: files are copies, and nothing is written to Google."""
    thorough: bool = False
    """Read everything, even where nothing has happened since the last run."""


def wanted(desk: SyncDesk, wish: SyncWish) -> Sequence[Replica]:
    """Give the workbooks that are asked for. Raises: BadRequest when a pattern fits none."""
    every = desk.configuration.replicas
    if wish.workbooks is None:
        return every
    found = [one for one in every if fnmatch(one.path.name, wish.workbooks) or fnmatch(str(one.path), wish.workbooks)]
    if not found:
        names = ", ".join(one.path.name for one in every)
        raise BadRequest(what=wish.workbooks, why="@sync_no_such_workbook", names=names)
    return found
