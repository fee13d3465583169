"""One sync process at a file: a lock that the system takes back when its process dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from sheetcrm.workbooks.xlsx.replacing import in_our_words


class Claim:
    """A claim on one file; held through a small lock file among its backups, which stays."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is claimed yet."""
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Claim the file; False when another process has it. Raises: NotAllowed."""
        place = self._path.parent / BACKUPS / f".{self._path.name}.lock"
        try:
            place.parent.mkdir(exist_ok=True)
            handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise in_our_words(error, self._path) from error
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    @property
    def held(self) -> bool:
        """Say whether this process has it."""
        return self._handle is not None

    def drop(self) -> None:
        """Let others have it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
