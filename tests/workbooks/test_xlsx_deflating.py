"""Both libraries do the same work, so that a file made on one system is read on every other."""

from __future__ import annotations

import zlib
from importlib.util import find_spec
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.workbooks.xlsx.deflating import ZLIB
from sheetcrm.workbooks.xlsx.deflating import Library
from sheetcrm.workbooks.xlsx.deflating import quickest

LIBRARIES = (ZLIB, quickest())


def packed(library: Library, pieces: list[bytes]) -> bytes:
    packer = library.packer(sum(map(len, pieces)))
    return b"".join([*(packer.compress(piece) for piece in pieces), packer.flush()])


def unpacked(library: Library, data: bytes, most: int) -> tuple[bytes, bytes]:
    unpacker = library.unpacker()
    content = unpacker.decompress(memoryview(data), most)
    return content, unpacker.unconsumed_tail


def test_the_quick_library_is_used_where_it_is_installed() -> None:
    assert quickest().module.__name__ == ("isal.isal_zlib" if find_spec("isal") else "zlib")


@settings(deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=9), st.sampled_from([1, 5000]))
def test_what_one_library_packs_the_other_unpacks(pieces: list[bytes], times: int) -> None:
    pieces = pieces * times if times * sum(map(len, pieces)) < 1 << 22 else pieces
    content = b"".join(pieces)
    for packs, unpacks in product(LIBRARIES, LIBRARIES):
        assert unpacked(unpacks, packed(packs, pieces), len(content) + 1) == (content, b"")


@settings(deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=5))
def test_checksums_agree(pieces: list[bytes]) -> None:
    for library in LIBRARIES:
        crc = 0
        for piece in pieces:
            crc = library.checksum(piece, crc)
        assert crc == zlib.crc32(b"".join(pieces))


@pytest.mark.parametrize("library", LIBRARIES)
def test_no_more_is_unpacked_than_allowed(library: Library) -> None:
    bomb = packed(ZLIB, [b"0" * 10_000_000])
    content, left = unpacked(library, bomb, 1000)
    assert len(content) == 1000
    assert left


@pytest.mark.parametrize("library", LIBRARIES)
def test_damage_is_told(library: Library) -> None:
    with pytest.raises(library.damaged):
        unpacked(library, b"\xff" * 50, 1000)
