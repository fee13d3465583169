"""A package with some parts replaced, as the pieces of a new zip file.

Untouched members are not unpacked: their bytes, header included, are copied as they stand.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sheetcrm.workbooks.xlsx.deflating import DEFLATE
from sheetcrm.workbooks.xlsx.package import Entry
from sheetcrm.workbooks.xlsx.package import Package

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTOR_FLAG = 0x8
_DEFLATED = 8


class Packed(NamedTuple):
    """New content of a member, packed."""

    data: bytes
    crc: int
    size: int


def pack(pieces: Sequence[bytes]) -> Packed:
    """Pack a member's new content, given in one or many pieces."""
    size = sum(map(len, pieces))
    packer = DEFLATE.packer(size)
    packed, crc = [], 0
    for piece in pieces:
        packed.append(packer.compress(piece))
        crc = DEFLATE.checksum(piece, crc)
    return Packed(b"".join((*packed, packer.flush())), crc, size)


def new_zip(package: Package, changed: Mapping[str, Packed], dropped: Collection[str]) -> Iterator[bytes | memoryview]:
    """Give the new file piece by piece, members in their old order and with their old dates."""
    data = memoryview(package.data)
    directory: list[bytes] = []
    at, records = 0, dict(_central_records(package))
    for name, entry in package.entries.items():
        if name in dropped:
            continue
        if (record := records.get(entry.start)) is None:
            raise package.unreadable("xlsx_damaged")
        if name in changed:
            local, record = _replaced(package, entry, changed[name], record)
            pieces: tuple[bytes | memoryview, ...] = (local, changed[name].data)
        else:
            pieces = (data[entry.start : entry.end],)
        directory.append(_moved(record, at))
        for piece in pieces:
            at += len(piece)
            yield piece
    central = b"".join(directory)
    yield central
    yield _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(central), at, 0)


def _central_records(package: Package) -> Iterator[tuple[int, bytes]]:
    """Give each record of the central directory with the place of its member."""
    at = package.directory
    for _ in package.entries:
        fields = _CENTRAL.unpack_from(package.data, at)
        end = at + _CENTRAL.size + fields[10] + fields[11] + fields[12]
        yield fields[16], package.data[at:end]
        at = end


def _replaced(package: Package, entry: Entry, packed: Packed, record: bytes) -> tuple[bytes, bytes]:
    """Give the headers of new content: the old member's name, date and attributes."""
    crc, sizes = packed.crc, (len(packed.data), packed.size)
    local = list(_LOCAL.unpack_from(package.data, entry.start))
    name = package.data[entry.start + _LOCAL.size : entry.start + _LOCAL.size + local[9]]
    local[2] &= ~_DESCRIPTOR_FLAG
    local[3], local[6], local[7], local[8], local[10] = _DEFLATED, crc, *sizes, 0
    central = list(_CENTRAL.unpack_from(record))
    rest = record[_CENTRAL.size : _CENTRAL.size + central[10]]
    comment = record[len(record) - central[12] :] if central[12] else b""
    central[3] &= ~_DESCRIPTOR_FLAG
    central[4], central[7], central[8], central[9], central[11] = _DEFLATED, crc, *sizes, 0
    return _LOCAL.pack(*local) + name, _CENTRAL.pack(*central) + rest + comment


def _moved(record: bytes, offset: int) -> bytes:
    """Give a central record for a member's new place."""
    fields = list(_CENTRAL.unpack_from(record))
    fields[16] = offset
    return _CENTRAL.pack(*fields) + record[_CENTRAL.size :]
