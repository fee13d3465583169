"""Whether calamine may read a sheet, judged from its bytes before calamine sees it.

Calamine allocates the rectangle around all cells: one stray value in XFD1048576 ends the process, and no exception can
be caught. The sheet's own `<dimension>` may lie, so the references themselves are looked at, by the cheapest question
that settles the matter first. What is not written the usual way is left to our own, slower scanner.
"""

from __future__ import annotations

import re

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


def fits_calamine(data: bytes) -> bool:
    """Say whether a worksheet is written the usual way and reaches no absurd extent."""
    return is_usual(data) and _is_compact(data)


def is_usual(data: bytes) -> bool:
    """Say whether every cell begins with its reference, so that none is overlooked. Raises: UnusualXml."""
    dialect, start, end = find_body(data)
    opening = f"<{dialect.prefix}c".encode()
    return end < 0 or data.count(opening, start, end) == data.count(opening + b' r="', start, end)


def _is_compact(data: bytes) -> bool:
    if not any(pattern.search(data) for pattern in _BEYOND_ORDINARY):
        return True
    columns = max(column_number(letters.decode()) for letters in set(_LETTERS.findall(data)))
    rows = max((int(digits) for digits in _LONG_ROWS.findall(data)), default=9_999)
    return columns * rows <= MOST_CELLS
