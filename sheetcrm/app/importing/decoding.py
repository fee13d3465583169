"""Bytes of a text file → text, by decision instead of statistics.

The order: byte-order mark, UTF-8, UTF-16 told by its NUL bytes, Windows-1258. The first three cannot be mistaken for
each other. Nearly every byte string decodes as Windows-1258, so that one must also look like Vietnamese: its tone marks
stand behind vowels, and no signs stand inside words (which is how TCVN3 and damaged UTF-8 look then).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from sheetcrm.errors import ImportFailed

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
_SIGNS_INSIDE_WORDS = re.compile("(?<=[^\\W\\d_])[¡¢£¤¥¦§¨©ª«¬\u00ad®¯´µ¶·¸¹»¿]+(?=[^\\W\\d_]|$|[\\s,;])")
_TOLERATED = 0.02
"""The share of odd signs that a real Windows-1258 file may have (a trade mark sign, a stray accent)."""


class Decoded(NamedTuple):
    """Text, and the encoding it stood in."""

    text: str
    encoding: str


def decode_bytes(data: bytes, file: str, encoding: str | None = None) -> Decoded:
    """Read bytes as text, composed (NFC); with `encoding` given, in that one only.

    Raises: ImportFailed when the bytes fit no known encoding, or not the given one.
    """
    if encoding is not None:
        return Decoded(_decode_as(data, encoding, file), encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(_decode_as(data, name, file), name)
    if b"\x00" in data:
        name = _utf16_order(data)
        return Decoded(_decode_as(data, name, file), name)
    try:
        return Decoded(unicodedata.normalize("NFC", data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return Decoded(_decode_as_1258(data, file), "windows-1258")


def _decode_as(data: bytes, encoding: str, file: str) -> str:
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise ImportFailed(file=file, why="@import_encoding_no_such", encoding=encoding) from error
    except UnicodeError as error:
        raise ImportFailed(file=file, why="@import_encoding_wrong", encoding=encoding) from error
    if "\x00" in text:
        raise ImportFailed(file=file, why="@import_not_text")
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


def _utf16_order(data: bytes) -> str:
    """Tell the byte order of unmarked UTF-16: the NULs are the upper halves of delimiters, digits and line ends."""
    return "utf-16-le" if data[1::2].count(0) >= data[0::2].count(0) else "utf-16-be"


def _decode_as_1258(data: bytes, file: str) -> str:
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError as error:
        raise ImportFailed(file=file, why="@import_encoding_unknown") from error
    if not _looks_vietnamese(text):
        raise ImportFailed(file=file, why="@import_encoding_unknown")
    return unicodedata.normalize("NFC", text)


def _looks_vietnamese(text: str) -> bool:
    foreign = sum(not sign.isascii() for sign in text)
    misplaced = sum(
        sign in _TONE_MARKS and before not in _VOWELS for before, sign in zip(" " + text, text, strict=False)
    )
    odd = misplaced + len(_SIGNS_INSIDE_WORDS.findall(text))
    return odd <= foreign * _TOLERATED
