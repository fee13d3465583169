"""What a chart keeps of the cells it reads, made equal to them.

A chart part holds a copy of the cells it was drawn from. Programs that do not calculate (the preview of a mail or a
folder, a phone, Excel's protected view) draw the copy, so it must follow the cells that a write changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import Sheet
from sheetcrm.workbooks.xlsx.cell_text import escape
from sheetcrm.workbooks.xlsx.cell_text import unescape
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.references import Area
from sheetcrm.workbooks.xlsx.references import parse_area
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_xml import scan_sheet

_SOURCE = re.compile(
    rb"(?P<open><(?P<p>(?:[\w.-]+:)?)(?P<role>tx|cat|val)>\s*)<(?P=p)(?P<kind>str|num)Ref>(?P<inside>.*?)</(?P=p)(?P=kind)Ref>",
    re.DOTALL,
)
"""Names, categories or values that a series takes from cells."""
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f>([^<]*)</(?:[\w.-]+:)?f>")
_FORMAT = re.compile(rb"<(?:[\w.-]+:)?formatCode>[^<]*</(?:[\w.-]+:)?formatCode>")
_ONLY_SHOWN = re.compile(rb"<(?:[\w.-]+:)?plotVisOnly val=\"1\"")
_TEXT_KINDS = (b"s", b"str", b"inlineStr")


class _Point(NamedTuple):
    """A cell as a chart keeps it."""

    text: str
    is_number: bool


Points = Sequence[_Point | None]


def renewed_charts(book: Book, sheet: Sheet, data: bytes) -> Mapping[str, bytes]:
    """Give the charts standing on a sheet whose copies no longer equal its cells: part → new content.

    `data` is the sheet's new content.
    """
    parts = [part for part in chart_parts(book, sheet) if b"Ref>" in book.package.xml(part)]
    if not parts:
        return {}
    draft = SheetDraft(book, sheet, scan_sheet(data))
    renewed: dict[str, bytes] = {}
    for part in parts:
        before = book.package.xml(part)
        after = _SOURCE.sub(_Cells(draft, only_shown=bool(_ONLY_SHOWN.search(before))).renew, before)
        if after != before:
            renewed[part] = after
    return renewed


def chart_parts(book: Book, sheet: Sheet) -> Iterator[str]:
    """Give the parts that hold a sheet's charts."""
    for kind, drawing in book.relations(sheet.part).values():
        found = book.package.find(drawing) if kind == "drawing" else None
        for inner, target in book.relations(found).values() if found else ():
            part = book.package.find(target) if inner == "chart" else None
            if part:
                yield part


class _Cells:
    """The cells of one sheet as its charts see them."""

    def __init__(self, draft: SheetDraft, *, only_shown: bool) -> None:
        self._draft = draft
        self._only_shown = only_shown

    def renew(self, source: re.Match[bytes]) -> bytes:
        """Write a source anew; one that reads another sheet, or in a way not known here, stays as it is."""
        formula = _FORMULA.search(source["inside"])
        area = self._area(formula[1]) if formula and b"extLst" not in source["inside"] else None
        if formula is None or area is None:
            return source[0]
        points = [self._point(row, column) for row, column in self._places(area)]
        known = [point for point in points if point is not None]
        kind = source["kind"]
        if source["role"] == b"cat" and known:
            kind = b"num" if all(point.is_number for point in known) else b"str"
        if source["role"] == b"val":
            points = [point if point and point.is_number else None for point in points]
        p = source["p"]
        look = _FORMAT.search(source["inside"])
        code = (look[0] if look else b"<%bformatCode>General</%bformatCode>" % (p, p)) if kind == b"num" else b""
        copy = b"<%b%bCache>%b%b</%b%bCache>" % (p, kind, code, _written(points, p), p, kind)
        return b"%b<%b%bRef>%b%b</%b%bRef>" % (source["open"], p, kind, formula[0], copy, p, kind)

    def _area(self, formula: bytes) -> Area | None:
        """Give the line of cells a formula names, if it lies on this sheet."""
        title, mark, cells = unescape(formula).rpartition("!")
        if title.startswith("'") and title.endswith("'"):
            title = title[1:-1].replace("''", "'")
        area = parse_area(cells) if mark and title.lower() == self._draft.sheet.title.lower() else None
        is_line = area is not None and (area.first_row == area.last_row or area.first_column == area.last_column)
        return area if is_line else None

    def _places(self, area: Area) -> Iterator[tuple[int, int]]:
        for row in range(area.first_row, area.last_row + 1):
            if not (self._only_shown and self._is_hidden(row)):
                yield from ((row, column) for column in range(area.first_column, area.last_column + 1))

    def _is_hidden(self, number: int) -> bool:
        row = self._draft.rows.get(number)
        opening = self._draft.xml.data[row.start : row.content] if row else b""
        return attribute(opening, b"hidden") in (b"1", b"true")

    def _point(self, row: int, column: int) -> _Point | None:
        cell = self._draft.cell(row, column)
        if cell is None or not cell.inside:
            return None
        if cell.kind in _TEXT_KINDS:
            text = self._draft.stored(cell)
            return _Point(str(text), is_number=False) if text else None
        value = self._draft.xml.dialect.value.search(cell.inside)
        return _Point(value[1].decode(), is_number=True) if value and cell.kind == b"n" else None


def _written(points: Points, p: bytes) -> bytes:
    """Write points as a copy holds them: how many, then those that are not blank."""
    texts = [
        b'<%bpt idx="%d"><%bv>%b</%bv></%bpt>' % (p, index, p, escape(point.text).encode(), p, p)
        for index, point in enumerate(points)
        if point is not None
    ]
    return b'<%bptCount val="%d"/>%b' % (p, len(points), b"".join(texts))
