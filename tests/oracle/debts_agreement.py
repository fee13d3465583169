"""Holds the tab of receivables against what SQL says: what each rep is owed by how late it is, and each late line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from tests.oracle.kpis_in_sql import Sql
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet
from tests.oracle.raw_sheets import day

LATE = "owed > 0 AND days > 0"
AGES = (
    "days IS NOT NULL AND NOT (owed > 0 AND days > 0)",
    "days IS NULL",
    f"{LATE} AND days <= 30",
    f"{LATE} AND days BETWEEN 31 AND 60",
    f"{LATE} AND days BETWEEN 61 AND 90",
    f"{LATE} AND days > 90",
    LATE,
    "1",
)
"""The columns: not due, no day agreed, late by so many days, all that is late, all of it."""


@dataclass(frozen=True)
class Debts:
    """The tab of one recomputed workbook, whose base currency has no decimals, and what SQL says of it."""

    sheet: Sheet
    words: Mapping[str, str]
    sql: Sql

    def agree(self) -> None:
        """Compare both tables; the lists are short enough to be shown whole."""
        head = next(at for at, cells in enumerate(self.sheet) if cells[0] == self.words["rep"])
        shown = list(takewhile(lambda cells: cells[0] != self.words["total"], self.sheet[head + 1 :]))
        total = self.sheet[head + 1 + len(shown)]
        wanted = self._sums("GROUP BY rep HAVING SUM(owed <> 0)")
        assert {str(cells[0]): cells[1:9] for cells in shown} == wanted
        assert total[1:9] == self._sums("")[self.words["unassigned"]]
        assert {cells for cells in self.sheet[head + 2 + len(shown)][1:] if cells} <= {"✓"}
        assert sorted(map(self._late_line, self._listed(head))) == sorted(
            (rep or self.words["unassigned"], owed, due, days)
            for rep, owed, due, days in self.sql.db.execute(f"SELECT rep, owed, due, days FROM debts WHERE {LATE}")
        )

    def _sums(self, group: str) -> dict[str, tuple[Cell, ...]]:
        sums = ", ".join(f"COALESCE(SUM(owed) FILTER (WHERE {age}), 0)" for age in AGES)
        rep = "rep" if group else "NULL"
        rows = self.sql.db.execute(f"SELECT {rep}, {sums} FROM debts WHERE NOT no_rate {group}")
        return {rep or self.words["unassigned"]: tuple(amounts) for rep, *amounts in rows}

    def _listed(self, head: int) -> list[tuple[Cell, ...]]:
        """Give the list's lines whose worth is known: none has a head; else down to the first without a day to pay."""
        rest = self.sheet[head + 1 :]
        below = next((at for at, cells in enumerate(rest) if cells[8] == self.words["days_late"]), len(rest))
        lines = takewhile(lambda cells: day(cells[7]), rest[below + 1 :])
        return [cells for cells in lines if cells[5] != self.words["rate_unknown"]]

    def _late_line(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return (cells[1], cells[5], day(cells[7]), cells[8])
