"""Cell formats: which of them show a number as a date, and new ones where a date needs one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import children

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(50, 59), 45, 47}
_BUILT_IN_DURATION = 46
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h|hh|m|mm|s|ss)\])[^\]]*\]', re.IGNORECASE)
_DURATION = re.compile(r"\[(?:h|m|s)+\]", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)


class DateLook(Enum):
    """How a number format shows time."""

    MOMENT = "moment"
    DURATION = "duration"


def look_of_format(code: str) -> DateLook | None:
    """Say whether a number format shows dates, durations or neither (only its first section decides)."""
    bare = _LITERAL.sub("", code.split(";")[0])
    if _DURATION.search(bare):
        return DateLook.DURATION
    if "general" in bare.lower():
        return None
    return DateLook.MOMENT if _DATE_LETTER.search(bare) else None


def date_looks(book: Book) -> Sequence[DateLook | None]:
    """Give, for each cell format by number, how it shows time."""
    if book.styles_part is None:
        return ()
    root = book.parse(book.styles_part)
    own = {
        element.get("numFmtId", ""): look_of_format(element.get("formatCode", ""))
        for group in children(root, "numFmts")
        for element in children(group, "numFmt")
    }
    return [
        own[number] if (number := element.get("numFmtId", "0")) in own else _built_in(number)
        for group in children(root, "cellXfs")
        for element in children(group, "xf")
    ]


def _built_in(number: str) -> DateLook | None:
    if not number.isdigit():
        return None
    if int(number) == _BUILT_IN_DURATION:
        return DateLook.DURATION
    return DateLook.MOMENT if int(number) in _BUILT_IN_DATES else None
