"""Two files of one folder change places, so that whatever stood at a name at that moment is kept.

Linux does it in one step where the file system can. Elsewhere the old file gets a second name first, and the new one
takes its place; a file saved between these two steps (microseconds) is still caught when it was written into the same
file, and lost only if another program *replaced* the file just then. Windows keeps what it replaces by itself.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

_HERE = -100
_EXCHANGE = 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM, errno.ENOTTY}
_IGNORE_MERGE_ERRORS = 2
"""Windows: attributes or rights that a drive cannot carry over are no reason not to replace a file."""
ASIDE = ".old"
"""What the second name of an old file ends with while two steps are needed."""


def swap(path: Path, other: Path) -> None:
    """Let a file and one that lies beside it change places. Raises: OSError."""
    if not _in_one_step(path, other):
        swap_in_two_steps(path, other)


def finish_swap(path: Path, other: Path) -> None:
    """Bring to its place what a swap in two steps had put aside when it was stopped. Raises: OSError."""
    aside = Path(f"{other}{ASIDE}")
    if not aside.exists():
        return
    if not path.exists():
        aside.replace(path)  # Windows had taken the old file away, and not yet put the new one there
    elif other.exists():
        aside.unlink()  # the new file never took the old one's place
    else:
        aside.replace(other)


@cache
def _renameat2() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def _in_one_step(path: Path, other: Path) -> bool:
    exchange = _renameat2()
    if exchange is None:
        return False
    if exchange(_HERE, os.fsencode(other), _HERE, os.fsencode(path), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(path))


def swap_in_two_steps(path: Path, other: Path, pause: Callable[[], None] = lambda: None) -> None:
    """Swap where the file system cannot do it at once; `pause` is called between the steps. Raises: OSError."""
    aside = Path(f"{other}{ASIDE}")
    aside.unlink(missing_ok=True)
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        if not kernel.ReplaceFileW(str(path), str(other), str(aside), _IGNORE_MERGE_ERRORS, None, None):
            error = ctypes.WinError(ctypes.get_last_error())
            finish_swap(path, other)
            raise error
    else:
        _keep_aside(path, aside)
        pause()
        other.replace(path)
    pause()
    aside.replace(other)


def _keep_aside(path: Path, aside: Path) -> None:
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, aside)
