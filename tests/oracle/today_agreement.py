"""Holds the Today tab against what SQL says: how much each rep has to do, and the day and amount of every line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.cells import is_number
from tests.oracle.compared import Spot
from tests.oracle.kpis_in_sql import Sql
from tests.oracle.lists_seen import list_under
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet
from tests.oracle.raw_sheets import day
from tests.oracle.today_in_sql import KNOWN
from tests.oracle.today_in_sql import OWNERS
from tests.oracle.today_in_sql import TODAY

Line = tuple[object, ...]


@dataclass(frozen=True)
class Today:
    """The tab of one recomputed workbook, and what SQL says of it."""

    sheet: Sheet
    words: Mapping[str, str]
    sql: Sql
    today: date

    def agree(self) -> Iterator[Spot]:
        """Compare the list and what is counted of it; gives the cells that were compared."""
        self.sql.db.executescript(TODAY)
        listed = list_under(self.sheet, self.words["due_list"])
        lines = [] if listed is None else listed.lines
        due: dict[str, list[Sequence[Cell]]] = {kind: [] for kind in (*KNOWN, *OWNERS)}
        kinds = {self.words[f"due_{kind}"]: kind for kind in due}
        for line in lines:
            self._days_agree(line)
            due[kinds[str(line[1])]].append(line)
        for kind, query in KNOWN.items():
            wanted = [self._named(row[:4]) + row[4:] for row in self.sql.db.execute(query)]
            self._same(kind, [(*line[:1], *line[2:5], day(line[5]), line[7]) for line in due[kind]], wanted)
        for kind, query in OWNERS.items():
            known = [self._named(row[:4]) + row[4:] for row in self.sql.db.execute(query)]
            self._among(kind, [(*line[:1], *line[2:5], line[7]) for line in due[kind]], known)
        self._counts_agree(lines)
        yield from listed.spots() if listed else ()

    def _days_agree(self, line: Sequence[Cell]) -> None:
        due = day(line[5])
        assert line[6] == (None if due is None else (self.today - date.fromisoformat(due)).days), line

    def _named(self, row: tuple) -> Line:
        return (row[0] or self.words["unassigned"], *row[1:])

    def _same(self, kind: str, shown: list[Line], wanted: list[Line]) -> None:
        """Each line is a row that is due, and each such row has its line."""
        self._among(kind, shown, wanted)
        assert Counter(line[:-1] for line in shown) == Counter(line[:-1] for line in wanted), kind

    def _among(self, kind: str, shown: list[Line], known: list[Line]) -> None:
        amounts: dict[Line, list[Fraction | None]] = {}
        for *row, minor in known:
            amounts.setdefault(tuple(row), []).append(None if minor is None else Fraction(minor, self.sql.unit))
        for *row, cell in shown:
            possible = amounts.get(tuple(row), [])
            found = next((at for at, amount in enumerate(possible) if is_number(cell, amount)), None)
            assert found is not None, (kind, row, cell, possible)
            del possible[found]

    def _counts_agree(self, lines: Sequence[Sequence[Cell]]) -> None:
        """Compare the sentences of the counts with the lines below: all, late ones, and of each kind."""
        counts = list_under(self.sheet, self.words["due_counts"])
        assert (counts is None) == (not lines)
        for rep, total, kinds, *_ in counts.lines if counts else ():
            own = [line for line in lines if line[0] == rep]
            late = sum(1 for line in own if line[6])
            assert total == self.words["due_total"].format(len(own), late), rep
            assert kinds == " · ".join(f"{kind}: {n}" for kind, n in Counter(line[1] for line in own).items()), rep
        assert {line[0] for line in lines} == {line[0] for line in (counts.lines if counts else ())}
