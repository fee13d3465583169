"""Text with delimiters (CSV, TSV and their relatives) → rows of cells.

Row numbers count records, blank ones too, as a spreadsheet shows them after opening the same file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from sheetcrm.errors import ImportFailed

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 100_000
"""How many characters are looked at to find the delimiter."""
_TORN = re.compile(r'"[,;\t|]|[,;\t|]"')
"""A quotation mark beside a delimiter inside a cell: the cell was cut by the wrong delimiter."""
_TORN_SHARE = 0.2
_END = "\x1eend of file\x1e"
"""Stands behind the text while it is parsed: a quote left open swallows it, and so gives itself away."""

Record = list[str]


def split_records(text: str, file: str) -> tuple[list[Record], str]:
    """Split text into records; also tells the delimiter that was found.

    Raises: ImportFailed when a quotation mark is opened and never closed.
    """
    text, announced = _take_announcement(text)
    delimiter = announced or detect_delimiter(text)
    records = _parse(text + ("" if text.endswith(("\n", "\r")) else "\n") + _END, delimiter)
    if records.pop() != [_END]:
        raise ImportFailed(file=file, why="@import_quote_open", row=len(records) + 1)
    return records, delimiter


def detect_delimiter(text: str) -> str:
    """Choose the delimiter that cuts the first records most evenly into most cells, and no quoted cell in two."""
    sample = text[:_SAMPLE]
    return max(DELIMITERS, key=lambda delimiter: _fitness(_parse(sample, delimiter)))


def _fitness(records: list[Record]) -> tuple[bool, float]:
    filled = [record for record in records if any(record)]
    if not filled:
        return True, 0
    torn = sum(any(_TORN.search(cell) for cell in record) for record in filled)
    widths = [len(record) for record in filled]
    width, times = Counter(widths).most_common(1)[0]
    header_fits = next((each for each in widths if each > 1), 1) == width
    return torn / len(filled) < _TORN_SHARE, times / len(filled) * (width - 1) * (2 if header_fits else 1)


def _parse(text: str, delimiter: str) -> list[Record]:
    previous = csv.field_size_limit(len(text) + 1)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True))
    finally:
        csv.field_size_limit(previous)


def _take_announcement(text: str) -> tuple[str, str | None]:
    """Take off the line `sep=;` by which Excel is told the delimiter; an empty record keeps the row numbers right."""
    head, _, _ = text.partition("\n")
    announced = head.strip().strip('"')
    if announced.lower().startswith("sep=") and len(announced.lstrip()) <= 5:
        return text[len(head) :], announced[4:5] or "\t"
    return text, None
