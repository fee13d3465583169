"""The zip package of an .xlsx/.xlsm file: opened only when it is safe, parts inflated only as far as they declare.

Everything works on one copy of the file's bytes, so what was judged safe is what is read.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from io import BytesIO
from typing import NoReturn

from sheetcrm.errors import NotAWorkbook
from sheetcrm.errors import Unsafe
from sheetcrm.workbooks.xlsx.deflating import DEFLATE

MOST_ENTRIES = 20_000
MOST_INFLATED = 1 << 30
"""Bytes that all parts together may inflate to."""
BOMB_SIZE = 64 << 20
BOMB_RATIO = 400
"""A part larger than this that shrank by more than this is no spreadsheet; real sheets shrink ten- to fiftyfold."""

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1
_UTF8_NAME_FLAG = 0x800
_PROLOG = 4096
_STEP = 1 << 16
_DOCUMENT_TYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_ROOT = re.compile(rb"<[A-Za-z_]")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_UTF8_NAMES = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of the zip and where its bytes stand."""

    name: str
    start: int
    """Where its local header begins."""
    end: int
    """Where the next thing begins."""
    content: int
    """Where its compressed bytes begin."""
    compressed: int
    inflated: int
    method: int
    crc: int


@dataclass(slots=True)
class Package:
    """The members of a workbook file, by name."""

    file: str
    data: bytes
    entries: dict[str, Entry]
    directory: int
    """Where the zip's central directory begins."""
    _names: dict[str, str] = field(default_factory=dict)
    _proved: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._names = {name.lower(): name for name in self.entries}

    def find(self, name: str) -> str | None:
        """Give a part's name as the zip spells it (part names do not heed case), or None."""
        return self._names.get(name.lower())

    def inflate(self, name: str) -> bytes:
        """Give the whole content of a part; refuse one that is larger than it declares or damaged."""
        entry = self.entries[name]
        try:
            content, *rest = self._pieces(entry, max(entry.compressed, 1))
        except DEFLATE.damaged as error:
            raise self.unreadable("xlsx_damaged") from error
        if any(rest) or len(content) != entry.inflated or DEFLATE.checksum(content) != entry.crc:
            raise self.unreadable("xlsx_damaged")
        return content

    def xml(self, name: str) -> bytes:
        """Give the content of an XML part after making sure it is UTF-8 and declares no entities."""
        content = self.inflate(name)
        if name not in self._proved:
            self._prove(content[:_PROLOG])
            self._proved.add(name)
        return content

    def beginning(self, name: str, until: re.Pattern[bytes]) -> bytes:
        """Give a part's content up to and including what `until` first finds (all of it when it finds nothing)."""
        found = bytearray()
        try:
            for piece in self._pieces(self.entries[name], _STEP):
                overlap = max(0, len(found) - 64)
                found += piece
                if until.search(found, overlap):
                    break
        except DEFLATE.damaged as error:
            raise self.unreadable("xlsx_damaged") from error
        self._prove(bytes(found[:_PROLOG]))
        return bytes(found)

    def unreadable(self, why: str) -> NotAWorkbook:
        """Make the error that says why this file cannot be read."""
        return NotAWorkbook(file=self.file, why=f"@{why}")

    def unsafe(self, why: str) -> Unsafe:
        """Make the error that says why this file is not opened."""
        return Unsafe(file=self.file, why=f"@{why}")

    def _pieces(self, entry: Entry, step: int) -> Iterator[bytes]:
        stored = memoryview(self.data)[entry.content : entry.content + entry.compressed]
        if entry.method == zipfile.ZIP_STORED:
            yield bytes(stored)
            return
        inflater = DEFLATE.unpacker()
        left = entry.inflated
        for at in range(0, max(len(stored), 1), step):
            piece = inflater.decompress(stored[at : at + step], left + 1)
            if len(piece) > left or inflater.unconsumed_tail:
                raise self.unsafe("xlsx_larger_than_declared")
            left -= len(piece)
            yield piece
        yield inflater.flush()

    def _prove(self, prolog: bytes) -> None:
        if prolog.startswith(_WIDE_MARKS):
            raise self.unreadable("xlsx_not_utf8")
        root = _ROOT.search(prolog)
        before = prolog[: root.start()] if root else prolog
        if _DOCUMENT_TYPE.search(before):
            raise self.unsafe("xlsx_declares_entities")
        if root is None:
            raise self.unreadable("xlsx_damaged")
        encoding = _ENCODING.match(before.removeprefix(b"\xef\xbb\xbf"))
        if encoding and encoding[1].lower() not in _UTF8_NAMES:
            raise self.unreadable("xlsx_not_utf8")


def open_package(data: bytes, file: str) -> Package:
    """Look at a file's bytes as a workbook package, or say why they are none.

    Raises: NotAWorkbook, Unsafe.
    """
    _know_magic(data, file)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos, directory = archive.infolist(), archive.start_dir
    # a directory of random bytes makes zipfile raise any of these, as fuzzing showed; it documents only the first
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError) as error:
        raise NotAWorkbook(file=file, why="@xlsx_truncated") from error
    _judge_sizes(infos, file)
    entries = _locate(data, infos, directory, file)
    package = Package(file, data, entries, directory)
    if package.find("[Content_Types].xml") is None:
        _refuse(file, "xlsx_not_a_spreadsheet")
    return package


def _know_magic(data: bytes, file: str) -> None:
    if data.startswith(_OLE_MAGIC):
        _refuse(file, "xlsx_encrypted" if _ENCRYPTED_STREAM in data else "xlsx_is_xls")
    if not data:
        _refuse(file, "xlsx_empty")
    if not data.startswith(b"PK\x03\x04"):
        _refuse(file, "xlsx_not_a_spreadsheet")


def _refuse(file: str, why: str) -> NoReturn:
    raise NotAWorkbook(file=file, why=f"@{why}")


def _judge_sizes(infos: list[zipfile.ZipInfo], file: str) -> None:
    if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > MOST_INFLATED:
        raise Unsafe(file=file, why="@xlsx_too_large")
    for info in infos:
        if info.file_size > BOMB_SIZE and info.file_size > BOMB_RATIO * max(info.compress_size, 1):
            raise Unsafe(file=file, why="@xlsx_bomb")
    if len({info.filename.lower() for info in infos}) != len(infos):
        _refuse(file, "xlsx_duplicate_parts")
    for info in infos:
        if info.flag_bits & _ENCRYPTED_FLAG:
            _refuse(file, "xlsx_encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            _refuse(file, "xlsx_damaged")


def _locate(data: bytes, infos: list[zipfile.ZipInfo], directory: int, file: str) -> dict[str, Entry]:
    """Find each member's bytes; members that share bytes are a bomb's trick."""
    entries: dict[str, Entry] = {}
    in_place = sorted(infos, key=lambda info: info.header_offset)
    ends = [info.header_offset for info in in_place[1:]] + [directory]
    for info, end in zip(in_place, ends, strict=True):
        start = info.header_offset
        if data[start : start + 4] != b"PK\x03\x04" or start + 30 > len(data):
            _refuse(file, "xlsx_truncated")
        name_length, extra_length = struct.unpack_from("<HH", data, start + 26)
        spelling = "utf-8" if info.flag_bits & _UTF8_NAME_FLAG else "cp437"
        if data[start + 30 : start + 30 + name_length] != info.orig_filename.encode(spelling):
            _refuse(file, "xlsx_truncated")
        content = start + 30 + name_length + extra_length
        if content + info.compress_size > end:
            raise Unsafe(file=file, why="@xlsx_overlapping_parts")
        entries[info.filename] = Entry(
            info.filename, start, end, content, info.compress_size, info.file_size, info.compress_type, info.CRC
        )
    return {info.filename: entries[info.filename] for info in infos}
