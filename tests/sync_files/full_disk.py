"""A disk on which nothing more fits, as a limit on how far this process's files may grow; SQLite's files, too."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

LITTLE = 100_000
"""Bytes: less than a workbook."""


def room_left(number: int) -> int:
    """Give, by turns, no room to begin a file, room for its first page, and room for all that is small."""
    return (0, 4096, LITTLE)[number % 3]


@contextmanager
def full_disk(left: int) -> Iterator[None]:
    """Let no file grow beyond `left` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def let_no_file_grow() -> None:
    """Begin a process on such a disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LITTLE, LITTLE))
