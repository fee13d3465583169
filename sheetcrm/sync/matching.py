"""Compares the rows of a sheet with rows that are known: how like they are, and which of them a row may be."""

from __future__ import annotations

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import NOT_AN_EDIT
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.canon import unchanged
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.compare import differences
from sheetcrm.sync.sheet import Sheet
from sheetcrm.values import Undecodable
from sheetcrm.values import is_blank

COMMON = 64
"""A value that more rows than this share says nothing about which of them a row is."""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What is known of a table's rows before looking at a sheet."""

    base: BaseRows
    """What this side's rows were last agreed to be."""
    newer: BaseRows
    """Rows that this side had at some other time: only lost ids are given back by them."""
    earlier: Mapping[str, Sequence[BaseRow]] = field(default_factory=dict)
    """Older versions of rows, which this side may still hold."""
    own: bool = True
    """The base is this very side's (a hub has several, and others write there): what is unlike it was made so here."""


class Matcher:
    """Compares rows of a sheet with what is known."""

    def __init__(self, sheet: Sheet, known: Acquaintance, columns: Sequence[SyncColumn], reader: Reader) -> None:
        self._sheet, self._known, self._columns, self._reader = sheet, known, columns, reader

    def closest(self, row_id: str, claims: Sequence[int]) -> int:
        """Say which of several rows keeps an id: most cells agree, then fewest do not; the upper one of equals."""
        if len(claims) == 1:
            return claims[0]

        def closeness(index: int) -> tuple[int, int, int]:
            agree, filled = self.agreement(row_id, index)
            return agree, -filled, -index

        return max(claims, key=closeness)

    def doubted(self, owned: Mapping[str, int]) -> dict[str, bool]:
        """Give the ids whose rows are mostly unlike their base rows; True where they share nothing of their own."""
        found = {}
        for row_id in differences(self._known.base, owned, self._sheet, self._columns, self._reader):
            agree, filled = self.agreement(row_id, owned[row_id])
            if 2 * agree <= filled:
                found[row_id] = self._known.own and self.shares_nothing(row_id, owned[row_id])
        return found

    def shares_nothing(self, row_id: str, index: int) -> bool:
        """Say whether a row and a known one agree in no cell that tells rows apart, although there are several."""
        versions = self._versions(row_id)
        own = [number for number, column in enumerate(self._columns) if not column.shared]
        several = any(sum(1 for number in own if row[number] not in (None, NO_BASE)) > 1 for row in versions)
        return several and not any(self.likeness(row, index, own)[0] for row in versions)

    def match(self, strays: Sequence[int], owned: Mapping[str, int], doubted: Mapping[str, bool]) -> dict[int, str]:
        """Pair rows without an id of their own with known rows that have no row: strict majorities only."""
        known = {**self._known.newer, **self._known.base}
        pool = [row_id for row_id in known if row_id not in owned or row_id in doubted]
        likely = self._likely(pool) if strays and pool else {}
        offers: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index in strays:
            best = [
                (agree, row_id)
                for row_id in self._candidates(index, likely)
                for agree, filled in [self.agreement(row_id, index)]
                if 2 * agree > filled
            ]
            if best and all(self._versions(row_id) == self._versions(best[-1][1]) for _, row_id in best):
                agree, row_id = best[-1]  # of a row and its copy the one agreed on last: nobody can tell them apart
                offers[row_id].append((-agree, index))
        given = {min(claims)[1]: row_id for row_id, claims in offers.items()}
        return self._without_evictions(given, owned, doubted)

    def _without_evictions(
        self, given: dict[int, str], owned: Mapping[str, int], doubted: Mapping[str, bool]
    ) -> dict[int, str]:
        """Take no id from a doubted row that stays what it is."""
        while True:
            stays = {row_id for row_id, lost in doubted.items() if not lost and owned[row_id] not in given}
            kept = {index: row_id for index, row_id in given.items() if row_id not in stays}
            if len(kept) == len(given):
                return kept
            given = kept

    def _versions(self, row_id: str) -> list[BaseRow]:
        now = self._known.base.get(row_id) or self._known.newer.get(row_id)
        return [*([now] if now else []), *self._known.earlier.get(row_id, ())]

    def _likely(self, pool: Iterable[str]) -> Mapping[tuple[int, object], list[str]]:
        """Index the pool by cell value."""
        found: dict[tuple[int, object], list[str]] = defaultdict(list)
        for row_id in pool:
            versions = self._versions(row_id)
            for number, value in {cell for row in versions for cell in enumerate(row)}:
                if value not in (None, NO_BASE):
                    found[number, value].append(row_id)
        return found

    def _candidates(self, index: int, likely: Mapping[tuple[int, object], list[str]]) -> list[str]:
        votes: Counter[str] = Counter()
        for number, column in enumerate(self._columns):
            if column.key in self._sheet.columns:
                value = self._reader.read(column, self._sheet.columns[column.key][index])
                rows = [] if isinstance(value, Undecodable) else likely.get((number, value), [])
                votes.update(rows if len(rows) <= COMMON else [])
        return list(votes)

    def agreement(self, row_id: str, index: int, numbers: Iterable[int] | None = None) -> tuple[int, int]:
        """Give how many cells agree, of those that are filled, with the version of a known row that is most like."""
        found = [self.likeness(row, index, numbers) for row in self._versions(row_id)]
        return max(found, key=lambda likeness: (likeness[0], -likeness[1]), default=(0, 0))

    def likeness(self, known: BaseRow, index: int, numbers: Iterable[int] | None = None) -> tuple[int, int]:
        """Give how many cells of a row (of the columns `numbers`) agree with one known version, of those filled."""
        agree = filled = 0
        for number in range(len(self._columns)) if numbers is None else numbers:
            column, value = self._columns[number], known[number]
            if value is NO_BASE or column.key not in self._sheet.columns:
                continue
            raw = self._sheet.columns[column.key][index]
            if value is None and is_blank(raw):
                continue
            reading = self._reader.read(column, raw)
            if isinstance(reading, Undecodable) and reading.code == NOT_AN_EDIT:
                continue
            filled += 1
            agree += unchanged(value, column, raw, reading)
        return agree, filled
