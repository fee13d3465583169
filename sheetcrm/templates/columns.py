"""Understands one column of cells at a time: each distinct cell once, plain text and dates in bulk."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.spec import Column
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values.cells import refuse
from sheetcrm.values.text import LONGEST_TEXT

Finding = tuple[Undecodable, Severity]
_TEXTS = frozenset(("id", "text", "long_text", "reference"))
"""Kinds whose value is the text itself, seldom the same in two rows."""
_NOTHING_BUT_TEXT = frozenset((str, type(None)))
_BETWEEN = "|"
_UNTIDY = (("|", "||"), ("|", "| "), ("|", " |"), ("_", "_x000"), ("#", "|#"))
"""Blank text, outer blanks, an escaped control character, perhaps an error; each after a letter found far faster."""
_PIECE = 512


@dataclass(frozen=True, slots=True)
class Parsed:
    """One table understood: column key → values, one per row; None stands for a blank and for a cell that is held."""

    table: str
    values: Mapping[str, list[Value]]
    problems: list[Problem]
    count: int


class Memory(dict[Raw, Value]):
    """Cell → value of one column, worked out when first asked for; what is wrong with a cell is kept beside it."""

    def __init__(self, column: Column, conventions: Conventions) -> None:
        """Remember how the column's cells are understood."""
        super().__init__()
        self._kind, self._column, self._conventions = KINDS[column.kind], column, conventions
        self._bounded = column.min is not None or column.max is not None
        self.found: dict[Raw, Finding] = {}

    def __missing__(self, raw: Raw) -> Value:
        """Work a cell out, once: decode, then the column's bounds, then doubts."""
        value = self._kind.decode(raw, self._conventions)
        if self._bounded and isinstance(value, int | Decimal):
            value = _outside(value, self._column, raw) or value
        if isinstance(value, Undecodable):
            self.found[raw] = value, Severity.ERROR
            value = None
        elif self._kind.doubt and (doubtful := self._kind.doubt(raw, value)):
            self.found[raw] = doubtful, Severity.WARNING
        self[raw] = value
        return value


def parse_column(
    column: Column, cells: Sequence[Raw], conventions: Conventions
) -> tuple[list[Value], list[tuple[int, Finding]]]:
    """Give the column's values (None where a cell is held) and what was found, by position."""
    memories = Memory(column, conventions), Memory(column, conventions)
    values: list[Value] = []
    if column.kind not in _TEXTS:
        values = _look_up(cells, memories)
    elif distinct := _often_repeated(cells):
        meanings = dict(zip(distinct, _texts(distinct, column, memories), strict=True))
        values = list(map(meanings.__getitem__, cells))
    else:
        values = _texts(cells, column, memories)
    return values, list(_locate(cells, memories))


def _often_repeated(cells: Sequence[Raw]) -> list[Raw]:
    """Give the distinct texts of a column when they are at most half of its cells and nothing else stands there."""
    distinct = set(cells)
    return list(distinct) if 2 * len(distinct) <= len(cells) and {*map(type, distinct)} <= _NOTHING_BUT_TEXT else []


def _texts(cells: Sequence[Raw], column: Column, memories: tuple[Memory, Memory]) -> list[Value]:
    values: list[Value] = []
    for start in range(0, len(cells), _PIECE):  # in pieces, so that untidy text costs its neighbours little
        piece = cells[start : start + _PIECE]
        plain = _plain_text(piece, lines=column.kind == "long_text")
        values += _look_up(piece, memories) if plain is None else plain
    return values


def _look_up(cells: Sequence[Raw], memories: tuple[Memory, Memory]) -> list[Value]:
    if bool in set(map(type, cells)):  # True equals 1 as a key, but is another cell
        return [memories[raw is True or raw is False][raw] for raw in cells]
    return list(map(memories[False].__getitem__, cells))


def _locate(cells: Sequence[Raw], memories: tuple[Memory, Memory]) -> Iterator[tuple[int, Finding]]:
    if memories[False].found or memories[True].found:
        for position, raw in enumerate(cells):
            finding = memories[raw is True or raw is False].found.get(raw)
            if finding:
                yield position, finding


def _plain_text(cells: Sequence[Raw], *, lines: bool) -> list[Value] | None:
    """Give the cells as they are when all are blank or text with nothing to tidy, looked at all at once."""
    texts = [raw for raw in cells if isinstance(raw, str)]
    if not texts and cells.count(None) == len(cells):
        return [None] * len(cells)
    if len(texts) + cells.count(None) < len(cells) or max(map(len, texts), default=0) > LONGEST_TEXT:
        return None
    whole = _BETWEEN.join(["", *texts, ""])
    if lines:
        whole = whole.replace("\n", " ")  # a line's end inside a text is like a blank: fine, unless it stands outside
    untidy = any(letter in whole and sign in whole for letter, sign in _UNTIDY)
    tidy = whole.isprintable() and not untidy and (lines or "  " not in whole)
    if not tidy or not unicodedata.is_normalized("NFC", whole):
        return None
    return [*texts] if len(texts) == len(cells) else [raw if isinstance(raw, str) else None for raw in cells]


def _outside(value: int | Decimal, column: Column, raw: Raw) -> Undecodable | None:
    """Say when a number lies outside what the template allows."""
    if column.min is not None and value < Decimal(str(column.min)):
        return refuse("value_below_min", raw, limit=Decimal(str(column.min)))
    if column.max is not None and value > Decimal(str(column.max)):
        return refuse("value_above_max", raw, limit=Decimal(str(column.max)))
    return None


def as_problem(table: str, column: str, row: int, row_id: str | None, finding: Finding) -> Problem:
    """Put what was found in a cell where it was found."""
    what, severity = finding
    return Problem(what.code, table, row_id, column, what.params, severity, row)


def row_ids(values: Mapping[str, Sequence[Value]], count: int) -> list[str | None]:
    """Give the id of each row, None where there is none."""
    return [value if isinstance(value, str) else None for value in values.get("id", [None] * count)]
