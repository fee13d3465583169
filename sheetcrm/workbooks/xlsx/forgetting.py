"""Shared texts that only deleted rows used are blanked: a row that leaves a workbook leaves no byte in it.

Spreadsheet programs keep texts in a part of their own, and cells name them by number. The numbers stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Iterable

from sheetcrm.workbooks.xlsx.book import Book

_ITEM = re.compile(rb"<((?:[\w.-]+:)?)si\b[^>]*?(?:/>|>.*?</(?:[\w.-]+:)?si>)", re.DOTALL)
_REFERENCE = re.compile(
    rb"""<(?:[\w.-]+:)?c\b[^>]*?\st=["']s["'][^>]*>\s*<(?:[\w.-]+:)?v\b[^>]*>\s*([0-9]+)\s*</""", re.DOTALL
)


def without_texts(book: Book, gone: Collection[int], sheets: Iterable[bytes]) -> tuple[str, bytes] | None:
    """Give the part of shared texts without those that no cell of the sheets names any more; None if all are named."""
    part = book.shared_texts_part
    if part is None:
        return None
    unused = set(gone)
    for xml in sheets:
        unused -= set(map(int, _REFERENCE.findall(xml)))
    if not unused:
        return None
    pieces, at = [], 0
    xml = book.package.xml(part)
    for number, item in enumerate(_ITEM.finditer(xml)):
        if number in unused:
            pieces += [xml[at : item.start()], b"<%ssi><%st/></%ssi>" % (item[1], item[1], item[1])]
            at = item.end()
    return part, b"".join([*pieces, xml[at:]])
