"""A file on disk seen once and replaced as a whole: locks, backups, errors of the system in our words."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import secrets
import shutil
import time
from collections.abc import Callable
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import Locked
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import NotFound
from sheetcrm.errors import WorkbookError
from sheetcrm.workbooks.xlsx.swapping import swap

BACKUPS = ".sheetcrm-backups"
LONGEST_WRITE_SECONDS = 3600
"""The folder beside a workbook that holds its backups."""
KEPT_BACKUPS = 20

_SHARING_VIOLATIONS = {32, 33, 1175, 1176, 1177}
"""Windows: another process holds the file, or a part of it, or its name cannot be given to another one just now."""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """What a file was when it was read."""

    data: bytes
    digest: bytes
    modified: int
    """Nanoseconds, as the file system tells."""


def look_at(path: Path) -> FileSeen:
    """Read a file whole. Raises: NotFound, Locked, NotAllowed."""
    try:
        with path.open("rb") as file:
            data = file.read()
            modified = os.fstat(file.fileno()).st_mtime_ns
    except OSError as error:
        raise in_our_words(error, path) from error
    return FileSeen(data, sha256(data).digest(), modified)


def in_our_words(error: OSError, path: Path) -> WorkbookError:
    """Give the workbook error that an error of the operating system means."""
    if isinstance(error, FileNotFoundError):
        return NotFound(file=path)
    if getattr(error, "winerror", None) in _SHARING_VIOLATIONS or error.errno in (errno.ETXTBSY, errno.EBUSY):
        return Locked(file=path, by="@xlsx_another_program")
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NotAllowed(file=path, why="@xlsx_disk_full")
    if isinstance(error, IsADirectoryError):
        return NotAllowed(file=path, why="@xlsx_is_folder")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return NotAllowed(file=path, why="@xlsx_no_permission")
    return NotAllowed(file=path, why=error.strerror or str(error))


def refuse_when_changed(path: Path, seen: FileSeen) -> None:
    """Make sure that a file is the one that was read. Raises: ChangedMeanwhile, NotFound, Locked, NotAllowed."""
    if look_at(path).digest != seen.digest:
        raise ChangedMeanwhile(file=path)


def replace_file(
    path: Path,
    seen: FileSeen,
    pieces: Iterable[bytes | memoryview],
    verify: Callable[[bytes], None],
    now: datetime,
    swapping: Callable[[Path, Path], None] = swap,
) -> Path:
    """Put new content in a file's place, as a whole or not at all; give the backup of the old one.

    The new file is written beside the old one, forced to disk, read again and verified; the old one is checked once
    more and kept as a dated backup. Then the two change places, and what was displaced is looked at: if its user has
    saved it just before, it goes back. Raises: ChangedMeanwhile, NotFound, Locked, NotAllowed.
    """
    path = path.resolve()
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        force_write(fresh, pieces)
        verify(fresh.read_bytes())
        shutil.copymode(path, fresh)
        backup = back_up(path, seen, now)
        _exchange(fresh, path, seen, backup, swapping)
    except OSError as error:
        raise in_our_words(error, path) from error
    finally:
        fresh.unlink(missing_ok=True)
    forget_old_backups(path)
    _clear_leftovers(path)
    return backup


def _clear_leftovers(path: Path) -> None:
    """Remove what writes left beside the file when they were killed; a write that still runs is younger."""
    oldest_running = time.time() - LONGEST_WRITE_SECONDS
    for leftover in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
        with contextlib.suppress(OSError):
            if leftover.stat().st_mtime < oldest_running:
                leftover.unlink()


def _exchange(fresh: Path, path: Path, seen: FileSeen, backup: Path, swapping: Callable[[Path, Path], None]) -> None:
    """Put the new file in place; a backup of a file that stays is not kept."""
    try:
        swapping(path, fresh)
        if sha256(fresh.read_bytes()).digest() != seen.digest:
            swapping(path, fresh)
            raise ChangedMeanwhile(file=path)
    except (OSError, ChangedMeanwhile):
        backup.unlink(missing_ok=True)
        raise
    force_folder(path.parent)


def back_up(path: Path, seen: FileSeen, now: datetime) -> Path:
    """Keep a file as a dated backup and make sure the backup is what was read. Raises: ChangedMeanwhile, NotAllowed."""
    folder = path.parent / BACKUPS
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise NotAllowed(file=path, why="@xlsx_backups_in_the_way", folder=folder) from error
    stamp = f"{now:%Y-%m-%d %H%M%S}"
    names = (f"{path.stem} {stamp}{mark}{path.suffix}" for mark in ("", *(f" ({n})" for n in range(2, 1000))))
    backup = next(folder / name for name in names if not (folder / name).exists())
    try:
        os.link(path, backup)
    except OSError:  # another file system, or one without links
        shutil.copy2(path, backup)
    if sha256(backup.read_bytes()).digest() != seen.digest:
        backup.unlink()
        raise ChangedMeanwhile(file=path)
    return backup


def force_write(fresh: Path, pieces: Iterable[bytes | memoryview]) -> None:
    """Write a file that is not there yet and force it to disk. Raises: OSError."""
    with fresh.open("xb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def force_folder(folder: Path) -> None:
    """Force a folder's entries to disk, where the system knows how (Windows does not need it)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def forget_old_backups(path: Path) -> None:
    """Keep the last few backups of a file; their names sort by date."""
    pattern = f"{glob.escape(path.stem)} ????-??-?? ??????*{glob.escape(path.suffix)}"
    for old in sorted((path.parent / BACKUPS).glob(pattern))[:-KEPT_BACKUPS]:
        with suppress(OSError):
            old.unlink()
