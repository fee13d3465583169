"""Whether calamine may read a sheet, judged from its bytes before calamine sees it.

Calamine allocates the rectangle around all cells: one stray value in XFD1048576 ends the process, and no exception can
be caught. The sheet's own `<dimension>` may lie, so the references themselves are looked at, by the cheapest question
that settles the matter first. What is not written the usual way is left to our own, slower scanner.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.references import column_number
from sheetcrm.workbooks.xlsx.sheet_xml import find_body

MOST_CELLS = 32_000_000
"""Cells of the rectangle that calamine may be asked to allocate (some 24 bytes each)."""

_BEYOND_ORDINARY = (
    re.compile(rb' r="[^"]{8}'),
    re.compile(rb' r="[A-Za-z]{3}'),
    re.compile(rb' r="[L-Zl-z][A-Za-z][0-9]'),
)
"""No hit: nothing beyond KZ99999 or Z999999, which is compact enough. Each costs a millisecond a megabyte."""
_LETTERS = re.compile(rb' r="([A-Za-z]+)')
_LONG_ROWS = re.compile(rb' r="[A-Za-z]*([0-9]{5,})')

_PREFIXED = re.compile(rb":(?:c|row|sheetData)[\s/>]")


@lru_cache(maxsize=16)
def _foreign(prefix: str) -> re.Pattern[bytes]:
    """Find a row or cell element that is not written with the sheet's own prefix."""
    own = re.escape(prefix).encode()
    return re.compile(rb"<(?!%b(?:c|row|sheetData)[\s/>])(?:[\w.-]+:)?(?:c|row|sheetData)(?=[\s/>])" % own)


@lru_cache(maxsize=16)
def _unreferenced(prefix: str) -> re.Pattern[bytes]:
    """Find a cell that does not begin with its reference; one search takes half as long as counting both."""
    return re.compile(rb'<%bc(?! r=")' % re.escape(prefix).encode())


def fits_calamine(data: bytes) -> bool:
    """Say whether a worksheet is written the usual way and reaches no absurd extent."""
    return is_usual(data) and _is_compact(data)


def is_usual(data: bytes) -> bool:
    """Say whether every cell begins with its reference, so that none is overlooked. Raises: UnusualXml."""
    dialect, start, end = find_body(data)
    last = max(start, end)  # controls below the cells have rows of their own
    if _PREFIXED.search(data, 0, last) and _foreign(dialect.prefix).search(data, 0, last):
        raise UnusualXml("xlsx_unusual_xml")  # calamine heeds every prefix, and so meets cells that we do not see
    return end < 0 or not _unreferenced(dialect.prefix).search(data, start, end)


def _is_compact(data: bytes) -> bool:
    if not any(pattern.search(data) for pattern in _BEYOND_ORDINARY):
        return True
    columns = max(column_number(letters.decode()) for letters in set(_LETTERS.findall(data)))
    rows = max((int(digits) for digits in _LONG_ROWS.findall(data)), default=9_999)
    return columns * rows <= MOST_CELLS
