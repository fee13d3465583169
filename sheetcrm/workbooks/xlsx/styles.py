"""Cell formats: which of them show a number as a date, and new ones where a date needs one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property

from sheetcrm.values import Value
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


_FORMATS = re.compile(
    rb"(?P<open><(?:[\w.-]+:)?cellXfs(?=[\s>])[^>]*>)(?P<body>.*?)(?P<close></(?:[\w.-]+:)?cellXfs>)", re.DOTALL
)
_COUNT = re.compile(rb"(\scount\s*=\s*[\"'])[0-9]+")
_FORMAT = re.compile(rb"<(?:[\w.-]+:)?xf(?=[\s/>])[^>]*?(?:/>|>.*?</(?:[\w.-]+:)?xf>)", re.DOTALL)
_NUMBER_FORMAT = re.compile(rb"\snumFmtId\s*=\s*[\"'][^\"']*[\"']|\sapplyNumberFormat\s*=\s*[\"'][^\"']*[\"']")
_GENERAL, _DAY, _DAY_AND_TIME = 0, 14, 22


class StyleSheet:
    """The cell formats of a workbook; one is added only when a cell's own would show what is written as something else.

    A date in a cell of ordinary numbers would be read as a number by every program, a number in a cell of dates as a
    date.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._added: dict[tuple[int, int], int] = {}
        self._new: list[bytes] = []

    def fitting(self, style: int | None, value: Value) -> int | None:
        """Give a format that shows a value as what it is and otherwise looks like `style`."""
        if isinstance(value, date):
            return self.dated(style, with_time=isinstance(value, datetime))
        if style and isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self.undated(style)
        return style

    def dated(self, style: int | None, *, with_time: bool) -> int | None:
        """Give a format that shows dates and otherwise looks like `style` (itself when it does so already)."""
        if self._look(style) is DateLook.MOMENT:
            return style
        return self._variant(style, self._day_and_time if with_time else self._day)

    def undated(self, style: int | None) -> int | None:
        """Give a format that shows numbers and otherwise looks like `style` (itself when it does so already)."""
        return style if self._look(style) is None else self._variant(style, _GENERAL)

    def _variant(self, style: int | None, number_format: int) -> int | None:
        """Give a format that differs from `style` in the number format alone; add it when it is not there."""
        base = style or 0
        if (base, number_format) not in self._added:
            formats = _FORMAT.findall(self._match["body"]) if self._match else []
            if base >= len(formats):
                return style
            self._added[base, number_format] = len(formats) + len(self._new)
            number = b' numFmtId="%d" applyNumberFormat="1"' % number_format
            bare = _NUMBER_FORMAT.sub(b"", formats[base])
            name = re.match(rb"<(?:[\w.-]+:)?xf", bare)
            end = name.end() if name else 0
            self._new.append(bare[:end] + number + bare[end:])
        return self._added[base, number_format]

    def _look(self, style: int | None) -> DateLook | None:
        return self._looks[style or 0] if (style or 0) < len(self._looks) else None

    def patched(self) -> tuple[str, bytes] | None:
        """Give the styles part with the added formats; None when none was added."""
        part, match = self._book.styles_part, self._match
        if not self._new or part is None or match is None:
            return None
        data = self._book.package.xml(part)
        count = len(_FORMAT.findall(match["body"])) + len(self._new)
        opening = _COUNT.sub(rb"\g<1>%d" % count, match["open"])
        added = b"".join(self._new)
        return part, data[: match.start()] + opening + match["body"] + added + data[match.start("close") :]

    @cached_property
    def _looks(self) -> Sequence[DateLook | None]:
        return date_looks(self._book)

    @cached_property
    def _match(self) -> re.Match[bytes] | None:
        part = self._book.styles_part
        return _FORMATS.search(self._book.package.xml(part)) if part else None

    @cached_property
    def _day(self) -> int:
        return self._own_format(with_time=False) or _DAY

    @cached_property
    def _day_and_time(self) -> int:
        return self._own_format(with_time=True) or _DAY_AND_TIME

    def _own_format(self, *, with_time: bool) -> int | None:
        """Prefer a format the workbook already uses for days (or days and times)."""
        root = self._book.parse(self._book.styles_part or "")
        for group in children(root, "numFmts"):
            for element in children(group, "numFmt"):
                code = element.get("formatCode", "").lower()
                is_day = look_of_format(code) is DateLook.MOMENT and all(letter in code for letter in "dmy")
                if is_day and ("h" in code) == with_time:
                    return int(element.get("numFmtId", "0"))
        return None
