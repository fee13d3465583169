"""What reaches to a table's last row reaches to its new last row: rules, formats, filters, the table itself, names."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Protocol

from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.xlsx.cell_text import unescape
from sheetcrm.workbooks.xlsx.references import Area
from sheetcrm.workbooks.xlsx.references import area_text
from sheetcrm.workbooks.xlsx.references import parse_area
from sheetcrm.workbooks.xlsx.table_edits import Growth

_RULE = re.compile(
    rb"(<(?:[\w.-]+:)?(?:dataValidation|conditionalFormatting|ignoredError|protectedRange)\s[^>]*?\bsqref\s*=\s*[\"'])"
    rb"([^\"']+)"
)
_EXTENDED_RULE = re.compile(
    rb"<(?P<p>[\w.-]+:)(?P<n>dataValidation|conditionalFormatting)(?=[\s>]).*?</(?P=p)(?P=n)>", re.DOTALL
)
_EXTENDED_AREA = re.compile(rb"(<[\w.-]+:sqref[^>]*>)([^<]+)")
_FILTER = re.compile(rb"(<(?:[\w.-]+:)?(?:autoFilter|sortState)\s[^>]*?\bref\s*=\s*[\"'])([^\"']+)")
_TABLE = re.compile(rb"(<(?:[\w.-]+:)?(?:table|autoFilter|sortState)\s[^>]*?\bref\s*=\s*[\"'])([^\"']+)")
_NAME = re.compile(rb"(<(?:[\w.-]+:)?definedName(?=\s)[^>]*>)([^<]*)")
_NAMED_AREA = re.compile(r"((?:'(?:[^']|'')+'|[^'!\s,]+)!)(\$?[A-Z]{1,3}\$?[0-9]+:\$?[A-Z]{1,3}\$?[0-9]+)")
_DIMENSION = re.compile(rb"(<(?:[\w.-]+:)?dimension\s[^>]*?\bref\s*=\s*[\"'])([^\"']+)")
_LAST_ROW = re.compile(r"[0-9]+$")


class Reach(Protocol):
    """How far a table's data reached, and reaches now."""

    @property
    def old_end(self) -> int:
        """The last row it had."""
        ...

    @property
    def new_end(self) -> int:
        """The last row it has now."""
        ...

    @property
    def first_column(self) -> int:
        """Its first column."""
        ...

    @property
    def last_column(self) -> int:
        """Its last column."""
        ...


def reach(head: bytes, rows: Mapping[int, Collection[int]]) -> bytes:
    """Widen a sheet's `<dimension>` to the cells that are written."""
    filled = {row: columns for row, columns in rows.items() if columns}
    match = _DIMENSION.search(head)
    area = parse_area(match[2].decode()) if match else None
    if match is None or area is None or not filled:
        return head
    columns = [column for row in filled.values() for column in (min(row), max(row))]
    wide = Area(
        min(area.first_row, *filled), min(area.first_column, *columns),
        max(area.last_row, *filled), max(area.last_column, *columns),
    )  # fmt: skip
    if wide == area:
        return head
    return head[: match.start(2)] + area_text(wide).encode() + head[match.end(2) :]


def grow_tail(tail: bytes, growths: Sequence[Growth]) -> bytes:
    """Let a sheet's validations, conditional formats (new kinds too) and filter reach the new last row."""
    for growth in growths:

        def longer(match: re.Match[bytes], growth: Growth = growth) -> bytes:
            return match[1] + _longer_areas(match[2].decode(), growth).encode()

        def longer_extended(match: re.Match[bytes], growth: Growth = growth) -> bytes:
            return _EXTENDED_AREA.sub(lambda area: area[1] + _longer_areas(area[2].decode(), growth).encode(), match[0])

        tail = _FILTER.sub(longer, _RULE.sub(longer, _EXTENDED_RULE.sub(longer_extended, tail)))
    return tail


def grow_table(part: bytes, growth: Growth) -> bytes:
    """Let an Excel table and its filter reach the new last row."""
    return _TABLE.sub(lambda match: match[1] + _longer_areas(match[2].decode(), growth).encode(), part)


def grow_names(workbook: bytes, growths: Mapping[str, Sequence[Growth]]) -> bytes:
    """Let names over whole columns (dropdown lists) reach the new last row; by the sheet's title."""

    def longer(match: re.Match[bytes]) -> bytes:
        before = unescape(match[2])
        after = longer_reference(before, growths)
        old, new = (text.rpartition("!")[2].encode() for text in (before, after))
        return match[0] if after == before else match[1] + match[2].replace(old, new)

    return _NAME.sub(longer, workbook)


def longer_reference(text: str, growths: Mapping[str, Sequence[Reach]]) -> str:
    """Let `Sheet!$A$3:$A$9` reach to the new last row of a table on that sheet; anything else stays."""
    parts = _NAMED_AREA.fullmatch(text.strip())
    if parts is None:
        return text
    title = parts[1].removesuffix("!")
    title = title[1:-1].replace("''", "'") if title.startswith("'") else title
    area = parts[2]
    for growth in growths.get(title, ()):
        area = _longer(area, growth)
    return text.replace(parts[2], area)


def _longer_areas(text: str, growth: Growth) -> str:
    return " ".join(_longer(part, growth) for part in text.split(" "))


def _longer(text: str, growth: Reach) -> str:
    """Lengthen an area that reaches over the table's old last row but not to its new one."""
    area = parse_area(text)
    if area is None or not area.first_row <= growth.old_end <= area.last_row < growth.new_end:
        return text
    is_column = area.last_row > area.first_row or growth.old_end == FIRST_DATA_ROW
    if not is_column or area.last_column < growth.first_column or growth.last_column < area.first_column:
        return text
    if ":" not in text:
        return f"{text}:{_LAST_ROW.sub(str(growth.new_end), text)}"
    return _LAST_ROW.sub(str(growth.new_end), text)
