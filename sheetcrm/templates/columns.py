"""Understands one column of cells at a time: each distinct cell once, plain text and dates in bulk."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
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
Understand = Callable[[Raw], tuple[Value, Finding | None]]
AS_TYPED = frozenset(("id", "text", "long_text", "reference", "rep"))
"""Kinds whose value is the text itself."""
_BETWEEN = "|"
_UNTIDY = ("||", "| ", " |", "  ", "_x000", "|#")
"""Blank text, outer and double blanks, an escaped control character, perhaps an error."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One table understood: column key → values, one per row; None stands for a blank and for a cell that is held."""

    table: str
    values: Mapping[str, list[Value]]
    problems: list[Problem]
    count: int


class Memory(dict[Raw, Value]):
    """Cell → value, worked out when first asked for; what is wrong with a cell is kept beside it."""

    def __init__(self, understand: Understand) -> None:
        """Remember how to work a cell out."""
        super().__init__()
        self._understand = understand
        self.found: dict[Raw, Finding] = {}

    def __missing__(self, raw: Raw) -> Value:
        """Work a cell out, once."""
        value, finding = self._understand(raw)
        if finding is not None:
            self.found[raw] = finding
        self[raw] = value
        return value


def parse_column(
    column: Column, cells: Sequence[Raw], conventions: Conventions
) -> tuple[list[Value], list[tuple[int, Finding]]]:
    """Give the column's values (None where a cell is held) and what was found, by position."""
    if column.kind in AS_TYPED:
        plain = _plain_text(cells)
        if plain is not None:
            return plain, []
    memories = Memory(understanding(column, conventions)), Memory(understanding(column, conventions))
    if bool in set(map(type, cells)):  # True equals 1 as a key, but is another cell
        values = [memories[raw is True or raw is False][raw] for raw in cells]
    else:
        memory = memories[False]
        values = [memory[raw] for raw in cells]
    return values, list(_locate(cells, memories))


def _locate(cells: Sequence[Raw], memories: tuple[Memory, Memory]) -> Iterator[tuple[int, Finding]]:
    if memories[False].found or memories[True].found:
        for position, raw in enumerate(cells):
            finding = memories[raw is True or raw is False].found.get(raw)
            if finding:
                yield position, finding


def _plain_text(cells: Sequence[Raw]) -> list[Value] | None:
    """Give the cells as they are when all are blank or text with nothing to tidy, looked at all at once."""
    texts = [raw for raw in cells if isinstance(raw, str)]
    if len(texts) + cells.count(None) < len(cells) or (texts and max(map(len, texts)) > LONGEST_TEXT):
        return None
    joined = _BETWEEN.join(texts)
    whole = f"{_BETWEEN}{joined}{_BETWEEN}"
    tidy = joined.isprintable() and unicodedata.is_normalized("NFC", joined)
    if not tidy or (texts and any(sign in whole for sign in _UNTIDY)):
        return None
    return [raw if isinstance(raw, str) else None for raw in cells]


def understanding(column: Column, conventions: Conventions) -> Understand:
    """Give the function that understands one cell: decode, then the column's bounds, then doubts."""
    kind = KINDS[column.kind]
    decode, doubt = kind.decode, kind.doubt
    bounded = column.min is not None or column.max is not None

    def understand(raw: Raw) -> tuple[Value, Finding | None]:
        value = decode(raw, conventions)
        if isinstance(value, Undecodable):
            return None, (value, Severity.ERROR)
        if bounded and isinstance(value, int | Decimal):
            outside = _outside(value, column, raw)
            if outside:
                return None, (outside, Severity.ERROR)
        doubtful = doubt(raw, value) if doubt else None
        return value, (doubtful, Severity.WARNING) if doubtful else None

    return understand


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
