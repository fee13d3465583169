"""Which header means which column: by the map, key, label in either language or synonym; the rest is guessed.

A guess is *taken* when it is a slip of the pen (a letter off) and no other column is near; anything weaker is only
*offered*. Nothing is dropped in silence: a header without a column is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from sheetcrm.templates.spec import Table
from sheetcrm.values import Raw
from sheetcrm.values import fold
from sheetcrm.values import is_blank
from sheetcrm.values import normalise_text

TAKEN_FROM = 88
OFFERED_FROM = 72
SLIP_FROM_LENGTH = 5
"""From how many letters on one wrong letter is a slip of the pen, not another word."""
CLEAR_LEAD = 6
"""How many points the best guess must lie before the next column's."""
_ROWS_SEARCHED = 40
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")

How = Literal["map", "name", "guess", "offer", "unknown", "engine", "twice", "left_out", "ours"]


@dataclass(frozen=True, slots=True)
class Match:
    """One header of the source and what became of it.

    `how`: *map* and *name* are certain; *guess* was taken, *offer* only suggested; *engine* is computed by sheetcrm,
    *twice* names a column that another header already fills, *left_out* by the map, *ours* is the errors file's own.
    """

    header: str
    position: int
    columns: tuple[str, ...]
    how: How
    certainty: int = 100

    @property
    def feeds(self) -> tuple[str, ...]:
        """Give the columns that are filled from this header."""
        return self.columns if self.how in ("map", "name", "guess") else ()


class Names:
    """What the columns of a table are called: keys, labels, synonyms."""

    def __init__(
        self,
        table: Table,
        synonyms: Mapping[str, Sequence[str]],
        mapped: Mapping[str, tuple[str, ...]],
        own: Sequence[str] = (),
    ) -> None:
        """Collect the names; `mapped` comes from a map file, `own` are headers that sheetcrm adds to errors files."""
        self.importable = importable_columns(table)
        self.mapped = mapped
        self._mapped_squeezed = {squeeze(header): columns for header, columns in mapped.items()}
        self._own = {squeeze(header) for header in own}
        self._engine: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}
        self._spoken: dict[str, str] = {}
        for column in table.columns:
            names = (f"{table.key}.{column.key}", column.key, column.vi, column.en)
            if column.key in self.importable:
                self._add(column.key, names)
            else:
                self._engine.update({squeeze(name): column.key for name in names})

        labels = frozenset(self._names)
        for key, others in synonyms.items():
            if key in self.importable:
                self._add_synonyms(key, others, labels)

    def _add(self, column: str, names: Sequence[str]) -> None:
        for name in names:
            self._names.setdefault(squeeze(name), [column])
            self._spoken.setdefault(fold(name), squeeze(name))

    def _add_synonyms(self, column: str, names: Sequence[str], labels: frozenset[str]) -> None:
        """Add names that may stand for several columns (a close date); a column's own label means that column only."""
        for name in names:
            squeezed = squeeze(name)
            columns = self._names.setdefault(squeezed, [])
            self._spoken.setdefault(fold(name), squeezed)
            if squeezed not in labels and column not in columns:
                columns.append(column)

    def certain(self, header: str) -> tuple[tuple[str, ...], How] | None:
        """Say what a header certainly is, or None. `Số tiền (VND) *` is `Số tiền`."""
        for name in (squeeze(header), squeeze(_IN_BRACKETS.sub("", header))):
            if name in self._mapped_squeezed:
                columns = self._mapped_squeezed[name]
                return columns, "map" if columns else "left_out"
            if name in self._own:
                return (), "ours"
            if name in self._names:
                return tuple(self._names[name]), "name"
            if name in self._engine:
                return (self._engine[name],), "engine"
        return None

    def guess(self, header: str, taken: frozenset[str]) -> tuple[tuple[str, ...], int, int]:
        """Give the nearest free columns, how near (0–100), and how near the next column is."""
        folded = fold(header)
        free = ((name, self._names[squeezed]) for name, squeezed in self._spoken.items())
        ranked = sorted(
            ((_nearness(folded, name), columns) for name, columns in free if not taken & set(columns)),
            key=lambda each: -each[0],
        )
        best, columns = ranked[0] if ranked else (0, [])
        rival = next((near for near, others in ranked if not set(others) & set(columns)), 0)
        return tuple(columns), best, rival


def importable_columns(table: Table) -> frozenset[str]:
    """Give the columns an import may fill: all but the engine's; `id` stands for the other program's id."""
    return frozenset({column.key for column in table.columns if not column.engine} | {"id"})


def find_header_row(rows: Sequence[Sequence[Raw]], names: Names) -> int | None:
    """Find the row that names most columns; without any known name, the row with most texts; None without any text.

    A second, equally good row just below is the visible header of a sheetcrm sheet, under its hidden key row.
    """
    head = [[_text(cell) for cell in row] for row in rows[:_ROWS_SEARCHED]]
    known = [sum(names.certain(cell) is not None for cell in row if cell) for row in head]
    if known and max(known) > 0:
        best = known.index(max(known))
        return best + 1 if known[best + 1 : best + 2] == [known[best]] and known[best] > 1 else best
    texts = [sum(isinstance(cell, str) and bool(_text(cell)) for cell in row) for row in rows[:_ROWS_SEARCHED]]
    return texts.index(max(texts)) if texts and max(texts) > 0 else None


def match_headers(cells: Sequence[Raw], names: Names) -> tuple[Match, ...]:
    """Match every non-blank header; certain ones first, so that a guess never takes a column that is named outright."""
    headers = [(position, _text(cell)) for position, cell in enumerate(cells) if _text(cell)]
    matches: dict[int, Match] = {}
    taken: set[str] = set()
    for wanted in ("map", "name"):
        for position, header in headers:
            found = names.certain(header)
            if found is None or position in matches or (wanted == "map") != (found[1] == "map"):
                continue
            columns, how = found
            free = tuple(column for column in columns if column not in taken)
            if how in ("map", "name") and not free:
                matches[position] = Match(header, position, columns, "twice")
            else:
                matches[position] = Match(header, position, free if how in ("map", "name") else columns, how)
                taken.update(free if how in ("map", "name") else ())
    for position, header in headers:
        if position not in matches:
            matches[position] = _guessed(header, position, names, frozenset(taken))
            taken.update(matches[position].feeds)
    return tuple(matches[position] for position, _ in headers)


def _guessed(header: str, position: int, names: Names, taken: frozenset[str]) -> Match:
    columns, near, rival = names.guess(header, taken)
    if near >= TAKEN_FROM and near - rival >= CLEAR_LEAD:
        return Match(header, position, columns, "guess", near)
    if near >= OFFERED_FROM:
        return Match(header, position, columns, "offer", near)
    return Match(header, position, (), "unknown", 0)


def squeeze(name: str) -> str:
    """Give what matters of a name: `E-mail` and `email` are one."""
    return fold(name).replace(" ", "")


def _nearness(one: str, other: str) -> int:
    """Say how alike two folded names are, 0–100.

    A letter swapped, lost or doubled makes them nearly the same, but nobody mistypes a word's first letter: `ngày báo`
    is another word than `ngày tạo`.
    """
    near = round(max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)))
    if _initials(one) != _initials(other):
        return min(near, TAKEN_FROM - 1)
    slip = min(len(one), len(other)) >= SLIP_FROM_LENGTH and OSA.distance(one, other, score_cutoff=1) == 1
    return max(near, TAKEN_FROM) if slip else near


def _initials(name: str) -> list[str]:
    return sorted(word[0] for word in name.split())


def _text(cell: Raw) -> str:
    return "" if is_blank(cell) else normalise_text(str(cell))
