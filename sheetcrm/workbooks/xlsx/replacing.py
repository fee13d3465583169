"""A file on disk seen once and replaced as a whole: locks, backups, errors of the system in our words."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sheetcrm.errors import Locked
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import NotFound
from sheetcrm.errors import WorkbookError

_SHARING_VIOLATIONS = {32, 33}
"""Windows: another process holds the file, or a part of it."""


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
