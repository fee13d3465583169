"""How a worksheet part writes its element names (`c` or `x:c`), and the patterns that find them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sheetcrm.workbooks.xlsx.references import column_letters

_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")


class UnusualXml(Exception):
    """The sheet is written in a way that is not touched: the code of the sentence that says so."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Dialect(NamedTuple):
    """The patterns for one way of writing element names (`c` or `x:c`)."""

    prefix: str
    row: re.Pattern[bytes]
    regular_row: re.Pattern[bytes]
    row_end: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    body: re.Pattern[bytes]
    row_close: bytes
    body_close: bytes


_QUICK_CELL = rb"(?: s=\"([0-9]+)\")?(?: t=\"([a-zA-Z]+)\")?([^>/]*(?:/(?!>)[^>/]*)*)(?:/>|>(.*?)</%bc\s*>)"


@lru_cache(maxsize=16)
def dialect_of(prefix: str) -> Dialect:
    """Compile the patterns for a namespace prefix (`""` or `"x:"`)."""
    p = re.escape(prefix).encode()
    return Dialect(
        prefix,
        re.compile(rb"\s*(<%brow(?=[\s/>])(?: r=\"([0-9]+)\")?([^>]*?)(/?)>)" % p),
        re.compile(rb"<%brow r=\"([0-9]+)\"[^>/]*>" % p),
        re.compile(rb"</%brow>" % p),
        re.compile(rb"<%bc(?=[\s/>])(?: r=\"([A-Z]+)[0-9]+\")?" % p + _QUICK_CELL % p, re.DOTALL),
        re.compile(rb"<%bv(?:\s[^>]*)?>(.*?)</%bv\s*>" % (p, p), re.DOTALL),
        re.compile(rb"<%bf(?=[\s/>])([^>]*?)(?:/>|>(.*?)</%bf\s*>)" % (p, p), re.DOTALL),
        re.compile(rb"<%bsheetData(?:\s[^>]*?)?(/?)>" % p),
        f"</{prefix}row>".encode(),
        f"</{prefix}sheetData".encode(),
    )


PLAIN = dialect_of("")
"""The way nearly all programs write: without prefixes."""


@lru_cache(maxsize=256)
def cells_pattern(prefix: str, columns: frozenset[int]) -> tuple[re.Pattern[bytes], dict[bytes, int]]:
    """Compile the pattern for the cells of some columns, in a sheet written the usual way; and give their numbers."""
    p = re.escape(prefix).encode()
    numbers = {column_letters(column).encode(): column for column in sorted(columns)}
    return re.compile(rb"<%bc r=\"(%b)[0-9]+\"" % (p, b"|".join(numbers)) + _QUICK_CELL % p, re.DOTALL), numbers


def dialect_in(data: bytes) -> Dialect:
    """Find out how a worksheet part writes its element names."""
    root = _ROOT.search(data, 0, 1 << 16)
    if root is None:
        raise UnusualXml("xlsx_unusual_xml")
    return dialect_of(root[1].decode() + ":" if root[1] else "")


@lru_cache(maxsize=64)
def _attribute_pattern(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:^|\s)" + re.escape(name) + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def attribute(attributes: bytes, name: bytes) -> bytes | None:
    """Give one attribute's raw value."""
    match = _attribute_pattern(name).search(attributes)
    if match is None:
        return None
    return match[1] if match[1] is not None else match[2]
