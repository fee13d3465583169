"""Remembers, in a report's hidden first row, how its cells were last laid out in looks, so that they need no repeating.

Asking Excel for the look of every cell takes longer than everything else. A stamp holds only as long as nobody else has
recomputed the workbook since: it names the time of the recompute it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from zlib import crc32

from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.live.drafting import Place
from sheetcrm.workbooks.live.reading import Tab

_SIGN = "looks:"


def stamp_of(report: str, styles: Mapping[Place, str], computed_at: str) -> str:
    """Give the stamp for a layout of looks; what is cleared below them depends on what stood there, and is left out."""
    layout = sorted((place, style) for place, style in styles.items() if style)
    return f"{_SIGN}{report}:{crc32(repr(layout).encode()):08x}@{computed_at}"


def place_of_stamp(tab: Tab, report: str) -> Place:
    """Give the cell in which a report's stamp stands, or may stand: the first free one of the hidden row."""
    for column, text in tab.texts.items():
        if text.startswith(f"{_SIGN}{report}:"):
            return KEY_ROW, column
    return KEY_ROW, next(column for column in count(2) if column not in tab.texts)
