"""Puts a file back as it was before it was last replaced, from the backups beside it; the present one is kept too."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sheetcrm.errors import NoBackup
from sheetcrm.workbooks.xlsx.locks import refuse_when_open
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from sheetcrm.workbooks.xlsx.replacing import FileSeen
from sheetcrm.workbooks.xlsx.replacing import in_our_words
from sheetcrm.workbooks.xlsx.replacing import look_at
from sheetcrm.workbooks.xlsx.replacing import refuse_when_changed
from sheetcrm.workbooks.xlsx.replacing import replace_file
from sheetcrm.workbooks.xlsx.workbook import local_time

_STAMPED = re.compile(r" (?P<stamp>\d{4}-\d\d-\d\d \d{6})(?: \((?P<number>\d+)\))?")


@dataclass(frozen=True, slots=True)
class Backup:
    """One earlier state of a file."""

    path: Path
    made_at: datetime
    """When the file was replaced."""


@dataclass(frozen=True, slots=True)
class Restoring:
    """What would be put back over what."""

    path: Path
    backup: Backup
    seen: FileSeen


def backups_of(path: Path) -> list[Backup]:
    """Give the backups of a file, the newest first."""
    path = path.resolve()
    return [backup for _, backup in sorted(_numbered(path), key=lambda pair: pair[0], reverse=True)]


def _numbered(path: Path) -> Iterator[tuple[tuple[str, int], Backup]]:
    folder = path.parent / BACKUPS
    for found in folder.iterdir() if folder.is_dir() else ():
        if found.suffix != path.suffix or not found.stem.startswith(path.stem):
            continue
        if match := _STAMPED.fullmatch(found.stem[len(path.stem) :]):
            made_at = datetime.strptime(match["stamp"], "%Y-%m-%d %H%M%S")  # noqa: DTZ007  wall-clock time, as named
            yield (match["stamp"], int(match["number"] or 1)), Backup(found, made_at)


def plan_restoring(path: Path) -> Restoring:
    """Find the newest backup that says something else than the file. Raises: NotFound, NoBackup, NotAllowed."""
    seen = look_at(path)
    for backup in backups_of(path):
        if sha256(_content(backup.path)).digest() != seen.digest:
            return Restoring(path, backup, seen)
    raise NoBackup(file=path)


def restore(restoring: Restoring, clock: Callable[[], datetime] = local_time) -> Path:
    """Put the backup in the file's place; give the backup of what stood there, by which this is undone in turn.

    Raises: Locked, ChangedMeanwhile, NotAWorkbook when the backup is damaged, NotAllowed; then nothing was changed.
    """
    refuse_when_open(restoring.path)
    refuse_when_changed(restoring.path, restoring.seen)
    data = _content(restoring.backup.path)

    def verify(written: bytes) -> None:
        open_package(written, str(restoring.backup.path))

    return replace_file(restoring.path, restoring.seen, [data], verify, clock())


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise in_our_words(error, path) from error
