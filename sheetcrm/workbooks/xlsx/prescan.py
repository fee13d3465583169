"""Whether calamine may read a sheet, judged from its bytes before calamine sees it.

Calamine allocates the rectangle around all cells: one stray value in XFD1048576 ends the process, and no exception can
be caught. The sheet's own `<dimension>` may lie, so the references themselves are looked at, by the cheapest question
that settles the matter first. What is not written the usual way is left to our own, slower scanner.
"""

from __future__ import annotations

import re

from sheetcrm.workbooks.xlsx.references import column_number
from sheetcrm.workbooks.xlsx.sheet_xml import dialect_in

MOST_CELLS = 30_000_000
"""Cells of the rectangle that calamine may be asked to allocate (some 24 bytes each)."""

_ODD_SPELLINGS = (b"r='", b"t='", b"\tr=", b"\nr=", b"\rr=")
_THREE_LETTERS = re.compile(rb' r="[A-Za-z]{3}')
_TWO_LETTERS = re.compile(rb' r="[A-Za-z]{2}[0-9]')
_LETTERS = re.compile(rb' r="([A-Za-z]+)')
_MANY_DIGITS = ((re.compile(rb' r="[A-Za-z]*[0-9]{7}'), 999_999), (re.compile(rb' r="[A-Za-z]*[0-9]{6}'), 99_999))
_LONG_ROWS = re.compile(rb' r="[A-Za-z]*([0-9]{6,})')


def fits_calamine(data: bytes) -> bool:
    """Say whether a worksheet is written the usual way and reaches no absurd extent."""
    return is_usual(data) and _is_compact(data)


def is_usual(data: bytes) -> bool:
    """Say whether every row and cell begins with its reference, so that none is overlooked."""
    prefix = dialect_in(data).prefix.encode()
    for name in (b"row", b"c"):
        opening = b"<" + prefix + name
        if data.count(opening + b" ") != data.count(opening + b' r="'):
            return False
        if any(opening + end in data for end in (b">", b"/", b"\t", b"\n", b"\r")):
            return False
    return not any(odd in data for odd in _ODD_SPELLINGS)


def _is_compact(data: bytes) -> bool:
    columns = _columns(data)
    for pattern, rows in _MANY_DIGITS:
        if pattern.search(data):
            break
        if columns * rows <= MOST_CELLS:
            return True
    rows = max((int(digits) for digits in _LONG_ROWS.findall(data)), default=99_999)
    return columns * rows <= MOST_CELLS


def _columns(data: bytes) -> int:
    if _THREE_LETTERS.search(data) is None and _TWO_LETTERS.search(data) is None:
        return 26
    return max(column_number(letters.decode()) for letters in set(_LETTERS.findall(data)))
