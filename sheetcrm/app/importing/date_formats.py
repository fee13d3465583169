"""Dates of other programs: formats as a map file gives them (`m/d/Y`, `Y-m-d H:M`), and the month before the day.

A column of text dates in which some day could only be a month-first one (`1/15/2026`) and none a day-first one is not
read at all: its `1/5/2026` would be taken for the first of May in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime

from sheetcrm.problems import Problem
from sheetcrm.values import Raw

_LETTERS = frozenset("dmyYHMS")
_SHAPE = re.compile(r"[dmyYHMS](?:[^0-9A-Za-z%]+[dmyYHMS])*")
_ISO = re.compile(r"\s*\d{4}-\d{1,2}-\d{1,2}")
_TWO_NUMBERS = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}\b")


def is_date_format(pattern: str) -> bool:
    """Say whether a pattern is made of the known letters, each once, with separators between, and names a whole day."""
    letters = [letter for letter in pattern if letter in _LETTERS]
    whole_day = {"d", "m"} <= set(letters) and ("Y" in letters) != ("y" in letters)
    return bool(_SHAPE.fullmatch(pattern)) and whole_day and len(letters) == len(set(letters))


def read_date(text: str, pattern: str) -> datetime | None:
    """Read a date written in that format; None when it is not."""
    directives = "".join(f"%{letter}" if letter in _LETTERS else letter for letter in pattern)
    try:
        return datetime.strptime(text.strip(), directives)  # noqa: DTZ007
    except ValueError:
        return None


def put_in_order(cells: Sequence[Raw], pattern: str | None, table: str, column: str) -> tuple[list[Raw], list[Problem]]:
    """Bring a date column's texts into a form that cannot be misread; what stays doubtful is a problem of its row.

    What is in the map's format becomes a real date, ISO is always understood, the rest stays as it is.
    """
    doubtful = pattern is None and has_month_first(cell for cell in cells if isinstance(cell, str))
    if pattern is None and not doubtful:
        return list(cells), []
    ordered: list[Raw] = []
    problems: list[Problem] = []
    for place, cell in enumerate(cells):
        found, code = _ordered(cell, pattern)
        ordered.append(found)
        if code is not None:
            problems.append(Problem(code, table, None, column, _facts(cell, pattern), row=place))
    return ordered, problems


def has_month_first(texts: Iterable[str]) -> bool:
    """Say whether some text date can only be month-first and none only day-first."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _TWO_NUMBERS.match(text))]
    return any(second > 12 for _, second in pairs) and all(first <= 12 for first, _ in pairs)


def _ordered(cell: Raw, pattern: str | None) -> tuple[Raw, str | None]:
    if not isinstance(cell, str) or not cell.strip() or _ISO.match(cell):
        return cell, None
    if pattern is not None:
        found = read_date(cell, pattern)
        return found, None if found else "import_date_format"
    return (None, "import_date_month_first") if _TWO_NUMBERS.match(cell) else (cell, None)


def _facts(cell: Raw, pattern: str | None) -> Mapping[str, object]:
    return {"value": str(cell).strip()[:60], "format": pattern or ""}
