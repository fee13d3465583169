"""Packing and unpacking of zip members: by ISA-L, in a third to half of zlib's time, where it is installed."""

from __future__ import annotations

import zlib
from importlib import import_module
from types import ModuleType
from typing import NamedTuple
from typing import Protocol

_RAW = -15
"""No header around the packed bytes: a zip has its own."""
_LARGE = 1 << 20


class Unpacker(Protocol):
    """Unpacks one member, piece by piece."""

    @property
    def unconsumed_tail(self) -> bytes:
        """What was given and not unpacked yet, because that would have been more than allowed."""
        ...

    def decompress(self, data: memoryview, most: int, /) -> bytes:
        """Unpack the next piece to at most so many bytes. Raises: `Library.damaged`."""
        ...

    def flush(self) -> bytes:
        """Give what is left."""
        ...


class Packer(Protocol):
    """Packs one member, piece by piece."""

    def compress(self, data: bytes, /) -> bytes:
        """Pack the next piece; give what is ready."""
        ...

    def flush(self) -> bytes:
        """Give what is left."""
        ...


class Library(NamedTuple):
    """One of the libraries that know how."""

    module: ModuleType
    tight_level: int
    quick_level: int
    """For large members; Excel packs them its own way on the next save."""

    @property
    def damaged(self) -> type[Exception]:
        """What is raised over bytes that cannot be unpacked."""
        raised: type[Exception] = self.module.error
        return raised

    def unpacker(self) -> Unpacker:
        """Begin to unpack a member."""
        begun: Unpacker = self.module.decompressobj(_RAW)
        return begun

    def packer(self, size: int) -> Packer:
        """Begin to pack a member of that size."""
        level = self.quick_level if size > _LARGE else self.tight_level
        begun: Packer = self.module.compressobj(level, zlib.DEFLATED, _RAW)
        return begun

    def checksum(self, data: bytes, before: int = 0) -> int:
        """Give the CRC of data, or of what had the CRC `before` and goes on with it."""
        found: int = self.module.crc32(data, before)
        return found


ZLIB = Library(zlib, tight_level=6, quick_level=1)
"""The quick level takes a quarter of the time, for a fifth more bytes."""


def quickest() -> Library:
    """Give the quickest library there is: on a few systems no ISA-L is ready-built, and zlib does the same work."""
    try:
        return Library(import_module("isal.isal_zlib"), tight_level=2, quick_level=2)
    except ImportError:
        return ZLIB


DEFLATE = quickest()
