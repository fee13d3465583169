"""A second compiler of the catalogue's measures: each becomes one GROUP BY over the fact tables in SQLite.

It knows nothing of any KPI: that it gives the same figures shows that definitions are data, for whatever engine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.measures import Additive
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import MeanOfShares
from sheetcrm.domain.kpis.measures import Measure
from sheetcrm.domain.kpis.measures import Median
from sheetcrm.domain.kpis.measures import Ratio
from sheetcrm.domain.kpis.measures import Sum
from sheetcrm.domain.kpis.measures import Where
from sheetcrm.domain.kpis.periods import Period

Line = tuple[str | None, ...]
Answer = dict[Line, tuple[Fraction | None, int | None]]
"""Line → figure and n; the figure is None where there is nothing to divide by."""


class SqlEngine:
    """Computes measures over one company's facts in SQLite."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._db = sqlite3.connect(":memory:")
        for table in facts.tables.values():
            self._load(table)

    def _load(self, table: FactTable) -> None:
        columns = {"day": table.days, "until": table.until or [None] * len(table.days), **table.dimensions}
        columns |= table.values
        self._db.execute(f"CREATE TABLE {table.name} ({', '.join(map(_quoted, columns))})")
        marks = ", ".join("?" * len(columns))
        self._db.executemany(f"INSERT INTO {table.name} VALUES ({marks})", zip(*columns.values(), strict=True))

    def compute(self, measure: Measure, by: Sequence[str], period: Period) -> Answer:
        """Give every line's figure, in the facts' own units."""
        if isinstance(measure, Ratio):
            return self._ratio(measure, by, period)
        if isinstance(measure, Median):
            return self._median(measure, by, period)
        if isinstance(measure, MeanOfShares):
            return self._mean_of_shares(measure, by, period)
        assert isinstance(measure, Count | Sum | Distinct)
        per = measure.per if isinstance(measure, Sum) else 1
        return {line: (Fraction(top, per), None) for line, top in self._add_up(measure, by, period).items()}

    def _add_up(self, measure: Additive, by: Sequence[str], period: Period) -> dict[Line, int]:
        what = {
            Count: "COUNT(*)",
            Sum: f"SUM({_quoted(getattr(measure, 'column', ''))})",
            Distinct: f"COUNT(DISTINCT {_quoted(getattr(measure, 'column', ''))})",
        }[type(measure)]
        rows = self._grouped(what, measure.table, by, period, measure.where)
        return {line: int(top) for *line, top in rows for line in [tuple(line)]}

    def _ratio(self, measure: Ratio, by: Sequence[str], period: Period) -> Answer:
        tops, bottoms = (self._add_up(part, by, period) for part in (measure.top, measure.bottom))
        numbers = self._add_up(measure.n, by, period) if measure.n else bottoms
        answer: Answer = {}
        for line in tops | bottoms:
            bottom = bottoms.get(line, 0)
            has_top = line in tops or measure.none_top is None
            figure = Fraction(tops.get(line, 0) * measure.times, bottom) if bottom > 0 and has_top else None
            answer[line] = (figure, numbers.get(line, 0))
        return answer

    def _median(self, measure: Median, by: Sequence[str], period: Period) -> Answer:
        group = [_quoted(measure.group)] if measure.group else ["rowid"]
        rows = self._grouped(f"SUM({_quoted(measure.column)})", measure.table, by, period, measure.where, group)
        lists: dict[Line, list[int]] = {}
        for *line, number in rows:
            lists.setdefault(tuple(line), []).append(number)
        return {line: (Fraction(median(map(Fraction, some))), len(some)) for line, some in lists.items()}

    def _mean_of_shares(self, measure: MeanOfShares, by: Sequence[str], period: Period) -> Answer:
        both = f"SUM({_quoted(measure.part)}), SUM({_quoted(measure.whole)})"
        rows = self._grouped(both, measure.table, by, period, measure.where, [_quoted(measure.group)])
        lists: dict[Line, list[Fraction]] = {}
        for *line, part, whole in rows:
            if whole > 0:
                lists.setdefault(tuple(line), []).append(Fraction(part, whole))
        return {line: (100 * sum(some, Fraction(0)) / len(some), len(some)) for line, some in lists.items()}

    def _grouped(
        self, what: str, table: str, by: Sequence[str], period: Period, where: Where, more: Sequence[str] = ()
    ) -> list[tuple]:
        start, end = period.start.toordinal(), period.end.toordinal()
        conditions = ["day < :end", "until >= :end"] if self._facts.tables[table].until is not None else []
        conditions = conditions or ["day >= :start", "day < :end"]
        conditions += [f"{_quoted(column)} = {number}" for column, number in where]
        columns = [_quoted(name) for name in by]
        group = f"GROUP BY {', '.join([*columns, *more])}" if by or more else "HAVING COUNT(*)"
        sql = f"SELECT {', '.join([*columns, what])} FROM {table} WHERE {' AND '.join(conditions)} {group}"
        return self._db.execute(sql, {"start": start, "end": end}).fetchall()


def _quoted(name: str) -> str:
    return f'"{name}"'
